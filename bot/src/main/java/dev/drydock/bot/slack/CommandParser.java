package dev.drydock.bot.slack;

import dev.drydock.bot.desk.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what was typed after {@code /migrate}. A near miss is proposed, never run; an option nobody
 * knows is refused, never guessed.
 */
final class CommandParser {
  /** Slack sends more; nobody means more. */
  static final int LONGEST_TEXT = 2000;

  static final int LONGEST_VERSION = 300;
  private static final int LONGEST_REASON = 500;
  private static final Pattern CODE =
      Pattern.compile("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", Pattern.CASE_INSENSITIVE);
  private static final Pattern LOOSE_CODE = Pattern.compile("[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}");
  private final List<String> apps;

  /**
   * @param apps names that are known
   */
  CommandParser(List<String> apps) {
    this.apps = apps;
  }

  Command parse(String typed) {
    String text = TypedText.fold(typed);
    if (text.length() > LONGEST_TEXT) {
      return new Command.Wrong("That is too long for a command.", "help");
    }
    List<String> words =
        new ArrayList<>(text.isEmpty() ? List.of() : Arrays.asList(text.split(" ")));
    words.replaceAll(CommandParser::unquoted);
    words.removeIf(String::isEmpty);
    if (!words.isEmpty() && words.get(0).equalsIgnoreCase("/migrate")) {
      words.remove(0);
    }
    if (words.isEmpty()) {
      return new Command.Status(null);
    }
    return Verb.of(words.get(0))
        .map(verb -> ofVerb(verb, words.subList(1, words.size())))
        .orElseGet(() -> withoutVerb(words));
  }

  private Command ofVerb(Verb verb, List<String> rest) {
    Optional<Command> wrong = options(verb, rest);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    return switch (verb) {
      case START -> started(rest, "");
      case PLAN -> planned(rest);
      case STATUS -> atMost(verb, rest, 1, new Command.Status(at(rest, 0)));
      case APPROVE -> approved(rest);
      case REJECT -> rejected(rest);
      case ABORT -> new Command.Abort(at(rest, 0), reason(rest, 1));
      case RESUME -> atMost(verb, rest, 1, new Command.Resume(at(rest, 0)));
      case HELP -> helped(rest);
    };
  }

  private Command withoutVerb(List<String> words) {
    String first = words.get(0);
    if (isOption(first)) {
      return new Command.Wrong("There is no option `" + Words.code(first) + "`.", "help");
    }
    if (knownApp(first).isPresent()) {
      return ofVerb(Verb.START, words);
    }
    return unknown(first, words);
  }

  private Command unknown(String first, List<String> words) {
    String rest = words.size() > 1 ? " " + String.join(" ", words.subList(1, words.size())) : "";
    Optional<String> near = near(first);
    String why =
        "I do not know `"
            + Words.code(first)
            + "`: it is neither a word I understand nor an app"
            + (apps.isEmpty() ? "." : ". Apps: " + Words.code(String.join(", ", apps)) + ".");
    return new Command.Wrong(why, near.map(word -> word + rest).orElse("help"));
  }

  /** A two-letter slip in a verb is nearer than an app of another name, and the other way round. */
  private Optional<String> near(String typed) {
    List<String> all = new ArrayList<>(Verb.words());
    all.addAll(apps);
    return Nearest.to(typed, all);
  }

  private Command started(List<String> rest, String prefix) {
    return twoWords(Verb.START, rest, prefix)
        .orElseGet(() -> new Command.Start(app(rest), at(rest, 1)));
  }

  private Command planned(List<String> rest) {
    return twoWords(Verb.PLAN, rest, "plan ")
        .orElseGet(() -> new Command.Plan(app(rest), at(rest, 1)));
  }

  private Optional<Command> twoWords(Verb verb, List<String> rest, String prefix) {
    if (rest.size() > 2) {
      return Optional.of(tooMany(verb, prefix + rest.get(0) + " " + rest.get(1)));
    }
    if (rest.size() == 2 && rest.get(1).length() > LONGEST_VERSION) {
      return Optional.of(
          new Command.Wrong(
              "A version has at most 128 characters; this one has " + rest.get(1).length() + ".",
              "help " + verb.word()));
    }
    if (!rest.isEmpty() && knownApp(rest.get(0)).isEmpty()) {
      return Optional.of(unknownApp(rest, prefix));
    }
    return Optional.empty();
  }

