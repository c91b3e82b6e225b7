package dev.drydock.bot.cli;

import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.book.Link;
import dev.drydock.workflows.book.Named;
import dev.drydock.workflows.book.RunBook;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that the ledger has of a run, and whether it is as it was: what {@code audit --json} prints.
 *
 * @param artifacts that its events and its proofs name
 * @param differing digests of artifacts that the ledger does not hold as they were kept
 * @param proofs fingerprints that were read beside the run, the newest of each
 */
record Dossier(
    RunView run,
    List<Event> events,
    List<Artifact> artifacts,
    List<String> differing,
    List<Proof> proofs,
    Chain chain) {

  /** How the names of what was kept begin, and what that is of. */
  private static final Map<String, String> PROOFS =
      Map.of(
          "seal-fingerprint-", "the sealed copy",
          "baseline-fingerprint-", "the database after the upgrade");

  /**
   * @param of what was read, in words
   */
  record Proof(String of, Fingerprint fingerprint) {}

  /**
   * @param brokenAt seq of the first event that does not follow; null when verified
   * @param last hash of the newest event
   * @param closedWith hash of the event that closed the run, as Slack's thread ends with it; null
   *     while it is open
   * @param links the events as their hashes are made of them, to check them without the ledger
   */
  record Chain(
      boolean verified,
      int events,
      Long brokenAt,
      String last,
      String closedWith,
      List<Link> links) {}

  static Dossier of(RunBook book, String run) {
    List<Event> events = book.events(run);
    Artifacts kept = new Artifacts(book);
    List<Artifact> artifacts = kept.in(events);
    return new Dossier(
        RunFold.fold(events),
        events,
        artifacts,
        artifacts.stream()
            .map(Artifact::digest)
            .filter(digest -> kept.whole(digest).isEmpty())
            .distinct()
            .toList(),
        proofs(kept, events),
        chain(book, run, events));
  }

  private static List<Proof> proofs(Artifacts kept, List<Event> events) {
    Map<String, Proof> newest = new LinkedHashMap<>();
    for (Event event : events) {
      if (event.kind() == Event.Kind.KEPT) {
        Named named = event.as(Named.class);
        PROOFS.entrySet().stream()
            .filter(proof -> named.artifact().kind().equals(Artifacts.PROOF))
            .filter(proof -> named.name().startsWith(proof.getKey()))
            .forEach(
                proof ->
                    kept.whole(named.artifact().digest())
                        .map(json -> Json.read(new String(json, StandardCharsets.UTF_8)))
                        .map(json -> Json.convert(json, Fingerprint.class))
                        .ifPresent(
                            read -> newest.put(proof.getKey(), new Proof(proof.getValue(), read))));
      }
    }
    return List.copyOf(newest.values());
  }

  private static Chain chain(RunBook book, String run, List<Event> events) {
    Long brokenAt = book.brokenLink(run).map(Event::seq).orElse(null);
    String closed =
        events.stream()
            .filter(event -> event.kind() == Event.Kind.CLOSED)
            .map(Event::hash)
            .findFirst()
            .orElse(null);
    return new Chain(
        brokenAt == null,
        events.size(),
        brokenAt,
        events.get(events.size() - 1).hash(),
        closed,
        book.links(run));
  }

  /** Nothing of it was changed, as far as it can tell by itself. */
  boolean holds() {
    return chain.verified() && differing.isEmpty();
  }

  /** {@code closed with sha256:...; 2 refusals since}; or the newest hash while it is open. */
  String end() {
    if (chain.closedWith() == null) {
      return "not closed, last " + chain.last();
    }
    List<Event> since =
        events.stream().dropWhile(event -> event.kind() != Event.Kind.CLOSED).skip(1).toList();
    boolean refusals =
        since.stream().allMatch(event -> event.kind() == Event.Kind.DECISION_REFUSED);
    return "closed with "
        + chain.closedWith()
        + (since.isEmpty()
            ? ""
            : "; " + Words.count(since.size(), refusals ? "refusal" : "event") + " since");
  }
}
