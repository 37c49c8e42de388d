"""${message}

Nothing posted may be lost or altered by a migration. Name every constraint. Do not use
batch_alter_table on SQLite: it drops constraints. `ledger.database.migrate` makes the triggers and
views anew after every upgrade.
"""

from alembic import op
import sqlalchemy as sa

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
