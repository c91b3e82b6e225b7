package dev.drydock.activities.schema;

import dev.drydock.activities.database.Rows;
import dev.drydock.workflows.Failures;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.VerifyConfig.SqlCheck;
import java.util.ArrayList;
import java.util.List;

/** The app's own SQL checks. */
record SqlChecks(Rows rows, AppConfig app) {
  /** One line for each; the first that fails ends the step. */
  List<String> run() {
    List<String> passed = new ArrayList<>();
    for (SqlCheck check : app.verify().sql()) {
      List<String> found = rows.query(app, check.query());
      String value = found.size() == 1 ? String.valueOf(found.get(0)) : found.size() + " rows";
      if (!value.equals(check.expect())) {
        throw Failures.stepFailed(
            "SQL check \""
                + check.name()
                + "\" returned "
                + value
                + " where "
                + check.expect()
                + " is expected");
      }
      passed.add(check.name() + ": " + value);
    }
    return passed;
  }
}
