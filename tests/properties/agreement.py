"""What holds in every book at every moment: I1 to I10 and I13 of the design, by statements of our own."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts import chart, periods
from ledger.accounts.balances import Balance, FundPosition, Turnover
from ledger.accounts.corrections import Correction
from ledger.accounts.journal import JournalEntry, Posting
from ledger.accounts.transfer_refusals import TransferReturn
from ledger.accounts.transfers import Transfer, TransferConfirmation
from ledger.audit import AuditEvent
from ledger.clock import today
from ledger.database import Database
from ledger.disclosure.flows import Flow
from ledger.disclosure.totals import totals
from ledger.disclosure.verify import verify
from ledger.receipts.vouchers import Voucher, VoucherVoid
from tests.properties.pots import Pots


def pots_agree(session: Session, pots: Pots) -> None:
    """I2, I3, I8: what is kept says what the model says, nothing is negative, the same days are closed."""
    names = {account: role for role, account in chart.by_role(session).items() if role in ("cash", "bank")}
    found = session.execute(
        select(
            Balance.association_id, Balance.fund_id, Balance.account_id, Balance.debit - Balance.credit
        ).where(Balance.account_id.in_(names))
    )
    held = {(place, fund, names[account]): amount for place, fund, account, amount in found}
    assert {pot: amount for pot, amount in held.items() if amount} == {
        pot: pots.held(pot) for pot in pots.moved if pots.held(pot)
    }
    for row in session.scalars(select(FundPosition)):
        where = (row.association_id, row.fund_id)
        kept_now = (row.money, row.promised, row.money - row.promised - row.capital)
        assert kept_now == (pots.money(where), pots.promised[where], pots.available(where))
        assert min(*kept_now, *held.values()) >= 0
    for place, kept in pots.periods.items():
        assert periods.closed(session, place) == periods.Closed(kept.closed, kept.filed)


def in_transit_agrees(session: Session, expected: int) -> None:
    """I4: what all sent is what all received, took back, and what is still on the way."""
    account = chart.by_role(session)["in_transit"]
    kept = session.scalar(
        select(func.sum(Balance.debit - Balance.credit)).where(Balance.account_id == account)
    )
    waiting = (
        select(func.sum(Transfer.amount))
        .outerjoin(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
        .outerjoin(TransferReturn, TransferReturn.transfer_id == Transfer.id)
        .where(TransferConfirmation.id.is_(None), TransferReturn.id.is_(None))
    )
    assert int(kept or 0) == int(session.scalar(waiting) or 0) == expected


def kept_is_derived(session: Session) -> None:
    """I1, I13: balances, turnover and positions are sums of postings, and no pot was empty on any day."""
    debit: Counter[tuple[int, ...]] = Counter()
    credit: Counter[tuple[int, ...]] = Counter()
    money: Counter[tuple[int, ...]] = Counter()
    held: Counter[tuple[int, ...]] = Counter()
    roles = chart.by_role(session)
    in_pots = {roles["cash"], roles["bank"]}
    postings = session.scalars(select(Posting).order_by(Posting.entry_date, Posting.id)).all()
    for position, p in enumerate(postings):
        place, year = (p.association_id, p.fund_id), p.entry_date.year
        for kept, account in ((debit, p.debit_account_id), (credit, p.credit_account_id)):
            kept[*place, account] += p.amount
            kept[*place, account, year] += p.amount
        money[place] += p.amount * ((p.debit_account_id in in_pots) - (p.credit_account_id in in_pots))
        held[*place, p.debit_account_id] += p.amount
        held[*place, p.credit_account_id] -= p.amount
        day_ends = position + 1 == len(postings) or postings[position + 1].entry_date > p.entry_date
        if day_ends:
            assert min((total for key, total in held.items() if key[2] in in_pots), default=0) >= 0
    sums = select(Balance.association_id, Balance.fund_id, Balance.account_id, Balance.debit, Balance.credit)
    by_year = select(
        Turnover.association_id,
        Turnover.fund_id,
        Turnover.account_id,
        Turnover.year,
        Turnover.debit,
        Turnover.credit,
    )
    found = [tuple(row) for query in (sums, by_year) for row in session.execute(query)]
    derived = {key: (debit[key], credit[key]) for key in debit.keys() | credit.keys()}
    assert {row[:-2]: row[-2:] for row in found} == derived
    positions = select(FundPosition.association_id, FundPosition.fund_id, FundPosition.money)
    assert {(place, fund): kept for place, fund, kept in session.execute(positions)} == dict(money)


def numbers_have_no_gap(session: Session, issued: Counter[tuple[int, str, int]], *, void: int) -> None:
    """I5: vouchers of each association, kind and year are numbered from one on."""
    found = session.execute(
        select(Voucher.association_id, Voucher.kind, Voucher.year, Voucher.number).order_by(Voucher.number)
    )
    numbers: dict[tuple[int, str, int], list[int]] = {}
    for place, kind, year, number in found:
        numbers.setdefault((place, kind, year), []).append(number)
    assert numbers == {key: list(range(1, count + 1)) for key, count in issued.items()}
    assert session.scalar(select(func.count(VoucherVoid.id))) == void


def undone_once(session: Session) -> None:
    """I7, I10: a posting is undone once, and never when corrected; a form's key has one effect."""
    undone = session.scalars(select(Posting.reverses_id).where(Posting.reverses_id.is_not(None))).all()
    assert len(undone) == len(set(undone))
    assert not set(undone) & set(session.scalars(select(Correction.posting_id)))
    keys = session.execute(select(AuditEvent.association_id, AuditEvent.client_key)).all()
    used = [tuple(row) for row in keys if row.client_key is not None]
    assert len(used) == len(set(used))


