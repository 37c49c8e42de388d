"""What a treasurer records beside gifts and awards, each in a transaction of its own."""

from datetime import date

from ledger.accounts import chart, periods
from ledger.accounts.corrections import Cause
from ledger.accounts.journal import EntryKind
from ledger.database import Database
from ledger.money import Dong
from ledger.treasury import acts, adjustments, advances, deposits, fund_transfers
from ledger.treasury.acts import NewAct
from ledger.treasury.adjustments import Right
from ledger.treasury.advances import NewAdvance, NewSettlement
from ledger.treasury.deposits import NewDeposit, NewReturn
from ledger.treasury.fund_transfers import NewFundTransfer
from tests.factories.communes import DAY, Commune


def account(book: Database, role: str) -> int:
    """The id of an account, by its role."""
    with book.read() as session:
        return chart.by_role(session)[role]


def new_act(
    commune: Commune,
    kind: EntryKind,
    amount: int,
    *,
    heading_id: int | None = None,
    fund_id: int | None = None,
    place: str = "cash",
    on: date = DAY,
) -> NewAct:
    """What a treasurer would record."""
    return NewAct(
        association_id=commune.id,
        kind=kind,
        fund_id=commune.fund.id if fund_id is None else fund_id,
        amount=Dong(amount),
        place=place,
        day=on,
        reason="in giấy khen",
        heading_id=heading_id,
        party_name="Nhà in Mẫu",
        party_address="Bản Mẫu",
    )


def record(book: Database, commune: Commune, new: NewAct, *, key: str | None = None) -> int:
    """Record an act; returns its voucher's id."""
    with book.write() as session:
        return acts.record(session, new, by=commune.treasurer, client_key=key)


def open_with(
    book: Database,
    commune: Commune,
    amount: int,
    *,
    fund_id: int | None = None,
    place: str = "cash",
    on: date = DAY,
) -> int:
    """An opening balance, so that there is money; returns its voucher's id."""
    new = new_act(commune, EntryKind.OPENING, amount, fund_id=fund_id, place=place, on=on)
    return record(book, commune, new)


def spend(
    book: Database, commune: Commune, amount: int, *, heading: str = "expense_management", on: date = DAY
) -> int:
    """An expense in cash; returns its voucher's id."""
    heading_id = account(book, heading)
    return record(book, commune, new_act(commune, EntryKind.EXPENSE, amount, heading_id=heading_id, on=on))


def cancel(book: Database, commune: Commune, voucher_id: int, *, reason: str = "ghi nhầm") -> int:
    """Cancel an act."""
    with book.write() as session:
        return acts.cancel(session, voucher_id=voucher_id, reason=reason, by=commune.treasurer)


def correct(
    book: Database, commune: Commune, voucher_id: int, amount: int, *, heading: str | None = None
) -> int:
    """Correct an act; returns the id of the memo voucher."""
    cause = Cause.AMOUNT if heading is None else Cause.ACCOUNT
    heading_id = None if heading is None else account(book, heading)
    right = Right(Dong(amount), cause, "hóa đơn ghi khác", heading_id)
    with book.write() as session:
        return adjustments.correct(session, voucher_id=voucher_id, right=right, by=commune.treasurer)


def move(
    book: Database,
    commune: Commune,
    amount: int,
    *,
    source: int,
    target: int,
    ground: str = "người tặng đồng ý bằng thư",
    on: date = DAY,
) -> int:
    """Money from one fund to another, in cash; returns the voucher's id."""
    new = NewFundTransfer(commune.id, source, target, Dong(amount), "cash", on, ground)
    with book.write() as session:
        return fund_transfers.move(session, new, by=commune.treasurer)


def new_advance(commune: Commune, amount: int, *, on: date = DAY, due_on: date | None = None) -> NewAdvance:
    """What a treasurer would hand out."""
    return NewAdvance(
        association_id=commune.id,
        fund_id=commune.fund.id,
        holder_name="Cà Thị Cầm",
        purpose="lễ trao thưởng",
        amount=Dong(amount),
        place="cash",
        day=on,
        due_on=due_on or on,
    )


def advance(
    book: Database, commune: Commune, amount: int, *, on: date = DAY, due_on: date | None = None
) -> int:
    """An advance in cash; returns its id."""
    with book.write() as session:
        voucher_id = advances.give(
            session, new_advance(commune, amount, on=on, due_on=due_on), by=commune.treasurer
        )
        opened = advances.open_of(session, commune.id)
    return next(line.advance.id for line in opened if line.voucher.id == voucher_id)


def settle(
    book: Database, commune: Commune, advance_id: int, *, spent: int = 0, returned: int = 0, on: date = DAY
) -> int:
    """What became of an advance for a ceremony; returns the voucher's id."""
    heading_id = account(book, "expense_ceremony") if spent else None
    new = NewSettlement(advance_id, spent, heading_id, returned, "cash", on)
    with book.write() as session:
        return advances.settle(session, new, by=commune.treasurer)


def deposit(
    book: Database,
    commune: Commune,
    amount: int,
    *,
    fund_id: int | None = None,
    on: date = DAY,
    matures_on: date = date(2026, 9, 2),
) -> int:
    """A term deposit out of cash; returns its id."""
    new = NewDeposit(
        association_id=commune.id,
        fund_id=commune.fund.id if fund_id is None else fund_id,
        bank_name="Ngân hàng Mẫu",
        principal=Dong(amount),
        rate_bp=480,
        place="cash",
        day=on,
        matures_on=matures_on,
    )
    with book.write() as session:
        voucher_id = deposits.place_deposit(session, new, by=commune.treasurer)
        placed = deposits.listed(session, commune.id)
    return next(line.deposit.id for line in placed if line.voucher.id == voucher_id)


def take_back(
    book: Database, commune: Commune, deposit_id: int, *, interest: int = 0, on: date = date(2026, 9, 2)
) -> int:
    """A deposit that came back into the bank; returns the voucher's id."""
    with book.write() as session:
        new = NewReturn(deposit_id, interest, "bank", on)
        return deposits.take_back(session, new, by=commune.treasurer)


def close_through(book: Database, commune: Commune, day: date) -> None:
    """Close the commune's book up to the end of a month."""
    with book.write() as session:
        periods.close(session, association_id=commune.id, through=day, by=commune.treasurer)
