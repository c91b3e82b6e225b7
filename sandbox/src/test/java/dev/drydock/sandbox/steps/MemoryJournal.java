package dev.drydock.sandbox.steps;

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

/** A journal that forgets when the test ends. */
final class MemoryJournal implements Journal {
  private final String installation;
  private final java.util.Set<String> closed = ConcurrentHashMap.newKeySet();
  private final Map<String, byte[]> content = new ConcurrentHashMap<>();
  private final Map<String, Artifact> names = new ConcurrentHashMap<>();
  private final Map<String, Runnable> afterwards = new ConcurrentHashMap<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  MemoryJournal() {
    this(java.util.UUID.randomUUID().toString());
  }

  /**
   * @param installation of another Drydock
   */
  MemoryJournal(String installation) {
    this.installation = installation;
  }

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
  public Artifact keep(String kind, byte[] bytes) {
    String digest = Digest.of(bytes);
    content.put(digest, bytes);
    return new Artifact(digest, bytes.length, kind);
  }

  /** What happens once, right after the next thing of that kind is kept. */
  void whenKept(String kind, Runnable then) {
    afterwards.put(kind, then);
  }

  @Override
  public byte[] fetch(Artifact artifact) {
    return content.get(artifact.digest());
  }

  @Override
  public void name(String run, String name, Artifact artifact) {
    names.put(run + "/" + name, artifact);
    Runnable then = afterwards.remove(name);
    if (then != null) {
      then.run();
    }
  }

  @Override
  public void fact(String run, String name, Object fact) {
    name(run, name, keep("fact", Json.write(fact).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Optional<Artifact> named(String run, String name) {
    return Optional.ofNullable(names.get(run + "/" + name));
  }

  List<String> lines() {
    return lines;
  }

  String text(Artifact artifact) {
    return new String(fetch(artifact), StandardCharsets.UTF_8);
  }
}
