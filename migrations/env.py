"""Alembic's environment: one connection, given by `ledger.database.migrate`, and every room's tables."""

from alembic import context

import ledger.accounts.balances
import ledger.accounts.corrections
import ledger.accounts.foreign
import ledger.accounts.places
import ledger.accounts.presentation
import ledger.accounts.remittance_rules
import ledger.accounts.transfer_refusals
import ledger.accounts.transfers
import ledger.associations.areas
import ledger.associations.association_names
import ledger.associations.events
import ledger.associations.former_areas
import ledger.audit
import ledger.contributions.rosters
import ledger.declarations.measures
import ledger.disbursements.award_lists
import ledger.identity.sessions
import ledger.recognition.counts
import ledger.reports.budget
import ledger.treasury.advances
import ledger.treasury.counts
import ledger.treasury.deposits
import ledger.treasury.fund_transfers
import ledger.treasury.goods
import ledger.treasury.hand_overs
import ledger.treasury.shortages  # noqa: F401 - importing the rooms declares their tables
from ledger.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
