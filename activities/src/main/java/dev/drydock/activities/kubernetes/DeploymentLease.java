package dev.drydock.activities.kubernetes;

import dev.drydock.activities.database.Fences;
import dev.drydock.activities.database.HoldChanged;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run at a time works on a Deployment: Lease {@code drydock-keeper} beside it, which every
 * Drydock respects, also one with another ledger, and also an app with another database. Its number
 * of transitions rises with each run that gets it, its time of renewal with each deed. Like the
 * mark on the database it has no time after which it is anybody's: the Deployment may be down for
 * days, waiting for a person. Another run takes it over only from one that is known to have ended.
 */
public final class DeploymentLease {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentLease.class);
  private static final int MOST_TRIES = 5;
  private static final String AT = " of ";

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX");

  private final KubernetesClient client;
  private final AppConfig app;
  private final DeploymentConfig at;
  private final Journal journal;

  /**
   * @param journal tells this installation from others, and which of its runs have ended
   */
  public DeploymentLease(KubernetesClient client, AppConfig app, Journal journal) {
    this.client = client;
    this.app = app;
    this.at = app.deployment();
    this.journal = journal;
  }

  static String name(String deployment) {
    return "drydock-" + deployment;
  }

  /**
   * Makes the Deployment this run's alone. May be repeated.
   *
   * @throws Trouble naming the run that holds it
   */
  public void claim(String run) {
    for (int attempt = 1; ; attempt++) {
      // what is looked at is what is taken: two reads would let two runs through
      Lease there = find().orElseGet(this::made);
      requireFree(holdOf(there), run);
      if (ours(run).equals(holder(there))) {
        return;
      }
      try {
        take(there, run);
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == MOST_TRIES) {
          throw e;
        }
        // another run was faster: it is named
      }
    }
  }

  /**
   * @throws Trouble where another run holds it
   */
  public void requireFree(String run) {
    requireFree(held(), run);
  }

  /**
   * Says that this run is still at work; before each deed on the Deployment. The time is for people
   * alone: where it cannot be written the deed goes on.
   *
   * @throws Trouble where by now it is another's: a person has taken this run for ended
   */
  public void renew(String run) {
    Optional<Lease> there = find();
    requireFree(there.flatMap(this::holdOf), run);
    there.filter(lease -> ours(run).equals(holder(lease))).ifPresent(lease -> renew(lease, run));
  }

  private void renew(Lease ours, String run) {
    try {
      patch(ours, new HashMap<>(Map.of("renewTime", now())));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // written since: by another, or by this very call, whose answer was lost
        requireFree(run);
      }
      LOG.info("Lease {} is not renewed: {}", name(at.name()), e.getMessage());
    }
  }

  private void requireFree(Optional<Fences.Hold> held, String run) {
    held.filter(hold -> !hold.isOurs() || !isFree(hold.run(), run))
        .ifPresent(
            hold -> {
              throw new Trouble(Fences.Hold.refusal(deployment(), hold.words(), app));
            });
  }

  private boolean isFree(String holder, String run) {
    return holder.equals(run) || journal.isClosed(holder);
  }

  /** Lets go of it, where this run holds it. */
  public void release(String run) {
    find().filter(there -> ours(run).equals(holder(there))).ifPresent(this::free);
  }

  /**
   * Lets go of it, for a person who knows that the run is over. Nothing to do where nobody holds
   * it.
   *
   * @param shown the id of the hold that this person has seen
   * @throws HoldChanged where by now it is held by another, or was written to since
   */
  public void breakHold(String shown) {
    Optional<Lease> held = find().filter(there -> !holder(there).isEmpty());
    if (held.isEmpty()) {
      return;
    }
    if (!id(held.get()).equals(shown)) {
      throw new HoldChanged(deployment(), holdOf(held.get()));
    }
    try {
      free(held.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      throw new HoldChanged(deployment(), held());
    }
  }

  /** Who holds it; empty where nobody does. */
  public Optional<Fences.Hold> held() {
    return find().flatMap(this::holdOf);
  }

  private Optional<Fences.Hold> holdOf(Lease there) {
    if (holder(there).isEmpty()) {
      return Optional.empty();
    }
    String[] holder = holder(there).split(AT, 2);
    boolean isOurs = holder.length == 2 && holder[1].equals(journal.installation());
    return Optional.of(
        new Fences.Hold(id(there), holder[0], isOurs, false, words(there, holder[0])));
  }

  private static String id(Lease there) {
    return String.join(
        "/", holder(there), there.getMetadata().getUid(), there.getMetadata().getResourceVersion());
  }

  private String deployment() {
    return "Deployment " + at.namespace() + "/" + at.name();
  }

  private static String words(Lease there, String run) {
    return "run "
        + run
        + " (since "
        + said(there.getSpec().getAcquireTime())
        + ", last at work "
        + said(there.getSpec().getRenewTime())
        + ")";
  }

  private static String said(ZonedDateTime time) {
    return time == null ? "?" : Fences.Hold.at(time.toInstant());
  }

  private Optional<Lease> find() {
    return Optional.ofNullable(
        client.leases().inNamespace(at.namespace()).withName(name(at.name())).get());
  }

  /** By its name in the address, so that a right for this one name is enough; held by nobody. */
  private Lease made() {
    Lease wanted =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name(at.name()))
            .withNamespace(at.namespace())
            .addToLabels(Names.MANAGED)
            .endMetadata()
            .build();
    return client.resource(wanted).patch(Names.apply(true));
  }

  private void take(Lease there, String run) {
    String now = now();
    Integer before = there.getSpec() == null ? null : there.getSpec().getLeaseTransitions();
    Map<String, Object> spec = new HashMap<>();
    spec.put("holderIdentity", ours(run));
    spec.put("acquireTime", now);
    spec.put("renewTime", now);
    spec.put("leaseTransitions", before == null ? 1 : before + 1);
    patch(there, spec);
  }

  private static String now() {
    return MICROS.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  private void free(Lease there) {
    Map<String, Object> spec = new HashMap<>();
    spec.put("holderIdentity", null);
    patch(there, spec);
  }

  /**
   * @throws KubernetesClientException 409 where it is no longer as it was read
   */
  private void patch(Lease there, Map<String, Object> spec) {
    String version = there.getMetadata().getResourceVersion();
    client
        .leases()
        .inNamespace(at.namespace())
        .withName(there.getMetadata().getName())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Json.write(Map.of("metadata", Map.of("resourceVersion", version), "spec", spec)));
  }

  private static String holder(Lease there) {
    String holder = there.getSpec() == null ? null : there.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  private String ours(String run) {
    return run + AT + journal.installation();
  }
}