class ClosedPeriods:
    """I8: the postings of closed periods, as they were when the period was closed."""

    def __init__(self) -> None:
        self.through: dict[int, date] = {}
        self.postings: dict[int, list[tuple[object, ...]]] = {}

    def remember(self, book: Database, place: int, through: date) -> None:
        """Take down what stands in a period that was closed just now."""
        with book.read() as session:
            self.through[place], self.postings[place] = through, _postings(session, place, through)

    def forget(self, place: int, from_day: date) -> None:
        """From this day on the book is open again."""
        through = self.through[place] = from_day - timedelta(days=1)
        self.postings[place] = [row for row in self.postings[place] if row[1] <= through]  # type: ignore[operator]

    def unchanged(self, session: Session) -> None:
        """Nothing was added to a closed period, and nothing left it."""
        for place, through in self.through.items():
            assert _postings(session, place, through) == self.postings[place]


def _postings(session: Session, place: int, through: date) -> list[tuple[object, ...]]:
    query = (
        select(
            Posting.id,
            Posting.entry_date,
            Posting.fund_id,
            Posting.debit_account_id,
            Posting.credit_account_id,
            Posting.amount,
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Posting.association_id == place, Posting.entry_date <= through)
        .order_by(Posting.id)
    )
    return [tuple(row) for row in session.execute(query)]


def years_follow(book: Database, commune: int, province: int) -> None:
    """I2 over the years: each opens with what the one before closed with, and balances entered in it.

    For each fund, for the commune and the province alone, and for the province with the commune.
    """
    with book.read() as session:
        last = today().year + 1
        first = session.scalar(select(func.min(Turnover.year))) or last
        for year in range(first, last):
            entered = _entered(session, year + 1)
            for root, parts in (
                (commune, [commune]),
                (province, [province]),
                (province, [province, commune]),
            ):
                closed, opened = (_flows(session, root, parts, at) for at in (year, year + 1))
                for fund in closed.keys() | opened.keys():
                    expected = closed[fund].closing + sum(entered[place, fund] for place in parts)
                    assert opened[fund].opening == expected, (root, parts, fund, year)


def _flows(session: Session, root: int, parts: Sequence[int], year: int) -> defaultdict[int, Flow]:
    found = totals(session, association_id=root, year=year)
    lines = found.subtree if len(parts) > 1 else found.own
    assert sum((line.flow for line in lines), Flow()) == (
        found.subtree_all if len(parts) > 1 else found.own_all
    )
    return defaultdict(Flow, {line.fund_id: line.flow for line in lines})


def _entered(session: Session, year: int) -> Counter[tuple[int, int]]:
    """Balances entered in a year because a book was opened, by association and fund."""
    account = chart.by_role(session)["opening"]
    query = select(Turnover).where(Turnover.account_id == account, Turnover.year == year)
    rows = session.scalars(query)
    return Counter({(row.association_id, row.fund_id): row.credit - row.debit for row in rows})


def nothing_to_find(book: Database) -> None:
    """I13: `verify` derives everything again and finds that all agrees."""
    with book.read() as session:
        assert (found := verify(session)) == [], found
