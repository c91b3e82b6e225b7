package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** Asks which tables have rows, neither the system's nor an extension's; a few are enough. */
final class FilledTables {
  private FilledTables() {}

  /**
   * @param except names of tables that do not count
   */
  static String query(List<String> except) {
    return "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        + " where c.relkind = 'r' and n.nspname not like 'pg\\_%'"
        + " and n.nspname <> 'information_schema'"
        + " and c.relname not in ("
        + except.stream().map(Sql::literal).collect(Collectors.joining(", "))
        + ")"
        + " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
        + " and pg_relation_size(c.oid) > 0 order by 1 limit 5";
  }
}
