package dev.drydock.sandbox.demo;

import dev.drydock.bot.cli.DrydockCommand;
import dev.drydock.bot.cli.Subcommand;
import dev.drydock.sandbox.apps.Traffic;
import dev.drydock.sandbox.world.Berth;
import dev.drydock.sandbox.world.Launched;
import dev.drydock.sandbox.world.Settings;
import dev.drydock.sandbox.world.World;
import dev.drydock.workflows.book.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code drydock demo}. */
@Command(
    name = "demo",
    description =
        "Starts a whole world on this machine to try Drydock in; needs nothing but a JDK.",
    footer = {
      "",
      "Leaves nothing behind on Ctrl-C. Exit codes with --scenario: 0 the promise was kept, 1 it was not, 2 no such scenario."
    })
public final class DemoCommand implements Subcommand {
  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Play a story unattended; several with commas, every one with 'all'.")
  private String scenario;

  @Option(names = "--list", description = "Name the stories.")
  private boolean list;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of lost-write: what goes wrong, and when. Default: a random one, which is told.")
  private Long seed;

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      description = "Use a Temporal server that is there, to look at its UI.")
  private String temporal;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8400",
      description = "Of the Slack page. Default: ${DEFAULT-VALUE}; 0 for any.")
  private int port;

  @Option(
      names = "--http",
      description = "Deliver Slack's requests by signed HTTP instead of Socket Mode.")
  private boolean http;

  @ParentCommand private DrydockCommand parent;

  @Override
  public Integer call() throws Exception {
    if (list) {
      Scenarios.all().forEach(story -> out().printf("%-15s %s%n", story.name(), story.promise()));
      out().flush();
      return 0;
    }
    return scenario == null ? open() : play();
  }

  private int play() throws Exception {
    List<Scenario> stories = new ArrayList<>();
    for (String name : scenario.equals("all") ? names() : List.of(scenario.split(","))) {
      Optional<Scenario> found = Scenarios.find(name);
      if (found.isEmpty()) {
        out().println("There is no scenario " + name + ".\ndrydock demo --list");
        out().flush();
        return 2;
      }
      boolean isSeeded = seed != null && name.equals(Scenarios.LOST_WRITE);
      stories.add(isSeeded ? Scenarios.lostWrite(seed) : found.get());
    }
    boolean kept = true;
    try (World world =
        World.start(settings(0, stories.stream().map(Scenario::berth).toList()), line -> {})) {
      for (Scenario story : stories) {
        kept &= tell(Theatre.play(story, world, this::line));
      }
    }
    return kept ? 0 : 1;
  }

  private static List<String> names() {
    return Scenarios.all().stream().map(Scenario::name).toList();
  }

  private boolean tell(Theatre.Played played) {
    if (parent.json()) {
      out().println(Json.pretty(played));
    } else {
      out()
          .println(
              (played.kept() ? "kept: " : "BROKEN: ")
                  + played.scenario()
                  + ": "
                  + played.promise());
    }
    out().flush();
    return played.kept();
  }

  private void line(String text) {
    if (!parent.json()) {
      out().println(text);
      out().flush();
    }
  }

  private int open() throws Exception {
    long began = System.nanoTime();
    Berth keeper = Berth.of("keeper").withAlias("harbor");
    try (World world =
            World.start(settings(port, List.of(keeper)), text -> line("starting " + text));
        Launched app = world.launch(keeper);
        Traffic traffic = Traffic.start(app.service(), Traffic.Options.DEFAULT)) {
      welcome(world, app, (System.nanoTime() - began) / 1_000_000);
      new CountDownLatch(1).await(); // until Ctrl-C; the world ends itself with the process
    }
    return 0;
  }

  private void welcome(World world, Launched app, long millis) {
    line("");
    line("Drydock's sandbox is up (" + millis / 1000.0 + " s). Open");
    line("");
    line("    " + world.slack().pageUrl() + "    the Slack look-alike");
    line("    " + app.service() + "    Keeper, the application; users write to it all the time");
    line("");
    line("As ana, type      /migrate keeper 1.9.0     then act as ben and press Approve.");
    line(
        "Then              /migrate keeper 2.0.0     a migration that fails half-way and is put back.");
    line("From a terminal:  export DRYDOCK_CONFIG=" + world.config());
    line(
        "                  ./drydock --as ana migrate keeper 1.9.0 --watch     ./drydock list     ./drydock audit RUN");
    if (temporal == null) {
      line("");
      line(
          "Temporal here is its in-JVM test service: real protocol, NOT DURABLE. --temporal HOST:PORT takes a real one.");
    }
    line("");
    line("Ctrl-C ends it and removes everything.");
  }

  private Settings settings(int slackPort, List<Berth> berths) throws Exception {
    Path directory = Files.createTempDirectory("drydock-sandbox-");
    return new Settings(directory, temporal, slackPort, http, berths);
  }

  private PrintWriter out() {
    return parent.terminal().out();
  }
}
