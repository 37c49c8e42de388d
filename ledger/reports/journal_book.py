"""The general journal (sổ nhật ký chung): every posting of a period in the order of its date."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.journal import JournalEntry, Posting
from ledger.contributions.contributions import Contribution
from ledger.database import BigInt
from ledger.i18n import gettext
from ledger.receipts.vouchers import EntryVouchers, Voucher
from ledger.reports import accounts, lines
from ledger.reports.asked import Asked, moved, signers
from ledger.reports.report import Carry, Column, Kind, Report, Row, RowKind, Section, Window


def journal(session: Session, asked: Asked) -> Report:
    """Date, voucher, what it was about, both accounts and the amount of every posting.

    Its total is the total of all debits of the trial balance, which is that of all credits.
    """
    window = asked.window(_count(session, asked))
    held = funds.ever_held_by(session, asked.association.id) if asked.fund is None else []
    fund_names = {fund.id: fund.name for fund in held} if len(held) > 1 else {}
    return Report(
        name="journal",
        title=gettext("General journal"),
        unit_name=asked.association.name,
        unit_address=asked.association.address,
        first=asked.first,
        last=asked.last,
        facts=asked.facts,
        columns=tuple(_columns(with_fund=bool(fund_names))),
        sections=(Section("", _rows(session, asked, fund_names, window)),),
        signers=signers(session, asked.association.id),
        wide=bool(fund_names),
        is_book=True,
        window=window,
    )


def _columns(*, with_fund: bool) -> Iterator[Column]:
    yield Column("date", gettext("Date"), Kind.DATE, 20)
    yield Column("voucher", gettext("Voucher"), width=31)
    yield Column("summary", gettext("Entry"), width=60)
    if with_fund:
        yield Column("fund", gettext("Fund"), width=45)
    yield Column("debit_account", gettext("Debit account"), width=18)
    yield Column("credit_account", gettext("Credit account"), width=18)
    yield Column("amount", gettext("Amount (đồng)"), Kind.DONG, 29, Carry.SUM)


def _rows(
    session: Session, asked: Asked, fund_names: Mapping[int, str], window: Window | None
) -> Sequence[Row]:
    found = session.execute(_postings(asked, window)).all()
    papers = lines.papers(session, (row.entry_id for row in found))
    chart = accounts.read(session, asked.association.id, asked.last)
    codes = {account.id: account.code for account in chart.by_id.values()}
    rows: list[Row] = []
    if window is not None and window.page > 1:
        carried = _carried(session, asked, window)
        rows.append(_sum(gettext("Carried from the page before"), carried, fund_names, RowKind.CARRIED))
    rows += [_line(row, papers.get(row.entry_id), codes, fund_names) for row in found]
    if window is None or window.is_last:
        total = sum(one.debit for one in moved(session, asked))
        rows.append(_sum(gettext("Total of the period"), total, fund_names))
    else:
        carried = _carried(session, asked, window) + sum(row.amount for row in found)
        rows.append(_sum(gettext("Carried to the next page"), carried, fund_names))
    return rows


def _line(
    row: Any, paper: EntryVouchers | None, codes: Mapping[int, str], fund_names: Mapping[int, str]
) -> Row:
    """One posting. A gift of a collection has a receipt of its own; else the entry's voucher stands."""
    own: Voucher | None = row.Voucher
    party = own.party_name if own else paper.party_name if paper else ""
    return Row(
        (
            row.entry_date,
            own.shown_number if own else lines.numbers(paper),
            lines.summary(row.kind, row.description, party),
            *([fund_names[row.fund_id]] if fund_names else []),
            codes[row.debit_account_id],
            codes[row.credit_account_id],
            row.amount,
        )
    )


def _sum(label: str, amount: int, fund_names: Mapping[int, str], kind: RowKind = RowKind.TOTAL) -> Row:
    between = 3 if fund_names else 2
    return Row((None, None, label, *[None] * between, amount), kind)


def _postings(asked: Asked, window: Window | None) -> Select[*tuple[Any, ...]]:
    query = _of_period(
        select(
            Posting.entry_id,
            JournalEntry.entry_date,
            JournalEntry.kind,
            JournalEntry.description,
            Posting.fund_id,
            Posting.debit_account_id,
            Posting.credit_account_id,
            type_coerce(Posting.amount, BigInt).label("amount"),
            Voucher,
        ),
        asked,
    )
    query = query.outerjoin(Contribution, Contribution.posting_id == Posting.id)
    query = query.outerjoin(Voucher, Voucher.id == Contribution.voucher_id)
    return query if window is None else query.limit(window.size).offset(window.offset)


def _of_period(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    """The postings of the period, in the order of the journal."""
    query = query.join(JournalEntry, JournalEntry.id == Posting.entry_id).where(
        JournalEntry.association_id == asked.association.id,
        JournalEntry.entry_date.between(asked.first, asked.last),
    )
    if asked.fund_id is not None:
        query = query.where(Posting.fund_id == asked.fund_id)
    return query.order_by(JournalEntry.entry_date, JournalEntry.id, Posting.line)


def _count(session: Session, asked: Asked) -> int:
    """How many postings there are; nobody asks when the whole book is wanted."""
    if asked.page is None:
        return 0
    counted = _of_period(select(func.count(Posting.id)), asked).order_by(None)
    return int(session.execute(counted).scalar() or 0)


def _carried(session: Session, asked: Asked, window: Window) -> int:
    """The sum of the postings before a window, in đồng."""
    amounts = _of_period(select(type_coerce(Posting.amount, BigInt).label("amount")), asked)
    before = amounts.limit(window.offset).subquery()
    return int(session.execute(select(func.sum(before.c.amount))).scalar() or 0)
