"""Gifts and collection sheets, each recorded in a transaction of its own."""

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.contributions import contributions, rosters
from ledger.contributions.contributions import Method, NewContribution
from ledger.contributions.rosters import Mark
from ledger.database import Database
from ledger.identity.roles import Actor
from ledger.money import Dong
from tests.factories.communes import DAY, Commune

HOUSEHOLDS = ("Gia đình ông Một", "Gia đình ông Hai", "Gia đình ông Ba")


def new_gift(
    commune: Commune,
    amount: int = 300_000,
    *,
    giver: int | str = "Vàng A Thử",
    fund_id: int | None = None,
    method: Method = Method.CASH,
    on: date = DAY,
) -> NewContribution:
    """What a treasurer would record."""
    return NewContribution(
        association_id=commune.id,
        giver=giver,
        amount=Dong(amount),
        fund_id=commune.fund.id if fund_id is None else fund_id,
        method=method,
        received_on=on,
    )


def give(
    book: Database,
    commune: Commune,
    amount: int = 300_000,
    *,
    method: Method = Method.CASH,
    on: date = DAY,
    key: str | None = None,
) -> int:
    """Record a gift to the commune's fund; returns the id of its receipt."""
    new = new_gift(commune, amount, method=method, on=on)
    with book.write() as session:
        return contributions.record(session, new, by=commune.treasurer, client_key=key)


def cancel(
    book: Database, commune: Commune, voucher_id: int, *, reason: str = "ghi nhầm", by: Actor | None = None
) -> int:
    """Cancel a gift."""
    with book.write() as session:
        return contributions.cancel(session, voucher_id=voucher_id, reason=reason, by=by or commune.treasurer)


def start_sheet(
    book: Database,
    commune: Commune,
    *,
    title: str = "Dòng họ Mẫu, năm 2026",
    names: Sequence[str] = HOUSEHOLDS,
    amount: int = 200_000,
) -> int:
    """Start a collection sheet; returns its id."""
    with book.write() as session:
        return rosters.start(
            session,
            association_id=commune.id,
            fund_id=commune.fund.id,
            title=title,
            default_amount=Dong(amount),
            names=names,
            by=commune.treasurer,
        )


def mark_sheet(
    book: Database, commune: Commune, roster_id: int, paid: Mapping[int, int], *, note: str = ""
) -> None:
    """Keep what households paid, in đồng, by their position on the sheet."""
    with book.write() as session:
        lines = {line.position: line.id for line, _ in rosters.sheet(session, roster_id).lines}
        marks = {lines[position]: Mark(Dong(amount), note) for position, amount in paid.items()}
        rosters.keep(session, roster_id=roster_id, marks=marks, by=commune.treasurer)


def post_sheet(
    book: Database, commune: Commune, roster_id: int, *, households: int, cash: int, key: str | None = None
) -> int:
    """Post a sheet with the numbers counted by hand."""
    with book.write() as session:
        return rosters.post(
            session,
            roster_id=roster_id,
            counted_households=households,
            counted_cash=cash,
            received_on=DAY,
            by=commune.treasurer,
            client_key=key,
        )
