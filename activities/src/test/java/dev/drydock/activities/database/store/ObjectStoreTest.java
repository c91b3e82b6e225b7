package dev.drydock.activities.database.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.BackupConfig;
import dev.drydock.workflows.config.S3Config;
import dev.drydock.workflows.config.SecretRef;
import dev.drydock.workflows.config.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Backups on a server that speaks S3, and all that can go wrong with one. */
class ObjectStoreTest {
  private static final Secrets SECRETS = ref -> ((SecretRef.Env) ref).name() + "-secret";
  private static final String NAME = "keeper-41";
  private static final int LARGE_BYTES = (int) (2 * S3.PART_BYTES + 12_345);

  private static S3Server server;

  @TempDir Path room;
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
  void fresh(TestInfo info) {
    prefix = "drydock/" + info.getTestMethod().orElseThrow().getName();
    store = store(server.config(prefix), Duration.ofSeconds(3));
  }

  private BackupStore store(S3Config config, Duration patience) {
    return store(config, patience, room);
  }

  private static BackupStore store(S3Config config, Duration patience, Path room) {
    return new Stores(SECRETS, patience)
        .of(new BackupConfig("auto", room.toString(), 1, 1, BackupConfig.RETENTION, config));
  }

  private BackupStore through(Counter counter) {
    return store(S3Server.config("backups", prefix, counter.port()), Duration.ofSeconds(1));
  }

  private static byte[] large() {
    byte[] content = new byte[LARGE_BYTES];
    new Random(7).nextBytes(content);
    return content;
  }

  private static void fill(BackupStore.Draft draft) throws Exception {
    Files.writeString(draft.directory().resolve("toc.dat"), "contents");
    Files.write(draft.directory().resolve("large.dat.gz"), large());
    Files.createFile(draft.directory().resolve("empty.dat"));
  }

  private static void make(BackupStore store) throws Exception {
    try (BackupStore.Draft draft = store.begin(NAME)) {
      fill(draft);
      draft.finish("{}", bytes -> {});
    }
  }

