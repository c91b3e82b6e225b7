"""an index built outside of any transaction, then a mistake: the index stays, the revision does not"""

import sqlalchemy as sa
from alembic import op

revision = "r6"
down_revision = "r5"


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_build_git_ref", "build", ["git_ref"], postgresql_concurrently=True)
    op.add_column("product", sa.Column("builds_per_edition", sa.Integer))
    op.execute("insert into product (slug) values ('attic')")
    op.execute(
        """
        update product p set builds_per_edition =
          (select count(*) from build b where b.product_id = p.id)
          / (select count(*) from edition e where e.product_id = p.id)
        """
    )


def downgrade():
    op.drop_column("product", "builds_per_edition")
    op.drop_index("ix_build_git_ref")
