"""Where the money of an act lies, and whether the fund has it: checked here to name the facts.

The database refuses the same (`no_overdraft`, `fund_available_not_negative`, `endowment_capital_kept`)
without them.
"""

from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import balances, funds, places
from ledger.accounts.balances import CapitalIsPreserved, FundHasTooLittle, Overdraft
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import FundNotHeldHere
from ledger.accounts.places import Place
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.money import format_dong


class ChoosePlace(InputError):
    """The place sent is none that the association uses."""

    rule = "money_place_is_chosen"
    message = N_("Choose one of the cash boxes and bank accounts in the list.")


def place(session: Session, association_id: int, role: str) -> Place:
    """A place the association uses, by its role, such as 'cash' or 'bank_2' (`ChoosePlace`)."""
    found = next((one for one in places.in_use(session, association_id) if one.role == role), None)
    if found is None:
        raise ChoosePlace
    return found


def fund_here(session: Session, *, association_id: int, fund_id: int, day: date) -> Fund:
    """A fund the association holds and that is open on a day (`FundNotHeldHere`, `FundIsClosed`)."""
    fund = funds.held(session, association_id=association_id, fund_id=fund_id)
    if fund is None:
        raise FundNotHeldHere
    if fund.opened_on > day or (fund.closed_on is not None and fund.closed_on < day):
        raise FundIsClosed(fund=fund.name, day=format_date(day))
    return fund


def refuse_beyond(
    session: Session, *, association_id: int, fund: Fund, place: Place, amount: int, spends: bool = True
) -> None:
    """Refuse to take more from a place, in đồng, than lies there of the fund and is not promised.

    spends: the money leaves the fund; a term deposit does not, so an endowment's capital may be placed.
    Refuses `Overdraft`, `FundHasTooLittle` and `CapitalIsPreserved`.
    """
    asked = format_dong(amount)
    held = balances.held(session, association_id=association_id, fund_id=fund.id, role=place.role)
    if amount > held:
        raise Overdraft(fund=fund.name, held=format_dong(held), asked=asked)
    position = balances.position(session, association_id=association_id, fund_id=fund.id)
    unpromised = position.money - position.promised
    if amount > unpromised:
        raise FundHasTooLittle(fund=fund.name, available=format_dong(unpromised), asked=asked)
    if spends and amount > position.available:
        raise CapitalIsPreserved
