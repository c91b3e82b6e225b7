package dev.drydock.e2e;

import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.StepView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How long users are out, as they see it: the longest time between two acknowledged writes. The
 * runbook as a tight script and Drydock, in turn, several times, at two sizes. Run by {@code
 * bench/downtime}; no test, so that its name does not end like one.
 */
class DowntimeBench {
  private static final List<Integer> SIZES =
      Stream.of(System.getProperty("bench.rows", "200000,2000000").split(","))
          .map(Integer::valueOf)
          .toList();
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Path RESULTS = Shell.ROOT.resolve("bench/results/downtime.md");

  /**
   * @param out as users saw it
   * @param back from the failure of the upgrade to the next acknowledged write; null where it did
   *     not fail
   * @param steps each one's time, in order
   */
  private record Measured(Duration out, Duration back, Map<String, Duration> steps) {}

  private final Map<String, List<Measured>> all = new TreeMap<>();

  @Test
  void inTurn() throws Exception {
    Installation installation = Installation.shared();
    for (int size : SIZES) {
      KeeperTemplate.of(installation).grow(size);
      for (int round = 0; round < ROUNDS; round++) {
        add(size, "script", script(installation));
        add(size, "Drydock", drydock(Berths.BENCH));
        add(size, "Drydock, startEarly", drydock(Berths.BENCH_EARLY));
        add(size, "Drydock, fails half-way", failing(installation));
      }
    }
    write(installation.memory());
  }

  private void add(int size, String who, Measured measured) {
    all.computeIfAbsent(String.format(Locale.ROOT, "%,9d %s", size, who), k -> new ArrayList<>())
        .add(measured);
    System.out.println(size + " " + who + " " + measured);
  }

  private static Measured script(Installation installation) throws Exception {
    try (Keeper keeper = Keeper.install(Berths.BENCH, installation);
        Traffic traffic = keeper.traffic()) {
      warm();
      Path manifest = Files.createTempFile("keeper", ".yaml");
      Files.writeString(manifest, keeper.manifest("1.9.0"));
      String printed =
          Shell.run(
              Map.of("KUBECONFIG", installation.parts().kubeconfig().toString()),
              List.of(
                  "bench/runbook",
                  keeper.name(),
                  installation.parts().image(Installation.KEEPER + ":1.9.0"),
                  installation.databaseUrl(keeper.berth().database()),
                  manifest.toString()));
      warm();
      Map<String, Duration> steps = new LinkedHashMap<>();
      printed
          .lines()
          .filter(line -> line.matches("[a-z-]+ \\d+"))
          .map(line -> line.split(" "))
          .forEach(step -> steps.put(step[0], Duration.ofMillis(Long.parseLong(step[1]))));
      return new Measured(traffic.seen().longestGap(), null, steps);
    }
  }

  private static Measured drydock(Berth berth) throws Exception {
    try (Story story = Story.at(berth)) {
      warm();
      story.begin("1.9.0");
      story.endsUpgraded("1.9.0", "r5");
      warm();
      return new Measured(story.traffic().seen().longestGap(), null, steps(story));
    }
  }

  /** Its first statements are those of 1.9.0, its last one divides by zero. */
  private static Measured failing(Installation installation) throws Exception {
    try (Story story = Story.at(Berths.BENCH)) {
      warm();
      story.begin("2.0.0");
      story.endsAsItWas(Outcome.ROLLED_BACK, "division by zero");
      warm();
      Instant failed =
          installation.book().events(story.run()).stream()
              .filter(event -> event.kind() == Event.Kind.STEP_FAILED)
              .map(Event::at)
              .findFirst()
              .orElseThrow();
      Instant back =
          story.traffic().acknowledged().stream()
              .map(Traffic.Acknowledged::at)
              .filter(failed::isBefore)
              .findFirst()
              .orElseThrow();
      return new Measured(
          story.traffic().seen().longestGap(), Duration.between(failed, back), steps(story));
    }
  }

  private static Map<String, Duration> steps(Story story) {
    Map<String, Duration> steps = new LinkedHashMap<>();
    for (StepView step : story.view().steps()) {
      if (step.took() != null) {
        String word = (step.undo() ? "undo " : "") + step.step().word();
        steps.merge(word, step.took(), Duration::plus);
      }
    }
    return steps;
  }

  /** Users write for a while before and after, so that the gap is the outage and nothing else. */
  private static void warm() throws InterruptedException {
    Thread.sleep(SETTLE.toMillis());
  }

  private void write(String memory) throws IOException {
    StringBuilder table = new StringBuilder("# Downtime\n\n");
    table.append(
        "As users see it: the longest time between two acknowledged writes, 20 a second. ");
    table.append("Seconds, median of ").append(ROUNDS).append(" in turn (least to most). ");
    table.append("`bench/downtime` made this table; quote the ratios. Back: from the failure of ");
    table.append("the upgrade to the next acknowledged write; a script's stays down.\n\n");
    table.append("| rows, by | out | ratio | back | its steps |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Map.Entry<String, List<Measured>> entry : all.entrySet()) {
      List<Duration> outs = sorted(entry.getValue(), Measured::out);
      Duration median = outs.get(outs.size() / 2);
      List<Duration> backs = sorted(entry.getValue(), Measured::back);
      Duration script = median(entry.getKey().replaceFirst("Drydock.*", "script"));
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.2f | %s | %s |%n",
              entry.getKey().strip(),
              spread(outs),
              (double) median.toMillis() / script.toMillis(),
              backs.isEmpty() ? "" : spread(backs),
              steps(entry.getValue())));
    }
    table.append("\nMemory of each role after them: ").append(memory).append(".\n");
    Files.createDirectories(RESULTS.getParent());
    Files.writeString(RESULTS, table.toString());
  }

  private Duration median(String who) {
    List<Duration> outs = sorted(all.get(who), Measured::out);
    return outs.get(outs.size() / 2);
  }

  private static List<Duration> sorted(List<Measured> rounds, Function<Measured, Duration> of) {
    return rounds.stream().map(of).filter(Objects::nonNull).sorted().toList();
  }

  /** {@code 6.2 (6.1 to 7.9)}. */
  private static String spread(List<Duration> sorted) {
    return seconds(sorted.get(sorted.size() / 2))
        + " ("
        + seconds(sorted.get(0))
        + " to "
        + seconds(sorted.get(sorted.size() - 1))
        + ")";
  }

  private static String steps(List<Measured> rounds) {
    List<String> words = new ArrayList<>();
    for (String name : rounds.get(0).steps().keySet()) {
      List<Duration> took =
          rounds.stream()
              .map(round -> round.steps().getOrDefault(name, Duration.ZERO))
              .sorted()
              .toList();
      words.add(name + " " + seconds(took.get(took.size() / 2)));
    }
    return String.join(", ", words);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
