package dev.drydock.activities.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.activities.database.postgres.Buckets.Bucket;
import dev.drydock.workflows.config.AppConfig;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a baseline takes of the heap does not grow with the database: it is read, kept and compared
 * in a process that has little, and that ends as an installed one does where it is not enough.
 */
class SmallHeapTest extends WithPostgres {
  @TempDir Path directory;

  /** All buckets that there are, of three runs at once on one worker. */
  @Test
  void threeBaselinesAtATime() throws Exception {
    postgres.freshKeeper();
    postgres.application(
        "DO $$ BEGIN FOR i IN 1..56 LOOP EXECUTE 'CREATE TABLE full_' || i || ' (id int PRIMARY"
            + " KEY, v int)'; EXECUTE 'INSERT INTO full_' || i || ' SELECT j, j FROM"
            + " generate_series(1, 8192) j'; END LOOP; END $$");
    String port = String.valueOf(postgres.port());
    assertThat(in("192m", Baselines.class, port, directory.toString()))
        .containsOnly("public.full_7: 1 added, 1 changed, 1 deleted")
        .hasSize(3);
  }

  /** Versions before kept up to 2^20 buckets. */
  @Test
  void oneOfAnEarlierVersionIsRead() throws Exception {
    Path kept = directory.resolve("kept.json");
    Files.write(kept, Contents.of(200, 4096).json());
    assertThat(in("128m", Contents.class, kept.toString())).containsExactly("public.table_7");
  }

  @Test
  void thousandsOfTables() throws Exception {
    assertThat(in("80m", Contents.class)).containsExactly("public.table_7");
  }

  /**
   * @return what it prints
   */
  private List<String> in(String heap, Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    File out = directory.resolve("out").toFile();
    File errors = directory.resolve("errors").toFile();
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(errors).start();
    try {
      assertThat(process.waitFor()).as(() -> text(out) + text(errors)).isZero();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out.toPath());
  }

  private static String text(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes them, writes a little, and tells what was written since each. */
  static final class Baselines {
    private static final List<String> RUNS = List.of("keeper-41", "keeper-42", "keeper-43");

    public static void main(String[] arguments) throws Exception {
      int port = Integer.parseInt(arguments[0]);
      AppConfig app = TestApps.keeper(port, Path.of(arguments[1]));
      try (TestPostgres postgres = new TestPostgres(port, () -> {});
          PostgresDatabases databases =
              new PostgresDatabases(TestPostgres.SECRETS, new MemoryJournal(), ClientTools.in())) {
        for (String run : RUNS) {
          databases
              .proofs()
              .begin(new Proofs.Moment(app, run, Proofs.Kind.BASELINE, app.database().name()));
        }
        postgres.application(
            "INSERT INTO full_7 VALUES (10000, 1)",
            "UPDATE full_7 SET v = 0 WHERE id = 41",
            "DELETE FROM full_7 WHERE id = 42");
        for (String run : RUNS) {
          databases
              .discards()
              .of(
                  app,
                  run,
                  databases.proofs().await(app, run, Proofs.Kind.BASELINE).orElseThrow(),
                  TestApps.QUIET)
              .lines(100)
              .forEach(System.out::println);
        }
      }
    }
  }

  /** Reads the content of a file, or makes and keeps its own; and compares it with another. */
  static final class Contents {
    private static final int COLUMNS = 6;

    public static void main(String[] files) throws Exception {
      byte[] kept = files.length == 0 ? of(5000, 32).json() : Files.readAllBytes(Path.of(files[0]));
      Content then = Content.read(kept);
      SortedMap<String, Content.Rows> tables = new TreeMap<>(then.tables());
      tables.put("public.table_7", new Content.Rows(1, "2", null));
      new Content(Content.FORM, null, then.schema(), tables, then.sequences())
          .differences(then)
          .forEach(System.out::println);
    }

    private static Content of(int number, int buckets) {
      Random random = new Random(1);
      SortedMap<String, Content.Rows> tables = new TreeMap<>();
      SortedMap<String, String> schema = new TreeMap<>();
      for (int i = 0; i < number; i++) {
        String table = "public.table_" + i;
        SortedMap<Integer, Bucket> filled = new TreeMap<>();
        for (int n = 0; n < buckets; n++) {
          filled.put(n, new Bucket(5, sum(random), sum(random)));
        }
        Buckets all = new Buckets("id", buckets, filled);
        tables.put(table, new Content.Rows(5L * buckets, sum(random).toString(), all));
        for (int n = 0; n < COLUMNS; n++) {
          String definition = String.format("%032x", new BigInteger(128, random));
          schema.put("column " + table + ".column_" + n, definition);
        }
      }
      return new Content(Content.FORM, "1:2:", schema, tables, new TreeMap<>());
    }

    private static BigInteger sum(Random random) {
      return BigInteger.valueOf(random.nextLong()).add(BigInteger.valueOf(random.nextLong()));
    }
  }
}
