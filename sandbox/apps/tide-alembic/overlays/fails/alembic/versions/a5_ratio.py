"""divides by zero: the whole upgrade is one transaction, so nothing of it stays"""

from alembic import op

revision = "a5"
down_revision = "a4"


def upgrade():
    op.execute("create table ratio (value integer)")
    op.execute("insert into ratio values (1 / 0)")


def downgrade():
    op.execute("drop table ratio")
