package dev.drydock.activities.database.store;

import static dev.drydock.activities.database.store.TestStores.NAME;
import static dev.drydock.activities.database.store.TestStores.fetched;
import static dev.drydock.activities.database.store.TestStores.files;
import static dev.drydock.activities.database.store.TestStores.fill;
import static dev.drydock.activities.database.store.TestStores.make;
import static dev.drydock.activities.database.store.TestStores.manifest;
import static dev.drydock.activities.database.store.TestStores.uploads;
import static dev.drydock.activities.database.store.TestStores.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two attempts at one backup on two machines, and what one leaves where the other's counts. */
class StoreAttemptsTest {
  private static final byte[] SOMETHING = {1, 2, 3};
  private static final int WAITS_SECONDS = 30;

  private static S3Server server;

  @TempDir Path here;
  @TempDir Path there;
  private Counter counter;
  private String folder;
  private BackupStore first;
  private BackupStore second;

  /** How storages take it where something is to be written only if nothing stands there. */
  private enum Storage {
    KEEPS_THE_CONDITION,
    OVERLOOKS_THE_CONDITION,
    REFUSES_THE_CONDITION
  }

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void fresh(TestInfo info) throws Exception {
    counter = Counter.before(server);
    String prefix = info.getTestMethod().orElseThrow().getName() + info.getDisplayName().length();
    folder = prefix + "/" + NAME + "/";
    first = TestStores.at(counter.port(), prefix, here);
    second = TestStores.at(counter.port(), prefix, there);
  }

  @AfterEach
  void close() {
    counter.close();
  }

  private Counter.Answer as(Storage storage, Counter.Request request, Counter.Pass pass)
      throws IOException {
    return switch (storage) {
      case KEEPS_THE_CONDITION -> counter.keepingTheCondition(request, pass);
      case OVERLOOKS_THE_CONDITION -> pass.on();
      case REFUSES_THE_CONDITION -> Counter.knowingNoCondition(request, pass);
    };
  }

  private static void waitFor(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(WAITS_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("the test is over");
    }
  }

  private List<String> keys() {
    return server.keys(folder).stream().map(key -> key.substring(folder.length())).toList();
  }

  private String prefixOfTheWhole() {
    return Placed.of(first.manifest(NAME).orElseThrow()).prefix();
  }

  private List<String> keysOfTheWhole() {
    String prefix = prefixOfTheWhole();
    return List.of(prefix + "a.dat", prefix + "b.dat", prefix + "c.dat", "drydock.json");
  }

  private static CompletableFuture<Void> making(BackupStore store, String word) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            make(store, word);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Both have sent all and looked whether a manifest stands before either writes its own. */
  @ParameterizedTest
  @EnumSource(Storage.class)
  void ofTwoAtOnceOneCountsAndIsWhollyItself(Storage storage) throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    AtomicInteger manifests = new AtomicInteger();
    counter.by(
        (request, pass) -> {
          if (request.writes(NAME + "/drydock.json") && manifests.incrementAndGet() <= 2) {
            both.countDown();
            waitFor(both);
          }
          return as(storage, request, pass);
        });
    CompletableFuture<Void> one = making(first, "mine");
    CompletableFuture<Void> other = making(second, "ours");
    one.get(WAITS_SECONDS, TimeUnit.SECONDS);
    other.get(WAITS_SECONDS, TimeUnit.SECONDS);

