package dev.drydock.bot.cli;

import dev.drydock.bot.NotReady;
import dev.drydock.bot.config.ConfigException;
import dev.drydock.bot.desk.Nearest;
import dev.drydock.bot.desk.Refused;
import dev.drydock.workflows.book.Json;
import dev.drydock.workflows.config.Secrets;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors for people: a line that says what, and a line that says what to type. */
record Troubles(DrydockCommand root) {

  int usage(ParameterException e, String[] args) {
    CommandLine at = e.getCommandLine();
    String instead = at.getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched && at.getParent() == null) {
      instead = nearestCommand(at, unmatched.getUnmatched()).orElse(instead);
    }
    return tell(Exit.WRONG, e.getMessage(), instead);
  }

  int execution(Exception e, CommandLine at, ParseResult parsed) {
    if (e instanceof ParameterException wrong) {
      return usage(wrong, new String[0]);
    }
    if (e instanceof Refused refused) {
      return tell(exit(refused.kind()), refused.getMessage(), command(refused.instead(), at));
    }
    if (e instanceof ConfigException wrong) {
      return tell(Exit.WRONG, wrong.getMessage(), "");
    }
    if (e instanceof Secrets.Missing missing) {
      return tell(Exit.WRONG, missing.getMessage(), "drydock doctor");
    }
    if (e instanceof NotReady unready) {
      return tell(Exit.WRONG, unready.getMessage(), unready.mend());
    }
    if (e instanceof Unreachable away) {
      return tell(Exit.UNREACHABLE, away.getMessage(), "drydock doctor");
    }
    if (e instanceof WorkflowServiceException || e instanceof StatusRuntimeException) {
      return tell(Exit.UNREACHABLE, "Temporal cannot be reached: " + root(e), "drydock doctor");
    }
    LoggerFactory.getLogger(Cli.class).error("a fault", e);
    return tell(Exit.FAULT, "A fault in Drydock: " + e, "drydock doctor");
  }

  /** In Slack the app alone is enough after {@code /migrate}; here the word is needed. */
  private static String command(String instead, CommandLine at) {
    if (instead.isEmpty()) {
      return "";
    }
    String first = instead.split(" ", 2)[0];
    boolean known = at.getParent() == null || at.getParent().getSubcommands().containsKey(first);
    return (known ? "drydock " : "drydock migrate ") + instead;
  }

  private static Exit exit(Refused.Kind kind) {
    return switch (kind) {
      case NO -> Exit.NOT_DONE;
      case WRONG -> Exit.WRONG;
      case UNREACHABLE -> Exit.UNREACHABLE;
    };
  }

  private int tell(Exit exit, String what, String instead) {
    if (root.json()) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", what);
      error.put("instead", instead);
      error.put("exit", exit.code());
      root.tell(Json.write(error));
      return exit.code();
    }
    root.tell(root.paint().bad(what));
    if (!instead.isEmpty()) {
      root.tell("Type: " + instead);
    }
    return exit.code();
  }

  private static Optional<String> nearestCommand(CommandLine at, List<String> typed) {
    return typed.isEmpty()
        ? Optional.empty()
        : Nearest.to(typed.get(0), at.getSubcommands().keySet()).map(near -> "drydock " + near);
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
