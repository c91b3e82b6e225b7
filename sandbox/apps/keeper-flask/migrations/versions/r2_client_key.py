"""client key, so that a repeated upload is one build"""

import sqlalchemy as sa
from alembic import op

revision = "r2"
down_revision = "r1"


def upgrade():
    op.add_column("build", sa.Column("client_key", sa.String))
    op.execute("update build set client_key = 'before-r2-' || id")
    op.alter_column("build", "client_key", nullable=False)
    op.create_unique_constraint("build_client_key", "build", ["client_key"])


def downgrade():
    op.drop_column("build", "client_key")
