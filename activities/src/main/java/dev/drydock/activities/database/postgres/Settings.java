package dev.drydock.activities.database.postgres;

import dev.drydock.activities.ledger.sql.Sql;
import dev.drydock.workflows.config.Scrub;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What belongs to a database and is not inside it, so that neither a template copy nor a dump
 * carries it.
 *
 * @param made the options with which an empty one like it is created
 * @param statements that give another database the same owner (the first one), rights, connection
 *     limit and settings; {@code @database@} stands for its quoted name
 * @param comment of the database, or null
 */
record Settings(String made, List<String> statements, String comment) {
  /** Their stored value is a list of quoted names already, as in pg_dump. */
  private static final Set<String> LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  private static final String READ_ONLY = "default_transaction_read_only";

  private static final Pattern LIST_ITEM = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^,\\s]+)");

  /** A setting whose name has two parts is an extension's or an application's own. */
  private static final Pattern CUSTOM =
      Pattern.compile("( SET (?:\"(?:[^\"]|\"\")*\"\\.)+\"(?:[^\"]|\"\")*\" TO) (?s:.*)");

  static Settings of(Connection connection, String database) throws SQLException {
    Optional<Mark> mark = Mark.of(connection, database);
    List<String> statements = new ArrayList<>();
    statements.add("ALTER DATABASE @database@ OWNER TO " + owner(connection, database));
    statements.addAll(rights(connection, database));
    statements.add(
        "ALTER DATABASE @database@ CONNECTION LIMIT "
            + Sql.text(
                connection, "SELECT datconnlimit FROM pg_database WHERE datname = ?", database));
    statements.addAll(configuration(connection, database, mark.filter(Mark::isFenced)));
    return new Settings(
        made(connection, database),
        List.copyOf(statements),
        mark.isPresent() ? mark.get().comment() : comment(connection, database));
  }

  /**
   * For the ledger, which nobody restores from: which settings there are, the values of those that
   * the server does not know itself taken out. An application may keep a key there.
   */
  Settings shown() {
    return new Settings(
        made,
        statements.stream()
            .map(statement -> CUSTOM.matcher(statement).replaceFirst("$1 '***'"))
            .map(Scrub.ofProcess()::text)
            .toList(),
        Scrub.ofProcess().text(comment));
  }

  /** The owner alone: its objects can be loaded only into a database that is its own. */
  void applyOwner(Connection connection, String database) throws SQLException {
    apply(connection, database, statements.get(0));
  }

  /** All but the comment, which tells the copies and the app's database apart. */
  void apply(Connection connection, String database) throws SQLException {
    for (String statement : statements) {
      apply(connection, database, statement);
    }
  }

  private static void apply(Connection connection, String database, String statement)
      throws SQLException {
    Sql.run(connection, statement.replace("@database@", Sql.identifier(database)));
  }

  /**
   * Gives the database what it has already, and takes that back.
   *
   * @throws SQLException what would keep a copy from getting the same
   */
  void tryOn(Connection connection, String database) throws SQLException {
    connection.setAutoCommit(false);
    try {
      apply(connection, database);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static String owner(Connection connection, String database) throws SQLException {
    return Sql.text(
        connection,
        "SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database WHERE datname = ?",
        database);
  }

  private static String comment(Connection connection, String database) throws SQLException {
    return Sql.text(
        connection,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = ?",
        database);
  }

  private static List<String> rights(Connection connection, String database) throws SQLException {
    boolean asCreated =
        Sql.text(connection, "SELECT datacl FROM pg_database WHERE datname = ?", database) == null;
    if (asCreated) {
      return List.of();
    }
    List<String> statements = new ArrayList<>();
    statements.add("REVOKE ALL ON DATABASE @database@ FROM PUBLIC, " + owner(connection, database));
    statements.addAll(
        Sql.list(
            connection,
            row -> row.getString(1),
            "SELECT format('GRANT %s ON DATABASE @database@ TO %s%s', a.privilege_type,"
                + " CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,"
                + " CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)"
                + " FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = ?",
            database));
    return statements;
  }

  /** As it is without the fence. */
  private static List<String> configuration(
      Connection connection, String database, Optional<Mark> fence) throws SQLException {
    List<String> statements = new ArrayList<>();
    List<String[]> settings =
        Sql.list(
            connection,
            row -> new String[] {row.getString(1), row.getString(2)},
            "SELECT CASE s.setrole WHEN 0 THEN 'ALTER DATABASE @database@'"
                + " ELSE 'ALTER ROLE ' || s.setrole::regrole || ' IN DATABASE @database@' END,"
                + " setting FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase,"
                + " unnest(s.setconfig) setting WHERE d.datname = ? ORDER BY 1, 2",
            database);
    for (String[] setting : settings) {
      boolean isOfFence =
          fence.isPresent()
              && setting[0].startsWith("ALTER DATABASE")
              && setting[1].startsWith(READ_ONLY + "=");
      String before = isOfFence ? fence.get().readOnly() : null;
      if (!isOfFence) {
        statements.add(set(setting[0], setting[1]));
      } else if (before != null) {
        statements.add(set(setting[0], READ_ONLY + "=" + before));
      }
    }
    return statements;
  }

  private static String set(String whose, String setting) {
    int equals = setting.indexOf('=');
    String name = setting.substring(0, equals);
    String value = setting.substring(equals + 1);
    Scrub.ofProcess().remember(name, value);
    String written = LISTS.contains(name) ? list(value) : Sql.literal(value);
    return whose + " SET " + quotedParts(name) + " TO " + written;
  }

  private static String list(String value) {
    if (value.isBlank()) {
      return "''";
    }
    Matcher items = LIST_ITEM.matcher(value);
    List<String> literals = new ArrayList<>();
    while (items.find()) {
      String quoted = items.group(1);
      literals.add(Sql.literal(quoted == null ? items.group(2) : quoted.replace("\"\"", "\"")));
    }
    return String.join(", ", literals);
  }

  /** {@code "my"."setting"}. */
  private static String quotedParts(String name) {
    return Pattern.compile("\\.")
        .splitAsStream(name)
        .map(Sql::identifier)
        .collect(Collectors.joining("."));
  }

  private static String made(Connection connection, String database) throws SQLException {
    String locale =
        Catalog.major(connection) < 15
            ? "''"
            : "CASE WHEN to_jsonb(d)->>'datlocprovider' = 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE '"
                + " || quote_literal(coalesce(to_jsonb(d)->>'daticulocale',"
                + " to_jsonb(d)->>'datlocale')) ELSE '' END";
    return Sql.text(
        connection,
        "SELECT 'TEMPLATE template0 ENCODING ' || quote_literal(pg_encoding_to_char(encoding))"
            + " || ' LC_COLLATE ' || quote_literal(datcollate) || ' LC_CTYPE '"
            + " || quote_literal(datctype) || "
            + locale
            + " || (SELECT CASE spcname WHEN 'pg_default' THEN '' ELSE ' TABLESPACE '"
            + " || quote_ident(spcname) END FROM pg_tablespace t WHERE t.oid = d.dattablespace) FROM pg_database d WHERE datname = ?",
        database);
  }
}
