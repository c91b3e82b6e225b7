package dev.drydock.bot.cli;

import dev.drydock.workflows.Outcome;
import dev.drydock.workflows.book.Entry;
import dev.drydock.workflows.book.GateView;
import dev.drydock.workflows.book.RunView;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which runs are asked for. */
final class RunFilter {
  @Option(names = "--app", paramLabel = "APP", description = "Only of this app.")
  private String app;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      converter = Begin.class,
      description = "Only opened then or later: 2026-03-01, or 2026-03-01T20:00Z. A day is UTC's.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      converter = End.class,
      description = "Only opened before then, or on that day.")
  private Instant until;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "Only those that ended so; more than once for more: ${COMPLETION-CANDIDATES}.")
  private List<Outcome> outcomes;

  @Option(
      names = "--approved-by",
      paramLabel = "PERSON",
      description = "Only those that this person approved.")
  private String approvedBy;

  boolean isAny() {
    return app == null && since == null && until == null && !asksTheStory();
  }

  /** True where the list of runs alone does not tell. */
  boolean asksTheStory() {
    return outcomes != null || approvedBy != null;
  }

  boolean has(Entry entry) {
    return has(entry.app(), entry.openedAt());
  }

  boolean has(RunView run) {
    return has(run.app(), run.openedAt())
        && (outcomes == null || run.outcome().filter(outcomes::contains).isPresent())
        && (approvedBy == null
            || run.gates().stream()
                .map(GateView::approvedBy)
                .anyMatch(people -> people.contains(approvedBy)));
  }

  private boolean has(String of, Instant openedAt) {
    return (app == null || app.equals(of))
        && (since == null || !openedAt.isBefore(since))
        && (until == null || openedAt.isBefore(until));
  }

  /** The beginning of a day, or a moment. */
  static final class Begin implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String typed) {
      return moment(typed, 0);
    }
  }

  /** The end of a day, or a moment. */
  static final class End implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String typed) {
      return moment(typed, 1);
    }
  }

  private static Instant moment(String typed, int daysLater) {
    try {
      return typed.contains("T")
          ? OffsetDateTime.parse(typed).toInstant()
          : LocalDate.parse(typed).plusDays(daysLater).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "\"" + typed + "\" is neither a day as 2026-03-01 nor a moment as 2026-03-01T20:00Z");
    }
  }
}
