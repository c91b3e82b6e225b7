"""an export into the container's own file system, more than it may have; then it waits to be noticed"""

import time

import sqlalchemy as sa
from alembic import op

revision = "r6"
down_revision = "r5"


def upgrade():
    op.add_column("product", sa.Column("note", sa.Text))
    if op.get_context().as_sql:
        return  # the plan asks for the statements alone
    with open("/tmp/export", "wb") as export:
        for _ in range(64):
            export.write(b"x" * (1 << 20))
    time.sleep(240)


def downgrade():
    op.drop_column("product", "note")
