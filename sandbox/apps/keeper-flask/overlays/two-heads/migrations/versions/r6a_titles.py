"""one of two revisions that follow r5, as after a merge nobody looked at"""

import sqlalchemy as sa
from alembic import op

revision = "r6a"
down_revision = "r5"


def upgrade():
    op.add_column("product", sa.Column("title_a", sa.String))


def downgrade():
    op.drop_column("product", "title_a")
