# shellcheck shell=bash
# PostgreSQL servers of the distribution, each with its own data. A superuser "postgres" with that password.

as_postgres() { (cd / && runuser -u postgres -- "$@"); } # it refuses root

postgres_alive() { as_postgres "$PG_BIN/pg_ctl" -D "$E2E_DIR/$1" status >/dev/null 2>&1; } # NAME

postgres_start() { # NAME ADDRESS PORT
  local data=$E2E_DIR/$1
  if [ ! -e "$data/PG_VERSION" ]; then
    rm -rf "$data" && install -d -o postgres -m 700 "$data"
    as_postgres "$PG_BIN/initdb" -D "$data" -U postgres --auth-local=trust --auth-host=scram-sha-256 >/dev/null
    as_postgres tee -a "$data/postgresql.conf" >/dev/null <<EOF
listen_addresses = '$2'
port = $3
unix_socket_directories = '$data'
max_connections = 200
EOF
    echo "host all all $POD_NET scram-sha-256" | as_postgres tee -a "$data/pg_hba.conf" >/dev/null
  fi
  postgres_alive "$1" || {
    say "start $1"
    as_postgres "$PG_BIN/pg_ctl" -D "$data" -w -l "$data/log" start >/dev/null 9>&-
    as_postgres psql -h "$data" -p "$3" -U postgres -qc "alter role postgres password 'postgres'"
  }
}

postgres_up() { postgres_start postgres "$HOST_IP" "$POSTGRES_PORT"; }

postgres_down() {
  local name
  for name in postgres postgres-of-temporal; do
    [ ! -e "$E2E_DIR/$name" ] || as_postgres "$PG_BIN/pg_ctl" -D "$E2E_DIR/$name" -m immediate -w stop >/dev/null 2>&1 || true
  done
}
