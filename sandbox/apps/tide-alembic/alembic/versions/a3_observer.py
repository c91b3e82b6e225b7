"""who read the gauge"""

from alembic import op

revision = "a3"
down_revision = "a2"


def upgrade():
    op.execute("alter table reading add column observer text")
    op.execute("update reading set observer = 'automatic'")
    op.execute("alter table reading alter column observer set not null")


def downgrade():
    op.execute("alter table reading drop column observer")
