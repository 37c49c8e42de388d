"""The forms of a collection: starting a sheet, marking it, and what was counted by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.contributions import households
from ledger.contributions.rosters import Mark, Sheet
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_, gettext
from ledger.ids import new_token
from ledger.money import Dong, format_dong, parse_dong, suggest_thousands
from ledger.people.parties import SEPARATOR
from ledger.text import clean
from ledger.web.forms import amount
from ledger.web.forms.contribution import ChooseFund
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

MOST_HOUSEHOLDS = 3_000
COUNTED = ("households", "cash", "date")


class TitleMissing(InputError):
    """A sheet is found again by its title."""

    rule = "roster_has_title"
    message = N_("Enter a title, for example the occasion and the year.")


class TooManyHouseholds(InputError):
    """A sheet is sent as one form, which has an end."""

    rule = "roster_size"
    message = N_("A list has at most %(most)s households. Make a list for each branch.")


class CountMissing(InputError):
    """The control count is a number."""

    rule = "roster_count_given"
    message = N_("Enter how many households paid, counted by hand.")


class AmountNotFull(InputError):
    """On a sheet, 300 is taken for neither 300 đồng nor 300.000 đồng."""

    rule = "roster_amount_is_full"
    message = N_("Enter the full amount of %(name)s, for example %(amount)s.")


class AmountOfHousehold(InputError):
    """An amount on a sheet cannot be read."""

    rule = "roster_amount_is_read"
    message = N_("%(name)s: %(problem)s")


@dataclass(frozen=True)
class NewRoster:
    """A sheet to start; default_amount: đồng; names: one household a line, none for those listed."""

    title: str
    fund_id: int
    default_amount: Dong
    names: Sequence[str]


@dataclass(frozen=True)
class Counted:
    """What was counted by hand: households, cash (đồng), and the day it was received."""

    counted_households: int
    counted_cash: int
    received_on: date


def fresh(session: Session, desk: Desk) -> Fields:
    """A new sheet with this year's title and the households this association listed before."""
    listed = households.listed(session, desk.association.id)
    title = gettext("Collection of the year %(year)s", year=desk.today.year)
    names = "\n".join(party.label for party in listed)
    return Fields({"title": title, "names": names, "key": new_token()})


def parse(session: Session, fields: Fields, desk: Desk) -> NewRoster | None:
    """The sheet to start, or None with a sentence beside each field that needs another look."""
    title = fields.read("title", _title)
    fund = funds.held(session, association_id=desk.association.id, fund_id=identity(fields.text("fund")))
    if fund is None:
        fields.refuse("fund", ChooseFund())
    dong = amount.read(fields, "default_amount")
    names = fields.read("names", _names)
    if fields.errors or not (title and fund and dong and names is not None):
        return None
    return NewRoster(title, fund.id, dong, names)


def _title(typed: str) -> str:
    title = clean(typed)
    if not title:
        raise TitleMissing
    return title


def _names(typed: str) -> list[str]:
    """One household a line; the cells of a spreadsheet become name and distinguisher."""
    lines = [SEPARATOR.join(filter(None, map(str.strip, line.split("\t")))) for line in typed.splitlines()]
    if len(lines) > MOST_HOUSEHOLDS:
        raise TooManyHouseholds(most=MOST_HOUSEHOLDS)
    return lines


def marks(fields: Fields, sheet: Sheet) -> dict[int, Mark]:
    """What was marked on a sheet, by line id. A household with a tick or an amount has paid.

    A line whose amount cannot be read is left out, with a sentence beside its field.
    """
    found = {}
    for line, party in sheet.lines:
        typed = fields.values.get(f"a{line.position}")
        if typed is None:
            continue
        try:
            ticked = f"p{line.position}" in fields.values
            dong = _paid(typed, ticked=ticked, usual=sheet.roster.default_amount, name=party.name)
        except InputError as problem:
            fields.refuse(f"a{line.position}", problem)
        else:
            found[line.id] = Mark(dong, fields.text(f"n{line.position}"))
    return found


def _paid(typed: str, *, ticked: bool, usual: Dong, name: str) -> Dong | None:
    """What a household paid, in đồng; None when it has neither a tick nor an amount."""
    if not typed.strip():
        return usual if ticked else None
    try:
        dong = parse_dong(typed, zero_allowed=not ticked)
    except InputError as problem:
        raise AmountOfHousehold(name=name, problem=problem.sentence) from None
    if thousands := suggest_thousands(dong):
        raise AmountNotFull(name=name, amount=format_dong(thousands))
    return dong or None


def everybody(sheet: Sheet, marked: Mapping[int, Mark]) -> dict[int, Mark]:
    """The marks with every household that has none yet paying the usual amount."""
    usual = sheet.roster.default_amount
    return {
        line.id: Mark(mark.amount or usual, mark.note)
        for line, _ in sheet.lines
        if (mark := marked.get(line.id)) is not None
    }


def counted(fields: Fields, desk: Desk) -> Counted | None:
    """What was counted by hand, or None with a sentence beside each field that needs another look."""
    counted = fields.read("households", _count)
    cash = fields.read("cash", lambda typed: parse_dong(typed, zero_allowed=True))
    day = fields.read("date", desk.entry_day)
    if fields.errors or counted is None or cash is None or day is None:
        return None
    return Counted(counted, cash, day)


def _count(typed: str) -> int:
    count = clean(typed)
    if not (count.isascii() and count.isdigit()) or len(count) > len(str(MOST_HOUSEHOLDS)):
        raise CountMissing
    return int(count)


def cash_typed(fields: Fields) -> int | None:
    """The counted cash as far as it is typed, in đồng."""
    try:
        return parse_dong(fields.text("cash"), zero_allowed=True)
    except InputError:
        return None


def still_typed(fields: Fields) -> str:
    """What was typed about the count, as a query, so that keeping the marks loses none of it."""
    typed = {name: fields.text(name) for name in COUNTED if fields.text(name)}
    return f"?{urlencode(typed)}" if typed else ""


def sheet_fields(asked: Mapping[str, str], today: date) -> Fields:
    """The count fields of a sheet as it is opened."""
    typed = {name: asked[name] for name in COUNTED if name in asked}
    return Fields({"date": format_date(today), "key": new_token(), **typed})
