/**
 * The sandbox's Kubernetes: an API server and the controllers behind it in one JVM, with pods that
 * are processes of this machine. {@link dev.drydock.sandbox.cluster.Cluster} starts it, {@link
 * dev.drydock.sandbox.cluster.Images} is its registry, {@link dev.drydock.sandbox.cluster.Faults}
 * makes it fail.
 *
 * <p>The way of a request: {@code ApiServer} (may it be made, who answers) to {@code Resources}
 * (the verbs) or {@code Streams} (watch, log, exec); {@code Registry} (rules of every write) to
 * {@code Store}. What is stored wakes {@code Kubelet}, {@code ReplicaSetController}, {@code
 * DeploymentController}, {@code JobController}, {@code GarbageCollector} and {@code Services}; all
 * but the last decide on one thread, {@code Loop}, and write through the {@code Registry} too.
 *
 * <p><b>As on a real cluster</b>: verbs, watches, error Statuses, optimistic locking, dry run, the
 * four kinds of patch, admission of pods (ServiceAccount, LimitRange, Pod Security, ResourceQuota),
 * field ownership, graceful and foreground deletion, finalizers, roll-outs and their conditions,
 * pod phases and container states, back-off, probes, logs, exec and its exit codes.
 *
 * <p><b>Not as on a real cluster</b>:
 *
 * <ul>
 *   <li>A container is a process with the directory of its image as working directory: no isolation
 *       of files, users, network, memory or processes. Mount paths are replaced by real directories
 *       in commands, arguments, environment and exec ({@code Mounts}); a mount path that a program
 *       has built in is not found.
 *   <li>Ports are the machine's: each pod has one free port, in the variable {@code PORT} and the
 *       annotation {@code sandbox.drydock.dev/port}, which stands for its first containerPort in
 *       probes and Services. All pods have the IP 127.0.0.1; there is no DNS.
 *   <li>A Service is an HTTP proxy with the address in the annotation {@code
 *       sandbox.drydock.dev/url}; only its first port counts. There are no Endpoints objects.
 *   <li>One node of 64 cores and 256 GiB, which are counted and not there; no priorities, taints,
 *       affinities, network policies, admission webhooks, custom resource definitions (some custom
 *       resources are served), lifecycle hooks, native sidecars, ephemeral containers, or volumes
 *       that outlive a pod. ResourceQuotas hold pods only, without scopes or a status; Pod Security
 *       knows the commonest checks of {@code baseline} and {@code restricted}.
 *   <li>Everybody may do everything that {@code Faults.deny} does not refuse; tokens are not looked
 *       at. StatefulSets, DaemonSets, CronJobs and HorizontalPodAutoscalers are kept, nothing acts
 *       on them.
 *   <li>Apply compares values as they are written; ownership is of leaves and list items; the
 *       status is owned as a whole. Validation covers what clients commonly meet. Lists are never
 *       paged.
 *   <li>Secrets and ConfigMaps in volumes are written once. Logs are not rotated. Terminals are not
 *       supported in exec, and only WebSockets are.
 *   <li>Detached processes of a container are found by a variable in their environment; one that
 *       clears its environment survives its pod, and all survive a JVM that is killed with SIGKILL.
 *   <li>kubectl works (get, describe, apply, logs, exec, scale, rollout, delete) but for what it
 *       sends as protobuf ({@code create configmap}, {@code auth can-i}): 415.
 * </ul>
 */
package dev.drydock.sandbox.cluster;
