package dev.drydock.activities.database.postgres;

import dev.drydock.activities.database.Gauge;
import dev.drydock.activities.ledger.Journal;
import dev.drydock.workflows.Artifact;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fingerprints of databases: every object's definition, every table's row count and sum of row
 * hashes, large objects, every sequence, owner, rights and settings, all in one snapshot. What is
 * compared and what is not: {@code docs/proof.md}.
 */
final class Fingerprints {
  /** The server's cores are not known here; more would only take them from each other. */
  private static final int CONNECTIONS = 4;

  /** Of those who read while others work. */
  private static final int CONNECTIONS_BESIDE = 2;

  private final Connections connections;
  private final Journal journal;

  Fingerprints(Connections connections, Journal journal) {
    this.connections = connections;
    this.journal = journal;
  }

  /** Of any database on the app's server. */
  Fingerprint of(AppConfig app, String database, Gauge progress) {
    return read(app, database, progress, (connection, tables, content) -> kept(content));
  }

  /** Reads all, and goes on in the same snapshot. */
  <T> T read(AppConfig app, String database, Gauge progress, Reading.Then<T> then) {
    Reading.How how = new Reading.How(false, CONNECTIONS, () -> {}, null, progress);
    return connections.severalIn(
        app, database, Connections.NAME, (first, more) -> Reading.in(first, more, how, then));
  }

  /**
   * Of the moment at which {@code held} is run; it is read after that, with the name of {@code at}.
   *
   * @param isBaseline true: with enough beside it to find later what was written since
   * @param after as {@link Reading.How} has it
   * @param progress told how far it is
   * @param read told while the connections are open still
   */
  void beside(
      Proofs.Moment at,
      String name,
      boolean isBaseline,
      Runnable held,
      Reading.After after,
      Gauge progress,
      Consumer<Content> read) {
    Reading.How how = new Reading.How(isBaseline, CONNECTIONS_BESIDE, held, after, progress);
    connections.severalIn(
        at.app(),
        at.database(),
        name,
        (first, more) ->
            Reading.in(
                first,
                more,
                how,
                (connection, tables, content) -> {
                  read.accept(content);
                  return null;
                }));
  }

  Fingerprint kept(Content content) {
    Artifact detail = journal.keep("fingerprint", content.json());
    return new Fingerprint(content.digest(), content.tables().size(), content.rows(), detail);
  }

  List<String> differences(Fingerprint before, Fingerprint now) {
    if (before.digest().equals(now.digest())) {
      return List.of();
    }
    return content(before)
        .map(then -> then.differences(Content.read(journal.fetch(now.detail()))))
        .orElse(List.of("what it held then is not in this ledger, only that it was not this"));
  }

  /**
   * What a backup does not hold as it was sealed, with the numbers of rows: {@code public.build:
   * 201 rows at the seal, 200 rows in the backup}.
   */
  List<String> figures(Fingerprint sealed, Fingerprint backup) {
    if (sealed.digest().equals(backup.digest())) {
      return List.of();
    }
    return content(sealed)
        .map(then -> then.figures(Content.read(journal.fetch(backup.detail()))))
        .orElseGet(() -> differences(sealed, backup));
  }

  /** Empty in another ledger than the one that it was kept in. */
  Optional<Content> content(Fingerprint of) {
    try {
      return Optional.of(Content.read(journal.fetch(of.detail())));
    } catch (IllegalStateException notHeld) {
      return Optional.empty();
    }
  }
}
