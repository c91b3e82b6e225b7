# shellcheck shell=bash
# One temporal-server process on a PostgreSQL of its own. It has no namespace: "drydock setup" makes it.

sql_tool() { # DATABASE ARGUMENT...
  temporal-sql-tool --plugin postgres12 --ep 127.0.0.1 -p "$TEMPORAL_POSTGRES_PORT" -u postgres --pw postgres --db "$@"
}

temporal_schema() {
  local db
  for db in temporal temporal_visibility; do
    as_postgres psql -h "$E2E_DIR/postgres-of-temporal" -p "$TEMPORAL_POSTGRES_PORT" -U postgres -qAtc \
      "select 1 from pg_database where datname = '$db'" | grep -q 1 || {
      sql_tool "$db" create-database
      sql_tool "$db" setup-schema -v 0.0
    }
  done
  sql_tool temporal update-schema --schema-name postgresql/v12/temporal
  sql_tool temporal_visibility update-schema --schema-name postgresql/v12/visibility
}

temporal_up() {
  postgres_start postgres-of-temporal 127.0.0.1 "$TEMPORAL_POSTGRES_PORT"
  alive temporal-server || {
    [ -e "$E2E_DIR/run/temporal.schema" ] || {
      temporal_schema >>"$E2E_DIR/log/temporal-schema.log" 2>&1 ||
        die "Temporal's schema: $(tail -n 3 "$E2E_DIR/log/temporal-schema.log")"
      touch "$E2E_DIR/run/temporal.schema"
    }
    export E2E HOST_IP TEMPORAL_PORT TEMPORAL_POSTGRES_PORT
    start temporal-server temporal-server --config-file "$E2E/temporal/server.yaml" --allow-no-auth start
  }
  until_ok 60 temporal-server listening "$HOST_IP:$TEMPORAL_PORT"
}

temporal_down() { stop temporal-server; }
