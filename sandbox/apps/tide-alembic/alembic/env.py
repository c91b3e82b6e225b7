"""Plain Alembic: the database comes from DATABASE_URL, the whole upgrade is one transaction."""

import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine, pool

fileConfig(context.config.config_file_name)

if context.is_offline_mode():
    # No database is asked; without DATABASE_URL the dialect alone is enough to print the SQL.
    context.configure(url=os.environ.get("DATABASE_URL", "postgresql://"), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(
        os.environ["DATABASE_URL"],
        poolclass=pool.NullPool,
        connect_args={"connect_timeout": 3},
    )
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
