"""What an agent asked a draft for: needed to write it again when a fact is added."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the request to the drafts; of older ones only kind, tone and language are known."""
    wanted = sa.Column("wanted", sa.JSON, nullable=False, server_default="{}")
    op.add_column("drafts", wanted)
