package dev.drydock.activities.schema;

import dev.drydock.workflows.config.SchemaConfig;
import java.util.List;

/** Flask-Migrate: Alembic behind {@code flask db}. */
final class FlaskMigrate extends Alembic {
  FlaskMigrate(SchemaConfig config) {
    super(config, List.of("flask", "db"));
  }

  @Override
  public String name() {
    return "flask-migrate";
  }
}