    assertThat(word(first)).isIn("mine", "ours");
    assertThat(fetched(second)).isEqualTo(files(word(first)));
    if (storage != Storage.KEEPS_THE_CONDITION) {
      // whoever came first may have believed that it stays, and has left its files to the tidying
      first.removeHalfMade(NAME);
    }
    assertThat(keys()).containsExactlyInAnyOrderElementsOf(keysOfTheWhole());
    assertThat(fetched(second)).isEqualTo(files(word(first)));
  }

  /** It has looked, and nothing stood there; by the time it writes its manifest, something does. */
  @Test
  void aLateAttemptChangesNothing() throws Exception {
    CountDownLatch lateIsThere = new CountDownLatch(1);
    CountDownLatch wholeIsThere = new CountDownLatch(1);
    AtomicInteger manifests = new AtomicInteger();
    counter.by(
        (request, pass) -> {
          if (request.writes(NAME + "/drydock.json") && manifests.incrementAndGet() == 1) {
            lateIsThere.countDown();
            waitFor(wholeIsThere);
          }
          return counter.keepingTheCondition(request, pass);
        });
    CompletableFuture<Void> late = making(first, "late");
    waitFor(lateIsThere);
    make(second, "fast");
    List<String> whole = keys();
    assertThat(whole).containsExactlyInAnyOrderElementsOf(keysOfTheWhole());
    wholeIsThere.countDown();
    late.get(WAITS_SECONDS, TimeUnit.SECONDS);
    assertThat(keys()).isEqualTo(whole);
    assertThat(word(first)).isEqualTo("fast");
    assertThat(fetched(first)).isEqualTo(files("fast"));
  }

  /** There the late one's manifest takes the place, and its files must not be cleared away. */
  @Test
  void whereTheConditionIsOverlookedALateAttemptsFilesAreLeftAlone() throws Exception {
    CountDownLatch lateIsThere = new CountDownLatch(1);
    CountDownLatch wholeIsThere = new CountDownLatch(1);
    AtomicInteger manifests = new AtomicInteger();
    counter.by(
        (request, pass) -> {
          if (request.writes(NAME + "/drydock.json") && manifests.incrementAndGet() == 1) {
            lateIsThere.countDown();
            waitFor(wholeIsThere);
          }
          return pass.on();
        });
    CompletableFuture<Void> late = making(first, "late");
    waitFor(lateIsThere);
    make(second, "fast");
    assertThat(fetched(second)).isEqualTo(files("fast"));
    wholeIsThere.countDown();
    late.get(WAITS_SECONDS, TimeUnit.SECONDS);
    assertThat(fetched(first)).isEqualTo(files(word(first)));
  }

  /** What it sends into is cleared away under its hands. */
  @Test
  void aLateAttemptThatStillSendsEndsWellAndLeavesNothing() throws Exception {
    CountDownLatch lateIsThere = new CountDownLatch(1);
    CountDownLatch wholeIsThere = new CountDownLatch(1);
    counter.by(
        (request, pass) -> {
          if (request.query().contains("partNumber=2")) {
            lateIsThere.countDown();
            waitFor(wholeIsThere);
          }
          return counter.keepingTheCondition(request, pass);
        });
    try (BackupStore.Draft late = first.begin(NAME)) {
      Files.write(late.directory().resolve("large"), new byte[(int) S3.PART_BYTES + 1]);
      CompletableFuture<Void> finishing =
          CompletableFuture.runAsync(() -> late.finish("{}", bytes -> {}));
      waitFor(lateIsThere);
      make(second, "fast");
      assertThat(uploads(server, folder)).isZero();
      wholeIsThere.countDown();
      finishing.get(WAITS_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(keys()).containsExactlyInAnyOrderElementsOf(keysOfTheWhole());
    assertThat(uploads(server, folder)).isZero();
    assertThat(fetched(second)).isEqualTo(files("fast"));
  }

  @Test
  void whatAKilledAttemptSentIsRemovedOnceABackupIsWhole() throws Exception {
    counter.by(counter::keepingTheCondition);
    server.overwrite(folder + "of-a-killed-one/a.dat", SOMETHING);
    server.overwrite(folder + "of-before.dat", SOMETHING);
    make(first, "mine");
    assertThat(keys()).containsExactlyInAnyOrderElementsOf(keysOfTheWhole());
  }

  /** The first answer is lost, and the second request finds what the first one wrote. */
  @Test
  void ourOwnManifestInOurWayIsOurs() throws Exception {
    AtomicInteger manifests = new AtomicInteger();
    counter.by(
        (request, pass) -> {
          Counter.Answer answer = counter.keepingTheCondition(request, pass);
          return request.writes(NAME + "/drydock.json") && manifests.incrementAndGet() == 1
              ? Counter.refusal(500, "InternalError", "We encountered an internal error")
              : answer;
        });
    make(first, "mine");
    assertThat(manifests.get()).isGreaterThan(1);
    assertThat(fetched(second)).isEqualTo(files("mine"));
  }

  /** It is said that it failed, and what the manifest names is there all the same. */
  @Test
  void aManifestThatArrivedWithoutAnAnswerFindsItsFiles() throws Exception {
    try (BackupStore.Draft draft = first.begin(NAME)) {
      fill(draft, "mine");
      counter.by(
          (request, pass) -> {
            if (!request.writes(NAME + "/drydock.json")) {
              return pass.on();
            }
            pass.on();
            return Counter.refusal(500, "InternalError", "We encountered an internal error");
          });
      assertThatThrownBy(() -> draft.finish(manifest("mine"), bytes -> {}))
          .isInstanceOfSatisfying(
              StoreFailure.class, failure -> assertThat(failure.isForGood()).isFalse())
          .hasMessageContaining("500 InternalError");
    }
    assertThat(fetched(second)).isEqualTo(files("mine"));
    make(second, "next");
    assertThat(word(second)).isEqualTo("mine");
  }

  @Test
  void keysOfOthersDoNoDamage() throws Exception {
    make(first, "mine");
    server.overwrite(folder + "stranger.dat", SOMETHING);
    server.overwrite(folder + prefixOfTheWhole() + "d.dat", SOMETHING);
    server.overwrite(folder + prefixOfTheWhole() + "below/a.dat", SOMETHING);
    server.overwrite(folder + "of-another/a.dat", SOMETHING);
    assertThat(fetched(second)).isEqualTo(files("mine"));
    assertThat(second.names()).containsExactly(NAME);
    second.remove(NAME);
    assertThat(keys()).isEmpty();
  }

  private void overwrite(String key, String text) {
    server.overwrite(folder + key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Files lay beside the manifest, which named them, or not in the oldest. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBackupOfBeforeIsStillOne(boolean isNaming) throws Exception {
    files("old").keySet().forEach(file -> overwrite(file, "old"));
    overwrite("drydock.json", isNaming ? manifest("old") : "{\"run\": \"old\"}");
    overwrite("of-a-late-attempt/a.dat", "new");
    if (isNaming) {
      overwrite("of-a-late-attempt-of-before.dat", "new");
    }
    assertThat(first.names()).containsExactly(NAME);
    assertThat(word(first)).isEqualTo("old");
    assertThat(fetched(first)).isEqualTo(files("old"));
    make(first, "new");
    assertThat(fetched(first)).isEqualTo(files("old"));
    assertThat(first.halfMade()).containsExactly(NAME);
    first.removeHalfMade(NAME);
    assertThat(keys())
        .contains("a.dat", "b.dat", "c.dat")
        .doesNotContain("of-a-late-attempt/a.dat");
    assertThat(fetched(first)).isEqualTo(files("old"));
    first.remove(NAME);
    assertThat(keys()).isEmpty();
  }
}
