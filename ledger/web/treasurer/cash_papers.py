"""Hand-overs and cash counts as the papers print them. Papers are Vietnamese always."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import places
from ledger.accounts.places import MAIN_NAMES, Place
from ledger.associations.associations import Association
from ledger.i18n import gettext, use_locale
from ledger.treasury.count_pdf import CountPrint
from ledger.treasury.counts import Counted
from ledger.treasury.hand_over_pdf import HandOverPrint, PlacePrint
from ledger.treasury.handed_over import HandedOver


def place_names(session: Session, association_id: int, on: date) -> Mapping[int, str]:
    """The names of the places of an association by account, in the reader's language."""
    known = places.known(session, association_id, on)
    return {account_id: gettext(place.name) for account_id, place in known.items()}


def hand_over(session: Session, place: Association, found: HandedOver) -> HandOverPrint:
    """A hand-over as it is printed."""
    document, confirmation = found.document, found.confirmation
    known = places.known(session, place.id, document.handed_on)
    return HandOverPrint(
        association_name=place.name,
        association_address=place.address,
        source=_place(known[document.from_account_id]),
        target=_place(known[document.to_account_id]),
        handed_on=document.handed_on,
        confirmed_on=confirmation.confirmed_on if confirmation else None,
        lines=tuple((fund.name, int(amount)) for fund, amount in found.lines),
        note=document.note,
        giver_name=found.giver,
        taker_name=found.taker,
        withdrawn=found.withdrawal is not None,
    )


def count(session: Session, place: Association, found: Counted) -> CountPrint:
    """The minutes of a count as they are printed."""
    counted = found.count
    known = places.known(session, place.id, counted.counted_on)
    return CountPrint(
        association_name=place.name,
        association_address=place.address,
        box=_place(known[counted.account_id]).name,
        counted_on=counted.counted_on,
        lines=tuple((line.denomination, line.pieces) for line in found.lines),
        book_total=counted.book_total,
        fund_name=found.fund.name if found.fund else "",
        voucher_number=found.voucher.shown_number if found.voucher else "",
        note=counted.note,
        counter_name=found.counter,
        witnesses=counted.witnesses,
    )


def _place(place: Place) -> PlacePrint:
    if place.row is not None:
        return PlacePrint(place.row.name, place.row.holder_name)
    with use_locale("vi"):
        return PlacePrint(gettext(MAIN_NAMES[place.method]), "")
