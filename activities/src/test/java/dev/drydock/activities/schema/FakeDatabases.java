package dev.drydock.activities.schema;

import dev.drydock.activities.database.Databases;
import dev.drydock.workflows.Discard;
import dev.drydock.workflows.Fingerprint;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.DatabaseConfig;
import dev.drydock.workflows.config.SchemaConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tables with one column, by name. */
final class FakeDatabases implements Databases {
  private final Map<String, List<String>> tables = new HashMap<>();

  void rows(String table, String... rows) {
    tables.put(table, List.of(rows));
  }

  VersionTable table() {
    return new VersionTable(this, app(null));
  }

  static AppConfig app(SchemaConfig schema) {
    return new AppConfig(
        "keeper",
        "keeper:{version}",
        null,
        null,
        new DatabaseConfig("db", 5432, "keeper", "drydock", null, "postgres"),
        schema,
        null,
        null,
        null,
        null);
  }

  @Override
  public List<String> query(AppConfig app, String sql) {
    return tables.entrySet().stream()
        .filter(table -> sql.matches(".* from " + table.getKey() + "\\b.*"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(sql));
  }

  @Override
  public boolean tableExists(AppConfig app, String table) {
    return tables.containsKey(table);
  }

  @Override
  public Facts facts(AppConfig app) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void claim(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> fence(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void raise(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Pass letIn(AppConfig app, String run, Set<String> addresses, Seen seen) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Hold> held(AppConfig app) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void breakHold(AppConfig app) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unfence(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void endSessions(AppConfig app, String run) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fingerprint fingerprint(AppConfig app) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> differences(Fingerprint before, Fingerprint now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fingerprint mark(AppConfig app) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Discard> writtenSince(AppConfig app, String run, Fingerprint since) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> troubles(AppConfig app) {
    throw new UnsupportedOperationException();
  }
}
