"""The list of reports: their names in addresses, what each is for, and what can be chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.accounts.chart import Account
from ledger.accounts.presentation import Profile
from ledger.i18n import N_, Msgid
from ledger.reports import account_books
from ledger.reports.activities import activities
from ledger.reports.asked import Asked
from ledger.reports.budget import budget
from ledger.reports.fund_statement import fund_statement
from ledger.reports.journal_book import journal
from ledger.reports.position import position
from ledger.reports.report import Report
from ledger.reports.trial_balance import trial_balance

Make = Callable[[Session, Asked], Report]
WITH_ACCOUNTS = (Profile.SEPARATE, Profile.DETAIL_BOOKS)


@dataclass(frozen=True)
class Offered:
    """One report. purpose: a sentence for the list; make: makes it.

    accounts: the accounts it has pages for, where one is chosen; by_year: it is made for whole years;
    paged: it is shown page by page, and printed whole; profiles: who keeps it.
    """

    title: Msgid
    purpose: Msgid
    make: Make
    accounts: Callable[[Session, Asked], Sequence[Account]] | None = None
    by_year: bool = False
    paged: bool = False
    profiles: tuple[Profile, ...] = tuple(Profile)


BOOKS = {
    "cash-book": Offered(
        N_("Cash book"),
        N_("Money in and out of each cash box, and what is in it."),
        account_books.cash_book,
        accounts=account_books.cash_accounts,
        paged=True,
    ),
    "bank-book": Offered(
        N_("Bank book"),
        N_("Money in and out of each bank account, and what is in it."),
        account_books.bank_book,
        accounts=account_books.bank_accounts,
        paged=True,
    ),
    "journal": Offered(
        N_("General journal"),
        N_("Every posting in the order of its date."),
        journal,
        paged=True,
        profiles=(Profile.SEPARATE,),
    ),
    "general-ledger": Offered(
        N_("General ledger"),
        N_("Every account with its counter accounts."),
        account_books.general_ledger,
        accounts=account_books.ledger_accounts,
        paged=True,
        profiles=WITH_ACCOUNTS,
    ),
}
"""Books: kept line by line."""

STATEMENTS = {
    "trial-balance": Offered(
        N_("Trial balance"),
        N_("All accounts on one sheet; both sides are equal."),
        trial_balance,
        profiles=(Profile.SEPARATE,),
    ),
    "activities": Offered(N_("Statement of activities"), N_("What came in and what was spent."), activities),
    "position": Offered(
        N_("Statement of financial position"),
        N_("What is there, what is owed, what is left."),
        position,
        profiles=(Profile.SEPARATE,),
    ),
    "fund-statement": Offered(
        N_("Statement of funds"),
        N_("The money of each fund, what is promised and what is free."),
        fund_statement,
    ),
    "budget": Offered(
        N_("Budget and actual"),
        N_("What was planned for the year, and what became of it."),
        budget,
        by_year=True,
    ),
}
"""Statements: sums of a period."""

REPORTS = BOOKS | STATEMENTS


def kept(offered: Mapping[str, Offered], profile: Profile) -> Mapping[str, Offered]:
    """Those that an association with such books keeps."""
    return {name: one for name, one in offered.items() if profile in one.profiles}
