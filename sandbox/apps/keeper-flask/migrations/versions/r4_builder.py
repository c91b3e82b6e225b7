"""every build names its builder"""

import sqlalchemy as sa
from alembic import op

revision = "r4"
down_revision = "r3"


def upgrade():
    op.add_column("build", sa.Column("builder", sa.String))
    op.execute("update build set builder = 'jenkins'")
    op.alter_column("build", "builder", nullable=False)
    op.create_index("ix_build_builder", "build", ["builder"])


def downgrade():
    op.drop_column("build", "builder")
