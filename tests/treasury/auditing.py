"""The audit of a book in which cash and goods moved."""

from ledger.database import Database
from ledger.disclosure.checks.statements import Finding
from ledger.disclosure.verify import verify


def findings(book: Database) -> list[Finding]:
    """What the audit finds wrong with a book, about cash and goods or anything else."""
    with book.read() as session:
        return verify(session)
