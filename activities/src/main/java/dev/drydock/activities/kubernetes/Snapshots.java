package dev.drydock.activities.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.DeploymentConfig;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the old manifest waits for the way back. Values in it may be secrets, so the ledger gets it
 * without them; whole it lies in a Secret of the Deployment's own namespace, {@code
 * drydock-keeper}, and does not leave the cluster. Where it holds no such value the ledger alone
 * has it all.
 *
 * <p>As long as no Deployment holds the values, Drydock's finalizer is on the Secret: who deletes
 * it does not lose it. It stays until the next run takes its place.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final KubernetesClient client;
  private final Journal journal;
  private final DeploymentConfig at;

  Snapshots(KubernetesClient client, Journal journal, DeploymentConfig at) {
    this.client = client;
    this.journal = journal;
    this.at = at;
  }

  /** Name of the Secret for a Deployment. */
  static String secretName(String deployment) {
    return "drydock-" + deployment;
  }

  /**
   * Keeps it for good; the Deployment may be deleted when this returns.
   *
   * @throws KubernetesClientException when the cluster does not take it
   */
  void keep(String run, Snapshot snapshot) {
    Snapshot shown = snapshot.shown();
    Snapshot kept = shown.equals(snapshot) ? snapshot : shown.with(inSecret(run, salted(snapshot)));
    journal.name(run, Snapshot.NAME, journal.keep(Snapshot.NAME, kept.bytes()));
  }

  /** So that nobody can try values against the digest in the ledger. */
  private static String salted(Snapshot snapshot) {
    ObjectNode json = (ObjectNode) Json.tree(snapshot);
    json.put("salt", UUID.randomUUID().toString());
    return Json.pretty(json);
  }

  /** What an earlier attempt of the run has put there stays: the ledger may point to it. */
  private Snapshot.Whole inSecret(String run, String json) {
    String digest = Digest.of(json.getBytes(StandardCharsets.UTF_8));
    String key = "manifest-" + Digest.brief(digest);
    Map<String, String> data = new HashMap<>();
    find().filter(there -> isOf(there, run)).map(Secret::getData).ifPresent(data::putAll);
    data.put(key, Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    apply(run, data);
    Snapshot.Whole whole = new Snapshot.Whole(secretName(at.name()), key, digest);
    requireLasting(whole);
    return whole;
  }

  private void apply(String run, Map<String, String> data) {
    Secret wanted =
        new SecretBuilder()
            .withNewMetadata()
            .withName(secretName(at.name()))
            .withNamespace(at.namespace())
            .addToLabels(Names.MANAGED)
            .addToLabels(Names.labelOf(run))
            .withFinalizers(Names.FINALIZER)
            .endMetadata()
            .withType("Opaque")
            .withData(data)
            .build();
    client.resource(wanted).patch(Names.apply(true));
  }

  /** What is applied onto an object that goes is lost with it, unless the finalizer is there. */
  private void requireLasting(Snapshot.Whole whole) {
    boolean isLasting =
        find()
            .filter(there -> there.getMetadata().getFinalizers().contains(Names.FINALIZER))
            .flatMap(there -> content(there, whole))
            .isPresent();
    if (!isLasting) {
      throw new IllegalStateException(
          "Secret "
              + at.namespace()
              + "/"
              + whole.secret()
              + " does not hold what was put into it");
    }
  }

  /** What the run kept last; empty when it kept nothing. */
  Optional<Snapshot> find(String run) {
    return journal.named(run, Snapshot.NAME).map(this::read);
  }

  /**
   * @throws Trouble when its Secret is gone
   */
  Snapshot read(Artifact kept) {
    Snapshot shown = Snapshot.read(journal.fetch(kept));
    if (shown.whole() == null) {
      return shown;
    }
    return find()
        .flatMap(there -> content(there, shown.whole()))
        .map(json -> Snapshot.read(json.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow(
            () ->
                new Trouble(
                    "Secret "
                        + at.namespace()
                        + "/"
                        + shown.whole().secret()
                        + " no longer holds "
                        + shown.whole().key()
                        + ", the old manifest with its values; the ledger has it without them ("
                        + kept.digest()
                        + "): make Deployment "
                        + at.namespace()
                        + "/"
                        + at.name()
                        + " again from where it comes from"));
  }

  private static Optional<String> content(Secret secret, Snapshot.Whole whole) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(whole.key()))
        .map(Base64.getDecoder()::decode)
        .filter(bytes -> Digest.of(bytes).equals(whole.digest()))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** A Deployment holds the values again: the Secret may be deleted by anybody. */
  void letGo(String run) {
    try {
      find()
          .filter(there -> isOf(there, run))
          .filter(there -> there.getMetadata().getFinalizers().contains(Names.FINALIZER))
          .ifPresent(this::withoutFinalizer);
    } catch (KubernetesClientException e) {
      // the app is up: no reason to fail; the next run lets go of it
      LOG.warn("the finalizer of Secret {} stays for now", secretName(at.name()), e);
    }
  }

  private void withoutFinalizer(Secret there) {
    List<String> others =
        there.getMetadata().getFinalizers().stream()
            .filter(name -> !name.equals(Names.FINALIZER))
            .toList();
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("uid", there.getMetadata().getUid());
    metadata.put("finalizers", others.isEmpty() ? null : others);
    client
        .secrets()
        .inNamespace(at.namespace())
        .withName(there.getMetadata().getName())
        .patch(PatchContext.of(PatchType.JSON_MERGE), Json.write(Map.of("metadata", metadata)));
  }

  private static boolean isOf(Secret secret, String run) {
    Map<String, String> labels = secret.getMetadata().getLabels();
    String of = labels == null ? null : labels.get(Names.RUN_LABEL);
    return Objects.equals(of, Names.labelOf(run).get(Names.RUN_LABEL));
  }

  private Optional<Secret> find() {
    return Optional.ofNullable(
        client.secrets().inNamespace(at.namespace()).withName(secretName(at.name())).get());
  }
}
