"""a change that takes long in the server"""

import sqlalchemy as sa
from alembic import op

revision = "r6"
down_revision = "r5"


def upgrade():
    op.add_column("product", sa.Column("note", sa.Text))
    op.execute("select pg_sleep(12)")


def downgrade():
    op.drop_column("product", "note")
