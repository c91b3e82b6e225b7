package dev.drydock.activities.database.store;

import dev.drydock.activities.database.Pulse;
import dev.drydock.workflows.config.S3Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One bucket. Each request is made again while its server does not answer or says that it cannot
 * now, for as long as the patience lasts: a file that is sent in parts begins again at the part.
 * Meanwhile it gives signs of life, and ends where the activity is canceled.
 */
final class S3 {
  private static final Logger log = LoggerFactory.getLogger(S3.class);

  /** Above it a file is sent in parts; also the size of what is fetched at once. */
  static final long PART_BYTES = 16L << 20;

  private static final int MOST_PARTS = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final Duration HURRIED = Duration.ofSeconds(2);

  private final S3Config config;
  private final S3Client client;
  private final Duration patience;
  private final boolean isHurried;

  S3(S3Config config, S3Client client, Duration patience) {
    this(config, client, patience, false);
  }

  private S3(S3Config config, S3Client client, Duration patience, boolean isHurried) {
    this.config = config;
    this.client = client;
    this.patience = patience;
    this.isHurried = isHurried;
  }

  record Item(String key, long sizeBytes) {}

  /** The same, for what is worth a short try only, also in an activity that is canceled. */
  S3 hurried() {
    return new S3(config, client, patience.compareTo(HURRIED) < 0 ? patience : HURRIED, true);
  }

  S3Config config() {
    return config;
  }

  /** Empty where there is no such object. */
  Optional<String> text(String key) {
    try {
      byte[] content =
          asked("read " + key, () -> client.getObjectAsBytes(r -> r.bucket(bucket()).key(key)))
              .asByteArray();
      return Optional.of(new String(content, StandardCharsets.UTF_8));
    } catch (Absent e) {
      return Optional.empty();
    }
  }

  void put(String key, String text) {
    asked("write " + key, () -> put(key, text, request -> {}));
  }

  /** What came of writing where nothing should stand. */
  enum Placing {
    /**
     * A storage that overlooks the condition says so too, and has written over what stood there.
     */
    WRITTEN,
    /**
     * Something stands there; it may be what this very request wrote before its answer was lost.
     */
    TAKEN,
    /** Nothing is written: the storage does not know the condition. */
    CONDITION_UNKNOWN
  }

  /** Writes where nothing stands, if the storage knows that condition. */
  Placing putNew(String key, String text) {
    return asked("write " + key, () -> placed(key, text));
  }

  private Placing placed(String key, String text) {
    try {
      put(key, text, request -> request.ifNoneMatch("*"));
      return Placing.WRITTEN;
    } catch (AwsServiceException e) {
      if (S3Words.saysTaken(e)) {
        return Placing.TAKEN;
      }
      if (S3Words.saysUnknown(e)) {
        return Placing.CONDITION_UNKNOWN;
      }
      throw e;
    }
  }

