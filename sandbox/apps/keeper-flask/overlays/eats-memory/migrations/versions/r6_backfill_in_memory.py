"""a backfill that reads everything into memory, and more than its container may have"""

import sqlalchemy as sa
from alembic import op

revision = "r6"
down_revision = "r5"


def upgrade():
    op.add_column("product", sa.Column("note", sa.Text))
    held = []
    while True:
        held.append(bytearray(b"x" * (8 << 20)))


def downgrade():
    op.drop_column("product", "note")
