"""The lines of a book: entries as one account sees them, in the order of their dates, whole or by pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Subquery, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from ledger.accounts.funds import FundHolder
from ledger.accounts.journal import KIND_NAMES, EntryKind, JournalEntry, Posting
from ledger.database import BigInt
from ledger.i18n import gettext
from ledger.receipts import vouchers
from ledger.receipts.vouchers import EntryVouchers
from ledger.reports.asked import Asked

ENTRIES_AT_A_TIME = 500


class Line(NamedTuple):
    """One entry on an account in a fund, in đồng. counter_id: the other account, 0 when not told apart."""

    entry_id: int
    entry_date: date
    fund_id: int
    counter_id: int
    debit: int
    credit: int


class Said(NamedTuple):
    """What an entry says: its kind and its own words."""

    kind: str
    description: str


def of_accounts(
    session: Session, asked: Asked, account_ids: Sequence[int], *, by_counter: bool
) -> Mapping[int, Sequence[Line]]:
    """All lines of accounts in the period asked for, by account, the oldest first, without words.

    by_counter: a line for each counter account of an entry. Found fund by fund in the index over postings.
    """
    sides = _sides(asked, account_ids)
    counter = sides.c.counter_id if by_counter else literal(0, BigInt)
    order = (sides.c.entry_date, sides.c.entry_id, sides.c.fund_id)
    keys = (sides.c.account_id, sides.c.entry_id, sides.c.entry_date, sides.c.fund_id)
    query = select(*keys, counter, func.sum(sides.c.debit), func.sum(sides.c.credit))
    if by_counter:
        query = query.group_by(*keys, counter).order_by(*order, counter)
    else:
        query = query.group_by(*keys).order_by(*order)
    found: dict[int, list[Line]] = {account_id: [] for account_id in account_ids}
    for account_id, entry_id, day, fund_id, counter_id, debit, credit in session.execute(query):
        found[account_id].append(Line(entry_id, day, fund_id, counter_id, int(debit), int(credit)))
    return found


def said(session: Session, entry_ids: Iterable[int]) -> Mapping[int, Said]:
    """The words of entries, however many, by entry id."""
    columns = (JournalEntry.id, JournalEntry.kind, JournalEntry.description)
    found: dict[int, Said] = {}
    for some in _portions(entry_ids):
        rows = session.execute(select(*columns).where(JournalEntry.id.in_(some)))
        found.update((entry_id, Said(kind, words)) for entry_id, kind, words in rows)
    return found


def papers(session: Session, entry_ids: Iterable[int]) -> Mapping[int, EntryVouchers]:
    """The vouchers behind entries, however many, by entry id."""
    found: dict[int, EntryVouchers] = {}
    for some in _portions(entry_ids):
        found.update(vouchers.of_entries(session, some))
    return found


def numbers(paper: EntryVouchers | None) -> str:
    """The voucher numbers of an entry as a book writes them; empty without a voucher."""
    if paper is None:
        return ""
    return paper.first if paper.count == 1 else f"{paper.first} – {paper.last}"


def summary(kind: str, description: str, party_name: str) -> str:
    """What an entry was about: its kind and, if it says more, its own words or the name on its voucher."""
    named = gettext(KIND_NAMES[EntryKind(kind)])
    said = description or party_name
    return f"{named}: {said}" if said else named


def _portions(entry_ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """Entries in portions that one statement can name."""
    wanted = sorted(set(entry_ids))
    for start in range(0, len(wanted), ENTRIES_AT_A_TIME):
        yield wanted[start : start + ENTRIES_AT_A_TIME]


def _sides(asked: Asked, account_ids: Sequence[int]) -> Subquery:
    amount, nothing = type_coerce(Posting.amount, BigInt), literal(0, BigInt)
    halves = (
        (Posting.debit_account_id, Posting.credit_account_id, amount, nothing),
        (Posting.credit_account_id, Posting.debit_account_id, nothing, amount),
    )
    parts = []
    for account, counter, debit, credit in halves:
        query = (
            select(
                Posting.entry_id,
                Posting.entry_date,
                Posting.fund_id,
                account.label("account_id"),
                counter.label("counter_id"),
                debit.label("debit"),
                credit.label("credit"),
            )
            .join(
                FundHolder,
                (FundHolder.association_id == Posting.association_id)
                & (FundHolder.fund_id == Posting.fund_id),
            )
            .where(
                FundHolder.association_id == asked.association.id,
                Posting.entry_date.between(asked.first, asked.last),
                account.in_(account_ids),
            )
        )
        parts.append(query if asked.fund_id is None else query.where(FundHolder.fund_id == asked.fund_id))
    return union_all(*parts).subquery()