  private PutObjectResponse put(
      String key, String text, Consumer<PutObjectRequest.Builder> condition) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return client.putObject(
        r -> {
          r.bucket(bucket()).key(key).contentMD5(Slice.md5(content));
          condition.accept(r);
        },
        RequestBody.fromBytes(content));
  }

  /**
   * @param stored told how many bytes more have arrived
   */
  void put(String key, Path file, LongConsumer stored) {
    long size = sizeOf(file);
    if (size > PART_BYTES) {
      inParts(key, file, size, stored);
      return;
    }
    Slice whole = new Slice(file, 0, size);
    String md5 = whole.md5();
    asked(
        "write " + key,
        () -> client.putObject(r -> r.bucket(bucket()).key(key).contentMD5(md5), whole.body()));
    stored.accept(size);
  }

  private void inParts(String key, Path file, long size, LongConsumer stored) {
    String id =
        asked("begin " + key, () -> client.createMultipartUpload(r -> r.bucket(bucket()).key(key)))
            .uploadId();
    try {
      List<CompletedPart> parts = new ArrayList<>();
      long part = partBytes(size);
      for (long at = 0; at < size; at += part) {
        Slice slice = new Slice(file, at, Math.min(part, size - at));
        parts.add(part(key, id, parts.size() + 1, slice));
        stored.accept(slice.sizeBytes());
      }
      asked(
          "complete " + key,
          () ->
              client.completeMultipartUpload(
                  r ->
                      r.bucket(bucket())
                          .key(key)
                          .uploadId(id)
                          .multipartUpload(all -> all.parts(parts))));
    } catch (RuntimeException e) {
      abortQuietly(key, id);
      throw e;
    }
  }

  private CompletedPart part(String key, String id, int number, Slice slice) {
    String md5 = slice.md5();
    String etag =
        asked(
                "write part " + number + " of " + key,
                () ->
                    client.uploadPart(
                        r ->
                            r.bucket(bucket())
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .contentMD5(md5),
                        slice.body()))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  /** A file has 10,000 parts at most. */
  static long partBytes(long size) {
    long least = (size + MOST_PARTS - 1) / MOST_PARTS;
    return Math.max(PART_BYTES, (least + (1 << 20) - 1) >> 20 << 20);
  }

  private void abortQuietly(String key, String id) {
    try {
      alive(() -> client.abortMultipartUpload(r -> r.bucket(bucket()).key(key).uploadId(id)));
    } catch (SdkException e) {
      log.info("the unfinished upload of {} stays until the next attempt: {}", key, e.getMessage());
    }
  }

  /**
   * @param fetched told how many bytes more are here
   */
  void fetch(Item item, Path to, LongConsumer fetched) {
    try {
      Files.write(to, new byte[0]);
      for (long at = 0; at < item.sizeBytes(); at += PART_BYTES) {
        String range = "bytes=" + at + "-" + (Math.min(item.sizeBytes(), at + PART_BYTES) - 1);
        byte[] part =
            asked(
                    "read " + item.key(),
                    () ->
                        client.getObjectAsBytes(
                            r -> r.bucket(bucket()).key(item.key()).range(range)))
                .asByteArrayUnsafe();
        Files.write(to, part, StandardOpenOption.APPEND);
        fetched.accept(part.length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + to + ": " + e.getMessage(), e);
    }
  }

  List<Item> list(String prefix) {
    return asked(
        "list " + prefix,
        () ->
            client
                .listObjectsV2Paginator(r -> r.bucket(bucket()).prefix(prefix))
                .contents()
                .stream()
                .map(S3::item)
                .toList());
  }

  private static Item item(S3Object object) {
    return new Item(object.key(), object.size());
  }

  /** What stands between the prefix and the next slash. */
  List<String> folders(String prefix) {
    return asked(
        "list " + prefix,
        () ->
            client
                .listObjectsV2Paginator(r -> r.bucket(bucket()).prefix(prefix).delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(folder -> folder.substring(prefix.length(), folder.length() - 1))
                .toList());
  }

  /** One by one: not every storage deletes many at once, or wants the same checksum for it. */
  void delete(String key) {
    asked("delete " + key, () -> client.deleteObject(r -> r.bucket(bucket()).key(key)));
  }

  /** Ends every upload in parts under the prefix that nobody completed. */
  void abortUploads(String prefix) {
    unfinished(prefix).forEach(upload -> abortQuietly(upload.key(), upload.uploadId()));
  }

  /** Keys of uploads in parts under the prefix that nobody completed. */
  List<String> uploads(String prefix) {
    return unfinished(prefix).stream().map(MultipartUpload::key).toList();
  }

  private List<MultipartUpload> unfinished(String prefix) {
    return asked(
        "list unfinished uploads of " + prefix,
        () ->
            client
                .listMultipartUploadsPaginator(r -> r.bucket(bucket()).prefix(prefix))
                .uploads()
                .stream()
                // some storages list them all
                .filter(upload -> upload.key().startsWith(prefix))
                .toList());
  }

  private String bucket() {
    return config.bucket();
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** There is no such object. */
  private static final class Absent extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private <T> T asked(String what, Supplier<T> request) {
    return alive(() -> repeated(what, request));
  }

  /** A server that is away is waited for, for longer than a step may be silent. */
  private <T> T alive(Supplier<T> request) {
    if (!isHurried) {
      return Pulse.during(request);
    }
    try (Pulse pulse = Pulse.start(() -> {})) {
      return request.get();
    }
  }

  private <T> T repeated(String what, Supplier<T> request) {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return request.get();
      } catch (NoSuchKeyException e) {
        throw new Absent();
      } catch (SdkException | UncheckedIOException e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
          // the SDK takes the interruption for its own
          throw new IllegalStateException("interrupted", e);
        }
        if (!S3Words.mayPass(e) || System.nanoTime() > deadline) {
          throw S3Words.failure(config, what, e);
        }
        log.info("{}, asked again: {}", what, e.getMessage());
      }
      sleep(pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
