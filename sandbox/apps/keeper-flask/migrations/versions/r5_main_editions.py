"""a main edition for every product, showing its latest build"""

from alembic import op

revision = "r5"
down_revision = "r4"


def upgrade():
    op.execute(
        """
        insert into edition (product_id, slug, build_id)
        select product_id, 'main', max(id) from build group by product_id
        on conflict (product_id, slug) do nothing
        """
    )


def downgrade():
    op.execute("delete from edition where slug = 'main'")
