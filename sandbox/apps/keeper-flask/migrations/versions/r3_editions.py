"""editions, which point at the build they show"""

import sqlalchemy as sa
from alembic import op

revision = "r3"
down_revision = "r2"


def upgrade():
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("product.id"), nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("build_id", sa.Integer, sa.ForeignKey("build.id")),
        sa.UniqueConstraint("product_id", "slug"),
    )


def downgrade():
    op.drop_table("edition")
