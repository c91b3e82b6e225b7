package dev.drydock.sandbox.canary;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Every column of every row of every table that a role can read in Drydock's schema. */
public record LedgerPlace(String role, Callable<Connection> connect) implements Place {
  private static final String TABLES =
      "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = 'drydock' AND c.relkind IN ('r', 'v', 'm', 'p')"
          + " AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1";

  @Override
  public String name() {
    return "ledger as " + role;
  }

  @Override
  public void show(Shown shown) throws Exception {
    try (Connection connection = connect.call()) {
      for (String table : tables(connection)) {
        rows(connection, table, shown);
      }
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private static void rows(Connection connection, String table, Shown shown) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        for (int i = 1; i <= columns; i++) {
          boolean isBinary = row.getMetaData().getColumnTypeName(i).equals("bytea");
          String text = isBinary ? null : row.getString(i);
          byte[] content =
              isBinary
                  ? row.getBytes(i)
                  : text == null ? null : text.getBytes(StandardCharsets.UTF_8);
          if (content != null) {
            shown.piece(table + "." + row.getMetaData().getColumnName(i), content);
          }
        }
      }
    }
  }
}
