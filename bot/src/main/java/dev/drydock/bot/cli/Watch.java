package dev.drydock.bot.cli;

import dev.drydock.workflows.RunState;
import dev.drydock.workflows.book.Event;
import dev.drydock.workflows.book.RunFold;
import dev.drydock.workflows.book.RunView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Follows a run until it is over or needs an operator: drawn in place on a terminal, line by line
 * elsewhere. Goes on while the ledger is away. Ending the watch leaves the run alone.
 */
final class Watch {
  private static final Duration LOOKS_EVERY = Duration.ofMillis(400);
  private final DrydockCommand root;
  private final Clock clock;
  private int drawn;
  private long told;
  private boolean isAway;

  Watch(DrydockCommand root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  int follow(String run) {
    Thread goodbye = new Thread(() -> sayItGoesOn(run), "watch-goodbye");
    Runtime.getRuntime().addShutdownHook(goodbye);
    try {
      Optional<RunView> view = tryLook(run);
      while (view.filter(Watch::isOver).isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(LOOKS_EVERY.toMillis());
        view = tryLook(run);
      }
      if (root.json()) {
        root.print(view.get(), List.of());
      }
      return Exit.of(view.get()).code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sayItGoesOn(run);
      return Exit.DONE.code();
    } finally {
      removeHook(goodbye);
    }
  }

  /** Empty while the ledger is away, which is told once. */
  private Optional<RunView> tryLook(String run) {
    try {
      RunView view = look(run);
      isAway = false;
      return Optional.of(view);
    } catch (Unreachable away) {
      if (!isAway) {
        root.tell(away.getMessage() + "; the run goes on, looking again");
        drawn = 0; // below what was just told
      }
      isAway = true;
      return Optional.empty();
    }
  }

  private RunView look(String run) {
    // one reading for both: what is told and what is decided on must not differ
    List<Event> events = root.desk().book().shown(run);
    RunView view = RunFold.fold(events);
    if (root.json()) {
      return view;
    }
    if (root.terminal().draws()) {
      draw(new RunText(root.paint()).lines(view, clock.instant()));
    } else {
      tell(events);
    }
    return view;
  }

  /** Over the lines of the last time: each has to stay on one row. */
  private void draw(List<String> lines) {
    StringBuilder screen = new StringBuilder();
    if (drawn > 0) {
      screen.append("\u001b[").append(drawn).append("F");
    }
    int columns = root.columns();
    lines.forEach(line -> screen.append("\u001b[2K").append(Row.fit(line, columns)).append('\n'));
    screen.append("\u001b[J");
    root.terminal().out().print(screen);
    root.terminal().out().flush();
    drawn = lines.size();
  }

  private void tell(List<Event> events) {
    events.stream()
        .filter(event -> event.seq() > told)
        .filter(event -> event.kind() != Event.Kind.STEP_PROGRESS && !Story.isPlumbing(event))
        .forEach(event -> root.print(List.of(Words.clock(event.at()) + " " + Story.line(event))));
    told = events.isEmpty() ? told : events.get(events.size() - 1).seq();
  }

  private static boolean isOver(RunView view) {
    // what a newer version wrote may be its end
    return view.isClosed() || !view.isRead() || view.state() == RunState.NEEDS_OPERATOR;
  }

  private void sayItGoesOn(String run) {
    root.terminal().out().println();
    root.terminal()
        .out()
        .println("Run " + run + " goes on. Look again: drydock status " + run + " --watch");
    root.terminal().out().flush();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends already: the hook is what runs now
    }
  }
}
