"""the highest reading of each gauge"""

from alembic import op

revision = "a4"
down_revision = "a3"


def upgrade():
    op.execute("alter table gauge add column highest_mm integer")
    op.execute(
        "update gauge g set highest_mm = (select max(level_mm) from reading r where r.gauge_id = g.id)"
    )
    op.execute("create index reading_by_gauge on reading (gauge_id, id desc)")


def downgrade():
    op.execute("drop index reading_by_gauge")
    op.execute("alter table gauge drop column highest_mm")
