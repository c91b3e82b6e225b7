"""Tide keeps the readings of tide gauges: a service without a framework, under plain Alembic.

alembic upgrade head     migrates the database named in DATABASE_URL
python tide.py           serves it on PORT; SIGTERM ends it after the requests it has begun
"""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

VERSION = os.environ.get("TIDE_VERSION", "1.1.0")
NAMES_OBSERVER = not VERSION.startswith("1.0.")
REVISION = "a4" if NAMES_OBSERVER else "a2"


def in_transaction(work):
    connection = psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=3)
    try:
        with connection, connection.cursor() as cursor:  # commits at its end
            result = work(cursor)
        return result
    finally:
        connection.close()


def add(asked):
    """Acknowledged with 201 only after the commit; a repeated client_key is the same reading."""

    def work(cursor):
        cursor.execute("insert into gauge (name) values (%s) on conflict do nothing", (asked["gauge"],))
        columns, values = "", ()
        if NAMES_OBSERVER:
            columns, values = ", observer", (asked.get("observer", "unnamed"),)
        cursor.execute(
            f"insert into reading (gauge_id, level_mm, client_key{columns})"
            f" values ((select id from gauge where name = %s), %s, %s{', %s' * len(values)})"
            " on conflict (client_key) do nothing returning id",
            (asked["gauge"], int(asked["level_mm"]), asked["client_key"]) + values,
        )
        row = cursor.fetchone()
        if row:
            return 201, row[0]
        cursor.execute("select id from reading where client_key = %s", (asked["client_key"],))
        return 200, cursor.fetchone()[0]

    status, reading = in_transaction(work)
    return status, {"id": reading}


def count():
    def work(cursor):
        cursor.execute("select count(*) from reading")
        return cursor.fetchone()[0]

    return 200, {"readings": in_transaction(work)}


def health():
    def work(cursor):
        cursor.execute("select version_num from alembic_version")
        return [row[0] for row in cursor.fetchall()]

    has = in_transaction(work)
    ready = has == [REVISION]
    return 200 if ready else 503, {"version": VERSION, "needs": REVISION, "has": has, "ready": ready}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        routes = {"/count": count, "/healthz": health}
        self.answer(routes.get(self.path, lambda: (404, {"error": "no " + self.path})))

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 65536))
        if self.path == "/readings":
            self.answer(lambda: add(json.loads(body)))
        else:
            self.answer(lambda: (404, {"error": "no " + self.path}))

    def answer(self, deed):
        try:
            status, result = deed()
        except psycopg2.Error as error:
            status, result = 503, {"error": "the database refused: " + type(error).__name__}
        except (KeyError, ValueError, TypeError) as error:
            status, result = 400, {"error": repr(error)}
        body = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        # HTTP/1.0 means it anyway, but clients that keep connections believe only the word.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close() waits for the requests in flight


def main():
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    # shutdown() waits for serve_forever(), which this very thread runs: it needs another one.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    sys.exit(main())
