package dev.drydock.activities.database.store;

import static dev.drydock.activities.database.store.TestStores.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts at one backup on one machine, some of them late. */
class DirectoriesTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = FIRST.plusSeconds(60);

  @TempDir Path parent;

  private Path fresh(String name, Instant begun) throws Exception {
    Path fresh = Directories.fresh(parent, name, Optional.ofNullable(begun));
    return Files.writeString(fresh.resolve("toc.dat"), "half").getParent();
  }

  @Test
  void whatAnEarlierAttemptLeftIsRemoved() throws Exception {
    Path first = fresh(NAME, FIRST);
    Path ofAnother = fresh("keeper-40", FIRST);
    Path second = fresh(NAME, SECOND);
    assertThat(first).doesNotExist();
    assertThat(second.resolve("toc.dat")).exists();
    assertThat(ofAnother).exists();
  }

  /** It waited for the storage, and was taken for dead meanwhile. */
  @Test
  void aLateAttemptLeavesTheDumpOfTheNextOneAlone() throws Exception {
    Path second = fresh(NAME, SECOND);
    Path late = fresh(NAME, FIRST);
    Path ofTheSameAttempt = fresh(NAME, FIRST);
    assertThat(second.resolve("toc.dat")).exists();
    assertThat(late).exists();
    assertThat(ofTheSameAttempt).exists();
  }

  /** Or of a Drydock of before. */
  @Test
  void whereNobodyKnowsWhoIsOverAllStaysUntilItIsTidied() throws Exception {
    Path one = fresh(NAME, null);
    Path other = fresh(NAME, null);
    Path known = fresh(NAME, SECOND);
    assertThat(one).exists();
    assertThat(other).exists();
    assertThat(Directories.partial(parent)).containsExactly(NAME);
    Directories.removePartial(parent, NAME);
    assertThat(parent).isEmptyDirectory();
    assertThat(known).doesNotExist();
  }
}
