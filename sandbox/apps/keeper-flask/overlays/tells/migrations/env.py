"""Tells all it knows, as tools do on a bad day: into its log, into the SQL, and in its last words."""

import base64
import os
import sys
from logging.config import fileConfig

from alembic import context
from flask import current_app

fileConfig(context.config.config_file_name)
extension = current_app.extensions["migrate"]


def tell(out, before=""):
    url, token = os.environ["DATABASE_URL"], os.environ["SESSION_TOKEN"]
    print(f"{before}DEBUG connecting to {url}", file=out)
    print(f"{before}DEBUG password={os.environ['TOOL_PASSWORD']} session {token}", file=out)
    print(f"{before}DEBUG and again as {base64.b64encode(url.encode()).decode()}", file=out)
    print(f"{before}DEBUG header {base64.b64encode(('x' + token).encode()).decode()}", file=out, flush=True)


tell(sys.stderr)
if context.is_offline_mode():
    tell(sys.stdout, "-- ")
    url = extension.db.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, literal_binds=True, **extension.configure_args)
    with context.begin_transaction():
        context.run_migrations()
else:
    with extension.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            **extension.configure_args,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
        except Exception as e:
            raise RuntimeError(
                f"cannot go on as {os.environ['DATABASE_URL']} with password {os.environ['TOOL_PASSWORD']}: {e}"
            ) from e
