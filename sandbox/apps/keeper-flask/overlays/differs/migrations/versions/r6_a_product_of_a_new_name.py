"""a product whose name is another at each call"""

import uuid

from alembic import op

revision = "r6"
down_revision = "r5"


def upgrade():
    op.execute(f"insert into product (slug) values ('{uuid.uuid4()}')")


def downgrade():
    pass
