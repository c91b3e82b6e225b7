package dev.drydock.activities.database.store;

import static dev.drydock.activities.database.store.TestStores.NAME;
import static dev.drydock.activities.database.store.TestStores.fetched;
import static dev.drydock.activities.database.store.TestStores.files;
import static dev.drydock.activities.database.store.TestStores.fill;
import static dev.drydock.activities.database.store.TestStores.make;
import static dev.drydock.activities.database.store.TestStores.uploads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A storage that may be read, and refuses in the middle what is written. */
class StoreRefusalsTest {
  private static S3Server server;

  @TempDir Path room;
  private Counter counter;
  private String prefix;
  private BackupStore store;

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
    prefix = info.getTestMethod().orElseThrow().getName();
    store = TestStores.at(counter.port(), prefix, room);
  }

  @AfterEach
  void close() {
    counter.close();
  }

  private List<String> keys() {
    return server.keys(prefix + "/");
  }

  private List<Path> inRoom() throws Exception {
    try (Stream<Path> all = Files.list(room)) {
      return all.toList();
    }
  }

  private void isRefused(String... words) throws Exception {
    try (BackupStore.Draft draft = store.begin(NAME)) {
      fill(draft, "mine");
      Files.write(draft.directory().resolve("d.dat"), new byte[(int) S3.PART_BYTES + 1]);
      assertThatThrownBy(() -> draft.finish("{}", bytes -> {}))
          .isInstanceOfSatisfying(
              StoreFailure.class, failure -> assertThat(failure.isForGood()).isTrue())
          .message()
          .contains(words)
          .doesNotContain("-secret");
    }
    assertThat(store.names()).isEmpty();
    assertThat(inRoom()).isEmpty();
  }

  /** The others are there by then, or on their way. */
  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied,             Access Denied,       these keys need",
    "403, QuotaExceeded,            the quota is used,   the quota is used",
    "400, XMinioAdminBucketQuotaExceeded, Bucket quota exceeded, Bucket quota exceeded",
    "507, XMinioStorageFull,        no room,             no room"
  })
  void whatIsRefusedHalfWayIsSaidAndNothingIsLeft(
      int status, String code, String message, String words) throws Exception {
    for (String refused : List.of("partNumber=2", "b.dat", "drydock.json")) {
      counter.by(
          (request, pass) ->
              request.method().equals("PUT")
                      && (request.key() + "?" + request.query()).contains(refused)
                  ? Counter.refusal(status, code, message)
                  : pass.on());
      isRefused("cannot write ", "says " + status + " " + code, words);
      assertThat(keys()).isEmpty();
      assertThat(uploads(server, prefix)).isZero();
      assertThat(store.halfMade()).isEmpty();
    }
    counter.by((request, pass) -> pass.on());
    make(store, "mine");
    assertThat(fetched(store)).isEqualTo(files("mine"));
    store.remove(NAME);
  }

  /** A full bucket that some storages say in another way: nothing in it can be completed. */
  @Test
  void whatCannotBeCompletedIsLikeWhatIsRefused() throws Exception {
    counter.by(
        (request, pass) ->
            request.method().equals("POST") && request.query().startsWith("uploadId")
                ? Counter.refusal(507, "InsufficientStorage", "no room")
                : pass.on());
    isRefused("cannot complete ", "says 507 InsufficientStorage: no room");
    assertThat(keys()).isEmpty();
    assertThat(uploads(server, prefix)).isZero();
  }

  /** As the backup of a run that is aborted. */
  @Test
  void anAttemptThatIsToldToStopRemovesWhatItSent() throws Exception {
    CountDownLatch isSending = new CountDownLatch(1);
    CountDownLatch isStopped = new CountDownLatch(1);
    counter.by(
        (request, pass) -> {
          if (request.query().contains("partNumber=2")) {
            isSending.countDown();
            await().until(() -> isStopped.getCount() == 0);
          }
          return pass.on();
        });
    try (BackupStore.Draft draft = store.begin(NAME)) {
      fill(draft, "mine");
      Files.write(draft.directory().resolve("d.dat"), new byte[(int) S3.PART_BYTES + 1]);
      Thread sending =
          new Thread(
              () -> {
                assertThatThrownBy(() -> draft.finish("{}", bytes -> {}));
                draft.close();
              });
      sending.start();
      assertThat(isSending.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(keys()).isNotEmpty();
      sending.interrupt();
      isStopped.countDown();
      sending.join(30_000);
      assertThat(sending.isAlive()).isFalse();
      assertThat(keys()).isEmpty();
      assertThat(uploads(server, prefix)).isZero();
    }
  }

  /** Where not even that is allowed, the reason is still the first one. */
  @Test
  void whatMayNotBeRemovedIsHalfMadeUntilItMay() throws Exception {
    counter.by(
        (request, pass) ->
            request.writes("d.dat")
                    || request.writes("drydock.json")
                    || request.method().equals("DELETE")
                ? Counter.refusal(403, "AccessDenied", "Access Denied")
                : pass.on());
    isRefused("cannot write ", "says 403 AccessDenied");
    assertThat(keys()).isNotEmpty();
    assertThat(store.halfMade()).containsExactly(NAME);
    counter.by((request, pass) -> pass.on());
    store.removeHalfMade(NAME);
    assertThat(keys()).isEmpty();
    assertThat(uploads(server, prefix)).isZero();
    assertThat(store.halfMade()).isEmpty();
  }

  /** The backup is whole by then. */
  @Test
  void whatMayNotBeClearedAwayBesideAWholeOneIsNoFailure() throws Exception {
    server.overwrite(prefix + "/" + NAME + "/of-a-killed-one/a.dat", new byte[4]);
    counter.by(
        (request, pass) ->
            request.method().equals("DELETE")
                ? Counter.refusal(403, "AccessDenied", "Access Denied")
                : counter.keepingTheCondition(request, pass));
    make(store, "mine");
    assertThat(fetched(store)).isEqualTo(files("mine"));
    assertThat(store.halfMade()).containsExactly(NAME);
  }

  @Test
  void aTryOutFindsThatNothingMayBeWritten() {
    counter.by(
        (request, pass) ->
            request.method().equals("PUT")
                ? Counter.refusal(403, "AccessDenied", "Access Denied")
                : pass.on());
    assertThat(store.names()).isEmpty();
    assertThatThrownBy(store::tryOut)
        .isInstanceOfSatisfying(
            StoreFailure.class, failure -> assertThat(failure.isForGood()).isTrue())
        .hasMessageContaining("says 403 AccessDenied")
        .hasMessageContaining("s3:PutObject");
  }

  /** As a backup would make it. */
  @Test
  void aRoomThatIsNotThereYetIsNoFailureOfATryOut() {
    BackupStore fresh = TestStores.at(counter.port(), prefix, room.resolve("a/b"));
    fresh.tryOut();
    assertThat(room.resolve("a")).doesNotExist();
    assertThat(keys()).isEmpty();
  }
}
