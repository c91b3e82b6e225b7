"""gauges and their readings"""

from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("create table gauge (id serial primary key, name text not null unique)")
    op.execute(
        """
        create table reading (
          id bigserial primary key,
          gauge_id integer not null references gauge (id),
          level_mm integer not null,
          client_key text not null unique
        )
        """
    )


def downgrade():
    op.execute("drop table reading")
    op.execute("drop table gauge")
