"""when a reading was taken"""

from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade():
    op.execute("alter table reading add column taken_at timestamptz not null default now()")


def downgrade():
    op.execute("alter table reading drop column taken_at")
