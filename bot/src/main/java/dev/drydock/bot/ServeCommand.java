package dev.drydock.bot;

import dev.drydock.bot.cli.DrydockCommand;
import dev.drydock.bot.cli.Exit;
import dev.drydock.bot.config.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "serve",
    description = {
      "Be a worker and a bot, until SIGTERM or Ctrl-C.",
      "Then running activities are let end (serve.drain in drydock.yaml); runs go on elsewhere."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
  @ParentCommand private DrydockCommand root;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE",
      description = "Any of ${COMPLETION-CANDIDATES}. Default: all; bot only where slack: is.")
  private List<Role> roles = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = root.settings();
    Logs.serve(settings.serve().jsonLogs());
    Wiring wiring = new Wiring(settings, root.terminal().environment());
    Serving serving = new Serving(wiring);
    Drain drain = new Drain(serving, wiring);
    Thread hook = new Thread(drain, "drain");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      serving.start(wanted(settings));
      LOG.info("serving {} from {}", serving.roles(), settings.file());
      serving.await();
      return Exit.DONE.code();
    } catch (NotReady e) {
      root.terminal().err().println(e.getMessage());
      root.terminal().err().println("Type: " + e.mend());
      return Exit.WRONG.code();
    } finally {
      drain.run();
      unhook(hook);
    }
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending: the hook is what brought us here
    }
  }

  /** Lets everything end, once, whoever asks first; the others wait for it. */
  private static final class Drain implements Runnable {
    private final Serving serving;
    private final Wiring wiring;
    private boolean done;

    Drain(Serving serving, Wiring wiring) {
      this.serving = serving;
      this.wiring = wiring;
    }

    @Override
    public synchronized void run() {
      if (!done) {
        done = true;
        serving.close();
        wiring.close();
      }
    }
  }

  private Set<Role> wanted(Settings settings) {
    if (!roles.isEmpty()) {
      return EnumSet.copyOf(roles);
    }
    return settings.drydock().slack() == null
        ? EnumSet.of(Role.WORKFLOW, Role.ACTIVITY)
        : EnumSet.allOf(Role.class);
  }
}
