"""Serves Keeper on PORT; SIGTERM ends it after the requests it has begun."""

import os
import signal
import sys

from waitress import serve

from keeper import create_app


def stop(signum, frame):
    sys.exit(0)  # waitress takes SystemExit as the wish to finish and end


signal.signal(signal.SIGTERM, stop)
serve(create_app(), host=os.environ.get("HOST", "127.0.0.1"), port=int(os.environ["PORT"]), threads=4)
