"""Books kept account by account: the general ledger (sổ cái), the cash book and the bank book.

Each account has its opening balance, its lines in the order of their dates with the balance after each,
the total of the period and its closing balance (Law on Accounting 88/2015/QH13 art. 24). The general
ledger names the counter account of each line (tài khoản đối ứng).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.chart import Account
from ledger.i18n import N_, Msgid, gettext
from ledger.receipts.vouchers import EntryVouchers
from ledger.reports import accounts, lines
from ledger.reports.accounts import BANK, CASH, Accounts
from ledger.reports.asked import Asked, Total, Totals, by_account, moved, signers
from ledger.reports.lines import Line, Said
from ledger.reports.report import Carry, Cell, Column, Figure, Kind, Report, Row, RowKind, Section, Window


@dataclass(frozen=True)
class _Layout:
    """What one of the three books looks like. of: its accounts; by_counter: it names counter accounts."""

    name: str
    title: Msgid
    of: Callable[[Accounts], Sequence[Account]]
    moved_in: Msgid
    moved_out: Msgid
    by_counter: bool
    cash: bool


_LEDGER = _Layout(
    "general-ledger",
    N_("General ledger"),
    lambda chart: chart.leaves,
    N_("Debit"),
    N_("Credit"),
    by_counter=True,
    cash=False,
)
_CASH = _Layout(
    "cash-book", N_("Cash book"), lambda chart: chart.money(CASH), N_("In"), N_("Out"), False, cash=True
)
_BANK = replace(_CASH, name="bank-book", title=N_("Bank book"), of=lambda chart: chart.money(BANK))


def general_ledger(session: Session, asked: Asked) -> Report:
    """Every account that was used, or the one asked for, with the counter account of each line."""
    return _Book(session, asked, _LEDGER).report()


def cash_book(session: Session, asked: Asked) -> Report:
    """Money in cash boxes: in, out and what is there, box by box."""
    return _Book(session, asked, _CASH).report()


def bank_book(session: Session, asked: Asked) -> Report:
    """Money in bank accounts, likewise."""
    return _Book(session, asked, _BANK).report()


def ledger_accounts(session: Session, asked: Asked) -> Sequence[Account]:
    """The accounts that the general ledger has pages for."""
    return _Book(session, asked, _LEDGER).accounts


def cash_accounts(session: Session, asked: Asked) -> Sequence[Account]:
    """The cash boxes that were used."""
    return _Book(session, asked, _CASH).accounts


def bank_accounts(session: Session, asked: Asked) -> Sequence[Account]:
    """The bank accounts that were used."""
    return _Book(session, asked, _BANK).accounts


class _Book:
    """One book while it is being made."""

    def __init__(self, session: Session, asked: Asked, layout: _Layout) -> None:
        self.session, self.asked, self.layout = session, asked, layout
        self.chart = accounts.read(session, asked.association.id, asked.last)
        self.totals: Totals = by_account(moved(session, asked))
        of = layout.of(self.chart)
        self.accounts = [account for account in of if account.id in self.totals] or list(of[:1])
        self.words: Mapping[int, Said] = {}
        self.papers: Mapping[int, EntryVouchers] = {}
        self.fund_names: Mapping[int, str] = {}
        if asked.fund is None:
            held = funds.ever_held_by(session, asked.association.id)
            self.fund_names = {fund.id: fund.name for fund in held} if len(held) > 1 else {}

    def report(self) -> Report:
        asked, layout = self.asked, self.layout
        chosen = [one for one in self.accounts if asked.account_id in (None, one.id)]
        if asked.page is not None:
            chosen = chosen[:1] or self.accounts[:1]
        found = lines.of_accounts(
            self.session, asked, [one.id for one in chosen], by_counter=layout.by_counter
        )
        window = asked.window(len(found[chosen[0].id])) if chosen else None
        self._read_words(line.entry_id for one in found.values() for line in _shown(one, window))
        only = chosen[0] if len(chosen) == 1 else None
        facts = ((gettext("Account"), accounts.label(only)),) if only else ()
        return Report(
            name=layout.name,
            title=gettext(layout.title),
            unit_name=asked.association.name,
            unit_address=asked.association.address,
            first=asked.first,
            last=asked.last,
            facts=asked.facts + facts,
            columns=tuple(self._columns()),
            sections=tuple(
                self._section(account, found[account.id], window, headed=only is None) for account in chosen
            ),
            signers=signers(self.session, asked.association.id, cash=layout.cash),
            figures=self._figures(only) if only else (),
            wide=bool(self.fund_names),
            is_book=True,
            window=window,
        )

    def _read_words(self, entry_ids: Iterable[int]) -> None:
        """Read what entries say, and their vouchers, for all accounts at once."""
        wanted = set(entry_ids)
        self.words = lines.said(self.session, wanted)
        self.papers = lines.papers(self.session, wanted)

    def _columns(self) -> Iterator[Column]:
        yield Column("date", gettext("Date"), Kind.DATE, 20)
        yield Column("voucher", gettext("Voucher"), width=33)
        yield Column("summary", gettext("Entry"), width=50)
        if self.fund_names:
            yield Column("fund", gettext("Fund"), width=42)
        if self.layout.by_counter:
            yield Column("counter_account", gettext("Counter account"), width=14)
        yield Column("in", gettext(self.layout.moved_in), Kind.DONG, 25, Carry.SUM)
        yield Column("out", gettext(self.layout.moved_out), Kind.DONG, 25, Carry.SUM)
        yield Column("balance", gettext("Balance"), Kind.DONG, 26, Carry.LAST)

    def _figures(self, account: Account) -> tuple[Figure, ...]:
        total, side = self._total(account), _side(account)
        plus, minus = ("+", "−") if side == 1 else ("−", "+")
        return (
            Figure(gettext("Opening balance"), side * total.opening),
            Figure(gettext(self.layout.moved_in), total.debit, plus),
            Figure(gettext(self.layout.moved_out), total.credit, minus),
            Figure(gettext("Closing balance"), side * total.closing, "="),
        )

    def _total(self, account: Account) -> Total:
        return self.totals.get(account.id, Total())

    def _section(
        self, account: Account, found: Sequence[Line], window: Window | None, *, headed: bool
    ) -> Section:
        before = found[: window.offset] if window else ()
        total, side = self._total(account), _side(account)
        debit, credit = sum(line.debit for line in before), sum(line.credit for line in before)
        balance = side * (total.opening + debit - credit)
        rows = [self._carried_in(balance, debit, credit, window)]
        for line in _shown(found, window):
            debit, credit = debit + line.debit, credit + line.credit
            balance += side * (line.debit - line.credit)
            rows.append(Row(self._cells(line, balance)))
        if window is None or window.is_last:
            rows.append(self._sum(gettext("Total of the period"), total.debit, total.credit, None))
            rows.append(self._sum(gettext("Closing balance"), None, None, side * total.closing))
        else:
            rows.append(self._sum(gettext("Carried to the next page"), debit, credit, balance))
        return Section(accounts.label(account) if headed else "", rows)

    def _carried_in(self, balance: int, debit: int, credit: int, window: Window | None) -> Row:
        if window is None or window.page == 1:
            cells = self._sum(gettext("Opening balance"), None, None, balance).cells
        else:
            cells = self._sum(gettext("Carried from the page before"), debit, credit, balance).cells
        return Row(cells, RowKind.CARRIED)

    def _cells(self, line: Line, balance: int) -> tuple[Cell, ...]:
        said, paper = self.words[line.entry_id], self.papers.get(line.entry_id)
        party = paper.party_name if paper is not None and paper.count == 1 else ""
        return (
            line.entry_date,
            lines.numbers(paper),
            lines.summary(said.kind, said.description, party),
            *([self.fund_names[line.fund_id]] if self.fund_names else []),
            *([self.chart.by_id[line.counter_id].code] if self.layout.by_counter else []),
            line.debit or None,
            line.credit or None,
            balance,
        )

    def _sum(self, label: str, debit: int | None, credit: int | None, balance: int | None) -> Row:
        between = bool(self.fund_names) + self.layout.by_counter
        return Row((None, None, label, *[None] * between, debit, credit, balance), RowKind.TOTAL)


def _shown(found: Sequence[Line], window: Window | None) -> Sequence[Line]:
    """The lines that a window shows; all of them without one."""
    return found[window.offset : window.offset + window.size] if window else found


def _side(account: Account) -> int:
    """1 where debits raise the balance, −1 where credits do."""
    return 1 if account.normal_side == "debit" else -1
