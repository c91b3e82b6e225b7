package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Digest;
import dev.drydock.workflows.StepRef;
import dev.drydock.workflows.book.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal that remembers while the test lasts. */
class MemoryJournal implements Journal {
  private final String installation = java.util.UUID.randomUUID().toString();
  private final java.util.Set<String> closed = ConcurrentHashMap.newKeySet();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, Artifact> names = new ConcurrentHashMap<>();
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public String installation() {
    return installation;
  }

  /** As the ledger says when a run has ended. */
  void close(String run) {
    closed.add(run);
  }

  @Override
  public boolean isClosed(String run) {
    return closed.contains(run);
  }

  @Override
  public void progress(StepRef ref, String line) {
    lines.add(line);
  }

  @Override
  public Artifact keep(String kind, byte[] content) {
    String digest = Digest.of(content);
    contents.put(digest, content);
    return new Artifact(digest, content.length, kind);
  }

  @Override
  public byte[] fetch(Artifact artifact) {
    return Optional.ofNullable(contents.get(artifact.digest()))
        .orElseThrow(() -> new IllegalStateException("not held: " + artifact));
  }

  void forget(String run, String name) {
    names.remove(run + "/" + name);
  }

  @Override
  public void name(String run, String name, Artifact artifact) {
    names.put(run + "/" + name, artifact);
  }

  @Override
  public void fact(String run, String name, Object fact) {
    name(run, name, keep("fact", Json.write(fact).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Optional<Artifact> named(String run, String name) {
    return Optional.ofNullable(names.get(run + "/" + name));
  }
}
