"""What must hold in every book, as plain SQL that both engines read. `verify` runs the list.

A check is one statement. It returns only what is wrong. Nothing here trusts a kept figure, a view
or a constraint: all is derived from the postings, and from the documents that explain them.
"""

from collections.abc import Sequence

from ledger.disclosure.checks.awards import AWARD_CHECKS
from ledger.disclosure.checks.book import BOOK_CHECKS
from ledger.disclosure.checks.cash import CASH_CHECKS
from ledger.disclosure.checks.corrections import CORRECTION_CHECKS
from ledger.disclosure.checks.declarations import DECLARATION_CHECKS
from ledger.disclosure.checks.receipts import RECEIPT_CHECKS
from ledger.disclosure.checks.statements import Check
from ledger.disclosure.checks.structure import STRUCTURE_CHECKS
from ledger.disclosure.checks.transfers import TRANSFER_CHECKS
from ledger.disclosure.checks.treasury import TREASURY_CHECKS

CHECKS: Sequence[Check] = (
    *BOOK_CHECKS,
    *TRANSFER_CHECKS,
    *CORRECTION_CHECKS,
    *RECEIPT_CHECKS,
    *AWARD_CHECKS,
    *TREASURY_CHECKS,
    *CASH_CHECKS,
    *DECLARATION_CHECKS,
    *STRUCTURE_CHECKS,
)
