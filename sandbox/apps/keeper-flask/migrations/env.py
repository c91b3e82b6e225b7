"""What Flask-Migrate's own env.py does, without the parts Keeper has no use for."""

from logging.config import fileConfig

from alembic import context
from flask import current_app

fileConfig(context.config.config_file_name)
extension = current_app.extensions["migrate"]

if context.is_offline_mode():
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
        with context.begin_transaction():
            context.run_migrations()