  private Command unknownApp(List<String> rest, String prefix) {
    String version = rest.size() > 1 ? " " + rest.get(1) : "";
    String known = apps.isEmpty() ? "none" : Words.code(String.join(", ", apps));
    return new Command.Wrong(
        "There is no app `" + Words.code(rest.get(0)) + "`. Known: " + known + ".",
        Nearest.to(rest.get(0), apps)
            .map(near -> prefix + near + version)
            .orElse("help " + (prefix.isEmpty() ? "start" : "plan")));
  }

  private static Command approved(List<String> rest) {
    if (rest.size() == 3 && LOOSE_CODE.matcher(rest.get(1) + rest.get(2)).matches()) {
      return new Command.Approve(rest.get(0), typedCode(rest.get(1) + rest.get(2)));
    }
    if (rest.size() > 2) {
      return tooMany(Verb.APPROVE, "approve " + rest.get(0) + " " + rest.get(1));
    }
    if (rest.size() == 2 && !LOOSE_CODE.matcher(rest.get(1)).matches()) {
      return new Command.Wrong(
          "`"
              + Words.code(rest.get(1))
              + "` is not a code; a code stands on the card, and looks like `7F3A-K2Q9`.",
          "status " + rest.get(0));
    }
    return new Command.Approve(at(rest, 0), rest.size() == 2 ? typedCode(rest.get(1)) : null);
  }

  private static Command rejected(List<String> rest) {
    boolean coded = rest.size() > 1 && CODE.matcher(rest.get(1)).matches();
    return new Command.Reject(
        at(rest, 0), coded ? typedCode(rest.get(1)) : null, reason(rest, coded ? 2 : 1));
  }

  private static Command helped(List<String> rest) {
    if (rest.isEmpty()) {
      return new Command.Help(null);
    }
    return Verb.of(rest.get(0))
        .<Command>map(Command.Help::new)
        .orElseGet(
            () ->
                new Command.Wrong(
                    "There is no word `" + Words.code(rest.get(0)) + "`.",
                    Nearest.to(rest.get(0), Verb.words()).map(v -> "help " + v).orElse("help")));
  }

  private static Command atMost(Verb verb, List<String> rest, int most, Command right) {
    return rest.size() > most ? tooMany(verb, verb.word() + " " + rest.get(0)) : right;
  }

  private static Command tooMany(Verb verb, String instead) {
    return new Command.Wrong("That is more than `" + verb.usage() + "` takes.", instead);
  }

  /** A reason is free text; before it, nothing may look like an option. */
  private static Optional<Command> options(Verb verb, List<String> rest) {
    int free = verb == Verb.REJECT || verb == Verb.ABORT ? Math.min(1, rest.size()) : rest.size();
    return rest.subList(0, free).stream()
        .filter(CommandParser::isOption)
        .findFirst()
        .map(option -> noOption(option, verb, rest));
  }

  private static Command noOption(String option, Verb verb, List<String> rest) {
    List<String> words = rest.stream().filter(word -> !isOption(word)).toList();
    String right = (verb == Verb.START ? "" : verb.word() + " ") + String.join(" ", words);
    return new Command.Wrong(
        "There is no option `" + Words.code(option) + "`.",
        words.isEmpty() ? "help " + verb.word() : right);
  }

  private static boolean isOption(String word) {
    return word.startsWith("-");
  }

  private String app(List<String> rest) {
    return rest.isEmpty() ? null : knownApp(rest.get(0)).orElseThrow();
  }

  private Optional<String> knownApp(String typed) {
    Optional<String> same = apps.stream().filter(typed::equals).findFirst();
    List<String> alike = apps.stream().filter(typed::equalsIgnoreCase).toList();
    return same.isPresent() || alike.size() != 1 ? same : Optional.of(alike.get(0));
  }

  /** Crockford's reading: O is 0, I and L are 1. */
  private static String typedCode(String typed) {
    String letters =
        typed
            .replaceAll("[- ]", "")
            .toUpperCase(Locale.ROOT)
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    return letters.substring(0, 4) + "-" + letters.substring(4);
  }

  private static String reason(List<String> rest, int from) {
    if (rest.size() <= from) {
      return null;
    }
    return Words.cut(String.join(" ", rest.subList(from, rest.size())), LONGEST_REASON);
  }

  private static String at(List<String> words, int index) {
    return index < words.size() ? words.get(index) : null;
  }

  private static String unquoted(String word) {
    return word.replaceAll("^[`\"']+|[`\"']+$", "");
  }
}
