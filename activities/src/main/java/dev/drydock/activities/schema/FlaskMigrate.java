package dev.drydock.activities.schema;

import dev.drydock.workflows.config.SchemaConfig;
import java.util.List;
import java.util.stream.Stream;

/** Flask-Migrate: Alembic behind {@code flask db}. */
final class FlaskMigrate extends Alembic {
  FlaskMigrate(SchemaConfig config) {
    super(config, List.of("flask", "db"));
  }

  @Override
  public String name() {
    return "flask-migrate";
  }

  @Override
  public List<String> imports() {
    return Stream.concat(
            Stream.of("flask.cli", "flask_migrate", "flask_sqlalchemy"), super.imports().stream())
        .toList();
  }
}
