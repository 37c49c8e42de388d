"""The form of a cash count: how many notes of each kind, who stood by, and the fund of a difference."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.accounts import funds, places
from ledger.accounts.places import CASH
from ledger.dates import format_date, parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.text import SHORTEST_NAME, clean
from ledger.treasury import counts
from ledger.treasury.counts import DENOMINATIONS, MOST_PIECES, NewCount, WitnessMissing
from ledger.web.forms import hand_over, name
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk


class PiecesUnreadable(InputError):
    """Notes are counted in whole numbers."""

    rule = "cash_count_pieces_range"
    message = N_("Enter how many notes there are, as a whole number.")


@dataclass(frozen=True)
class Sum:
    """What is typed so far, in đồng: all notes together, and what the book says that day."""

    total: int
    book: int

    @property
    def difference(self) -> int:
        """What is too much, or below zero what is missing."""
        return self.total - self.book


def fresh(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """An empty form: the main box unless the address names another, today."""
    place = asked.get("place", CASH)
    return Fields({"place": place, "date": format_date(desk.today), "key": new_token()})


def added_up(session: Session, fields: Fields, desk: Desk) -> Sum:
    """The form as far as it is typed, added up; what cannot be read counts as nothing."""
    typed = Fields(fields.values)
    pieces = _pieces(typed)
    try:
        day = parse_date(typed.text("date"), today=desk.today)
    except InputError:
        day = desk.today
    used = {one.role: one for one in places.in_use(session, desk.association.id)}
    box = used.get(typed.text("place"), used[CASH])
    book = counts.book_total(session, desk.association.id, box.account_id, day)
    return Sum(sum(note * number for note, number in pieces.items()), book)


def parse(session: Session, fields: Fields, desk: Desk) -> NewCount | None:
    """The count typed, or None with a sentence beside each field that needs another look."""
    box = hand_over.place(session, desk, fields, "place")
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    pieces = _pieces(fields)
    witnesses = fields.read("witnesses", name.optional)
    if witnesses is not None and len(witnesses) < SHORTEST_NAME:
        fields.refuse("witnesses", WitnessMissing())
    note = fields.read("note", name.optional)
    chosen = identity(fields.text("fund"))
    fund = funds.held(session, association_id=desk.association.id, fund_id=chosen)
    if fields.errors or not (box and day and witnesses) or note is None:
        return None
    return NewCount(
        association_id=desk.association.id,
        account_id=box.account_id,
        counted_on=day,
        pieces=pieces,
        witnesses=witnesses,
        fund_id=fund.id if fund else None,
        note=note,
    )


def _pieces(fields: Fields) -> dict[int, int]:
    """The notes typed, by denomination; a sentence stands beside each field that cannot be read."""
    read = {note: fields.read(f"n{note}", _whole) for note in DENOMINATIONS}
    return {note: pieces for note, pieces in read.items() if pieces}


def _whole(typed: str) -> int:
    text = clean(typed).replace(".", "").replace(" ", "") or "0"
    if (
        not (text.isascii() and text.isdigit())
        or len(text) > len(str(MOST_PIECES))
        or int(text) > MOST_PIECES
    ):
        raise PiecesUnreadable
    return int(text)