  private List<String> inRoom() throws Exception {
    try (Stream<Path> all = Files.list(room)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private S3 s3() {
    return new S3(
        server.config(prefix),
        new S3Clients().of(server.config(prefix), SECRETS),
        Duration.ofSeconds(5));
  }

  private List<String> keys() {
    return s3().list(prefix + "/").stream()
        .map(item -> item.key().substring(prefix.length() + 1))
        .toList();
  }

  /** The key of a file of the whole backup there is. */
  private String key(String file) {
    return prefix
        + "/"
        + NAME
        + "/"
        + Placed.of(store.manifest(NAME).orElseThrow()).prefix()
        + file;
  }

  private static String run(BackupStore store) {
    return Json.read(store.manifest(NAME).orElseThrow()).path("run").asText();
  }

  @Test
  void whatIsKeptIsFetchedAgain() throws Exception {
    List<Long> told = new ArrayList<>();
    assertThat(store.manifest(NAME)).isEmpty();
    try (BackupStore.Draft draft = store.begin(NAME)) {
      fill(draft);
      assertThat(store.names()).isEmpty();
      draft.finish("{\"run\": 1}", told::add);
    }
    assertThat(told).hasSizeGreaterThan(3).contains((long) LARGE_BYTES + 8);
    assertThat(inRoom()).isEmpty();
    assertThat(store.location(NAME)).isEqualTo("s3://backups/" + prefix + "/keeper-41");
    assertThat(store.names()).containsExactly(NAME);
    assertThat(run(store)).isEqualTo("1");
    try (BackupStore.Local files = store.fetch(NAME, bytes -> {})) {
      assertThat(Directories.files(files.directory()))
          .extracting(path -> path.getFileName().toString())
          .containsExactly("empty.dat", "large.dat.gz", "toc.dat");
      assertThat(files.directory().resolve("large.dat.gz")).hasBinaryContent(large());
      assertThat(files.directory().resolve("empty.dat")).isEmptyFile();
    }
    assertThat(inRoom()).isEmpty();
    store.remove(NAME);
    store.remove(NAME);
    assertThat(keys()).isEmpty();
  }

  @Test
  void aFileOfAnySizeHasFewEnoughParts() {
    assertThat(S3.partBytes(1)).isEqualTo(S3.PART_BYTES);
    for (long size : List.of(160_000_000_000L, 1_000_000_000_000L, 5_000_000_000_000L)) {
      assertThat((size + S3.partBytes(size) - 1) / S3.partBytes(size)).isLessThanOrEqualTo(10_000);
    }
  }

  @Test
  void whatAKilledAttemptLeftDoesNotCountAndIsRemoved() throws Exception {
    server.overwrite(prefix + "/" + NAME + "/of-a-killed-one/old.dat.gz", new byte[4]);
    beginUpload(NAME + "/of-a-killed-one/x.dat.gz");
    beginUpload("keeper-40/of-a-killed-one/first.dat.gz");
    Files.createDirectory(room.resolve("." + NAME + ".partial-1"));
    Files.createDirectory(room.resolve(".keeper-39.partial-1"));
    assertThat(uploads()).isEqualTo(2);
    assertThat(store.names()).isEmpty();
    assertThat(store.halfMade()).containsExactly("keeper-39", "keeper-40", NAME);
    store.halfMade().forEach(store::removeHalfMade);
    assertThat(store.halfMade()).isEmpty();
    assertThat(keys()).isEmpty();
    assertThat(uploads()).isZero();
    assertThat(inRoom()).isEmpty();
  }

  private void beginUpload(String key) {
    new S3Clients()
        .of(server.config(prefix), SECRETS)
        .createMultipartUpload(r -> r.bucket("backups").key(prefix + "/" + key));
  }

  /** Also of an attempt on this machine, whose backup was then made on another. */
  @Test
  void aWholeBackupStaysWhereWhatIsHalfMadeIsRemoved() throws Exception {
    make(store);
    List<String> whole = keys();
    server.overwrite(prefix + "/" + NAME + "/of-a-killed-one/old.dat.gz", new byte[4]);
    beginUpload(NAME + "/of-a-killed-one/x.dat.gz");
    Files.createDirectory(room.resolve("." + NAME + ".partial-1"));
    assertThat(store.halfMade()).containsExactly(NAME);
    store.removeHalfMade(NAME);
    assertThat(keys()).containsExactlyInAnyOrderElementsOf(whole);
    assertThat(uploads()).isZero();
    assertThat(inRoom()).isEmpty();
    assertThat(store.halfMade()).isEmpty();
    assertThat(store.names()).containsExactly(NAME);
  }

  private long uploads() {
    return new S3Clients()
            .of(server.config(prefix), SECRETS)
            .listMultipartUploads(r -> r.bucket("backups"))
            .uploads()
            .stream()
            .filter(upload -> upload.key().startsWith(prefix))
            .count();
  }

  @Test
  void aWholeOneIsNotReplacedByALateAttempt() throws Exception {
    try (BackupStore.Draft late = store.begin(NAME)) {
      fill(late);
      make(store);
      late.finish("{\"late\": true}", bytes -> {});
    }
    assertThat(store.manifest(NAME).orElseThrow()).doesNotContain("late");
    assertThat(keys()).hasSize(4);
  }

  @Test
  void anAttemptWhoseFilesAreTakenAwayDoesNotEndWell() throws Exception {
    try (Counter counter = Counter.before(server);
        BackupStore.Draft draft = through(counter).begin(NAME)) {
      fill(draft);
      counter.by(
          (request, pass) -> {
            Counter.Answer answer = pass.on();
            if (request.writes("toc.dat")) {
              server.remove(request.key());
            }
            return answer;
          });
      assertThatThrownBy(() -> draft.finish("{}", bytes -> {}))
          .hasMessageContaining("somebody else wrote to or removed from");
    }
    assertThat(keys()).isEmpty();
    make(store);
  }

  @Test
  void anAttemptWhoseDirectoryIsTakenAwayDoesNotEndWell() throws Exception {
    try (BackupStore.Draft draft = store.begin(NAME)) {
      Files.writeString(draft.directory().resolve("b.dat"), "b");
      assertThatThrownBy(
              () -> draft.finish("{\"files\": {\"a.dat\": {}, \"b.dat\": {}}}", bytes -> {}))
          .hasMessageContaining("somebody else wrote to or removed from " + room);
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void aServerThatGoesAwayHalfWayAndComesBackIsWaitedFor() throws Exception {
    try (Relay relay = Relay.before(server.port())) {
      BackupStore far =
          store(S3Server.config("backups", prefix, relay.port()), Duration.ofSeconds(60));
      try (BackupStore.Draft draft = far.begin(NAME)) {
        fill(draft);
        relay.breakAfter(S3.PART_BYTES + S3.PART_BYTES / 2);
        CompletableFuture<Void> finishing =
            CompletableFuture.runAsync(() -> draft.finish("{}", bytes -> {}));
        await().atMost(Duration.ofSeconds(30)).until(() -> relay.refused() > 2);
        assertThat(store.names()).isEmpty();
        relay.mend();
        finishing.get();
      }
    }
    try (BackupStore.Local files = store.fetch(NAME, bytes -> {})) {
      assertThat(files.directory().resolve("large.dat.gz")).hasBinaryContent(large());
    }
  }

  @Test
  void aServerThatStaysAwayIsSaidAndWhatItHoldsDoesNotCount() throws Exception {
    try (Relay relay = Relay.before(server.port())) {
      BackupStore far =
          store(S3Server.config("backups", prefix, relay.port()), Duration.ofSeconds(1));
      try (BackupStore.Draft draft = far.begin(NAME)) {
        fill(draft);
        relay.breakAfter(S3.PART_BYTES + S3.PART_BYTES / 2);
        assertThatThrownBy(() -> draft.finish("{}", bytes -> {}))
            .isInstanceOfSatisfying(
                StoreFailure.class, failure -> assertThat(failure.isForGood()).isFalse())
            .hasMessageContaining("S3 at http://127.0.0.1:" + relay.port() + " does not answer");
      }
    }
    assertThat(store.names()).isEmpty();
    assertThat(inRoom()).isEmpty();
    make(store);
    store.removeHalfMade(NAME);
    assertThat(uploads()).isZero();
    assertThat(keys()).hasSize(4);
  }

  @Test
  void whatIsStoppedIsNotSentAgain() throws Exception {
    try (Relay relay = Relay.before(server.port())) {
      BackupStore far =
          store(S3Server.config("backups", prefix, relay.port()), Duration.ofMinutes(5));
      try (BackupStore.Draft draft = far.begin(NAME)) {
        fill(draft);
        relay.breakAfter(S3.PART_BYTES);
        Thread sending =
            new Thread(() -> assertThatThrownBy(() -> draft.finish("{}", bytes -> {})));
        sending.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> relay.refused() > 0);
        sending.interrupt();
        sending.join(20_000);
        assertThat(sending.isAlive()).isFalse();
      }
    }
    assertThat(store.names()).isEmpty();
  }

  private static void refused(BackupStore store, String... words) {
    assertThatThrownBy(() -> store.begin(NAME))
        .isInstanceOfSatisfying(
            StoreFailure.class, failure -> assertThat(failure.isForGood()).isTrue())
        .message()
        .contains(words)
        .doesNotContain("-secret");
    assertThatThrownBy(store::tryOut).isInstanceOf(StoreFailure.class);
  }

  @Test
  void wrongKeysAreSaid() {
    S3Config right = server.config(prefix);
    refused(
        store(with(right, new SecretRef.Env("nobody")), Duration.ofSeconds(3)),
        "says 403 InvalidAccessKeyId",
        "accessKey and secretKey are not right");
  }

  private static S3Config with(S3Config right, SecretRef accessKey) {
    return new S3Config(
        right.bucket(),
        right.prefix(),
        right.endpoint(),
        right.region(),
        right.pathStyle(),
        accessKey,
        right.secretKey());
  }

  @Test
  void aMissingBucketIsSaid() {
    refused(
        store(S3Server.config("nope", prefix, server.port()), Duration.ofSeconds(3)),
        "there is no bucket nope at http://127.0.0.1:" + server.port());
  }

  @Test
  void whatIsCutShortIsFetchedAsItIs() throws Exception {
    make(store);
    server.overwrite(key("large.dat.gz"), new byte[] {1, 2, 3});
    try (BackupStore.Local files = store.fetch(NAME, bytes -> {})) {
      assertThat(files.directory().resolve("large.dat.gz")).hasSize(3);
    }
  }

  @Test
  void tooLittleRoomToFetchIsSaidBefore() throws Exception {
    make(store);
    assertThatThrownBy(() -> Room.require(room, Long.MAX_VALUE, "to fetch it"))
        .isInstanceOfSatisfying(
            StoreFailure.class, failure -> assertThat(failure.isForGood()).isTrue())
        .hasMessageContaining("free, and needs")
        .hasMessageContaining("to fetch it");
  }

  @Test
  void aStoreIsTriedOutWithoutATrace() throws Exception {
    store.tryOut();
    assertThat(keys()).isEmpty();
    assertThat(inRoom()).isEmpty();
  }

  @Test
  void aTryOutOfAServerThatIsAwaySaysSo() throws Exception {
    try (Relay relay = Relay.before(server.port())) {
      relay.breakAfter(0);
      BackupStore far =
          store(S3Server.config("backups", prefix, relay.port()), Duration.ofMillis(100));
      assertThatThrownBy(far::tryOut).hasMessageContaining("does not answer");
    }
  }

  @Test
  void aFailureInAThreadIsTheOneThatIsSaid() throws ExecutionException {
    try (Together together = new Together()) {
      assertThatThrownBy(
              () ->
                  together.run(
                      List.of(
                          () -> {},
                          () -> {
                            throw new StoreFailure("this one", true, null);
                          })))
          .hasMessage("this one");
    }
  }
}
