"""What an officer types about a reorganisation, page by page; each page carries what the others hold."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ledger.associations.associations import Association, AssociationKind
from ledger.associations.events import WHOLE, DecisionMissing, Decree, Document, EventInFuture, EventKind
from ledger.associations.successions import ShareOutOfRange
from ledger.dates import parse_date
from ledger.errors import InputError
from ledger.money import parse_dong
from ledger.reorganisation import choosing, refusals
from ledger.reorganisation.changes import KINDS, Change, Founding, Portion
from ledger.text import SHORTEST_NAME, clean
from ledger.web.forms import name, pasted
from ledger.web.forms.association import KindMissing
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

ENDS, FOLLOWS = "ends-", "follows-"
"""How the boxes of chosen associations begin; the id follows."""
PORTION, CHILD, SHARE = "portion-", "child-", "share-"
NEW = "new"
_PORTION = re.compile(rf"{PORTION}([0-9]+)-([0-9]+)-([0-9]+)-([0-9]+)")
_SHARE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?")


def kind(fields: Fields) -> EventKind | None:
    """What happens; None with a sentence beside the field."""
    found = next((one for one in KINDS if one == fields.text("kind")), None)
    if found is None:
        fields.refuse("kind", KindMissing())
    return found


def ticked(session: Session, fields: Fields, desk: Desk, begins: str) -> Sequence[Association]:
    """The associations whose boxes are ticked, in alphabetical order."""
    ids = [identity(field.removeprefix(begins)) for field in fields.values if field.startswith(begins)]
    return choosing.chosen(session, desk.association.id, ids)


def add_pasted(session: Session, fields: Fields, desk: Desk, *, closed: bool) -> None:
    """Tick what the pasted list names, and empty it once every line could be read."""
    problems = []
    lines = fields.read("paste", pasted.numbered) or []
    for number, line in lines:
        try:
            unit = choosing.meant(session, desk.association.id, pasted.cells(line)[0], closed=closed)
        except InputError as problem:
            problems.append(pasted.at_line(number, problem))
        else:
            fields.values[f"{ENDS}{unit.id}"] = "1"
    pasted.tell(fields, "paste", problems)
    if "paste" not in fields.errors:
        fields.values["paste"] = ""


def refuse_ends(session: Session, fields: Fields, desk: Desk) -> None:
    """Put a sentence beside the boxes unless as many are ticked as the kind asks for."""
    found = ticked(session, fields, desk, ENDS)
    if not found:
        fields.refuse("q", refusals.ChooseWhoEnds())
    elif len(found) > 1 and fields.text("kind") != EventKind.MERGE:
        fields.refuse("q", refusals.ChooseOne())


def following(session: Session, fields: Fields, desk: Desk) -> tuple[Association | Founding, ...] | None:
    """Who follows; None with a sentence beside the field that needs another look."""
    if fields.text("kind") == EventKind.SPLIT:
        return _parts(session, fields, desk)
    if fields.text("into") == NEW and fields.text("kind") == EventKind.MERGE:
        called, new_kind = fields.read("new_name", name.required), _new_kind(fields)
        return (Founding(called, new_kind),) if called and new_kind else None
    found = choosing.chosen(session, desk.association.id, [identity(fields.text("into"))])
    if not found:
        fields.refuse("into", refusals.ChooseWhoFollows())
        return None
    alone = [one.id for one in ticked(session, fields, desk, ENDS)] == [found[0].id]
    if alone:
        fields.refuse("into", refusals.ChooseWhoFollows())
    return None if alone else tuple(found)


def _parts(session: Session, fields: Fields, desk: Desk) -> tuple[Association | Founding, ...] | None:
    """Those a divided association goes into: known ones, then those to be founded, in the order typed."""
    known = ticked(session, fields, desk, FOLLOWS)
    named = fields.read("new_names", _names)
    new_kind = _new_kind(fields) if named else None
    if named is None or (named and new_kind is None):
        return None
    founded = [Founding(one, new_kind) for one in named if new_kind]
    parts: tuple[Association | Founding, ...] = (*known, *founded)
    if len(parts) <= 1:
        fields.refuse("follow_q", refusals.SplitIntoSeveral())
        return None
    return parts


def _names(typed: str) -> Sequence[str]:
    return list(dict.fromkeys(name.required(pasted.cells(line)[0]) for _, line in pasted.numbered(typed)))


def _new_kind(fields: Fields) -> AssociationKind | None:
    found = next((one for one in AssociationKind if one == fields.text("new_kind")), None)
    if found is None:
        fields.refuse("new_kind", KindMissing())
    return found


def decree(fields: Fields, desk: Desk) -> tuple[date, Decree] | None:
    """The first day of the new order and what it rests on; None with sentences beside the fields."""
    day = fields.read("date", lambda typed: _come(parse_date(typed, today=desk.today), desk.today))
    decision = fields.read("decision", _decision)
    authority, note = (fields.read(field, name.optional) for field in ("authority", "note"))
    documents = fields.read("documents", lambda typed: _documents(typed, desk.today))
    if day is None or decision is None or authority is None or note is None or documents is None:
        return None
    return day, Decree(decision, authority, note, documents)


def _come(day: date, today: date) -> date:
    if day > today:
        raise EventInFuture
    return day


def _decision(typed: str) -> str:
    decision = name.optional(typed)
    if len(decision) < SHORTEST_NAME:
        raise DecisionMissing
    return decision


def _documents(typed: str, today: date) -> tuple[Document, ...]:
    """Papers, one on each line: title; date; where it is kept."""
    return tuple(_document(number, line, today) for number, line in pasted.numbered(typed))


def _document(number: int, line: str, today: date) -> Document:
    title, dated, kept = [*pasted.cells(line), "", ""][:3]
    try:
        issued_on = parse_date(dated, today=today) if dated else None
        return Document(name.required(title), issued_on, name.optional(kept))
    except InputError as problem:
        raise pasted.at_line(number, problem) from problem


def change(session: Session, fields: Fields, desk: Desk) -> Change | None:
    """All that was typed on all pages, as a change; None with sentences beside the fields.

    Amounts and shares that cannot be read have their sentences too, and count nothing in the change.
    """
    happens, follow, rests = kind(fields), following(session, fields, desk), decree(fields, desk)
    refuse_ends(session, fields, desk)
    if fields.errors or happens is None or follow is None or rests is None:
        return None
    continues = {one.id for one in follow if isinstance(one, Association)}
    ending = [one.id for one in ticked(session, fields, desk, ENDS)]
    if happens == EventKind.MERGE:
        ending = [one for one in ending if one not in continues]
    _forget_other_parts(fields, follow)
    return Change(
        happens,
        desk.association.id,
        tuple(ending),
        tuple(one.id if isinstance(one, Association) else one for one in follow),
        *rests,
        portions=_portions(fields),
        children=_children(fields),
        shares=_shares(fields, len(follow)),
    )


def _forget_other_parts(fields: Fields, follow: Sequence[Association | Founding]) -> None:
    """Amounts typed for some successors are not those of others: they go when the successors change."""
    parts = "; ".join(one.name for one in follow)
    if fields.text("parts") not in ("", parts):
        for field in [one for one in fields.values if one.startswith((PORTION, CHILD, SHARE))]:
            del fields.values[field]
    fields.values["parts"] = parts


def portion_field(portion: Portion) -> str:
    """The name of the field with what one successor gets of one holding."""
    return f"{PORTION}{'-'.join(map(str, portion))}"


def given(fields: Fields) -> int:
    """What the amounts typed come to, in đồng; what cannot be read counts nothing yet."""
    return sum(_portions(Fields(fields.values)).values())


def _portions(fields: Fields) -> Mapping[Portion, int]:
    found: dict[Portion, int] = {}
    for field, read in [(field, _PORTION.fullmatch(field)) for field in fields.values]:
        if read and fields.text(field).strip():
            giver, fund, account, number = (identity(part) for part in read.groups())
            amount = fields.read(field, lambda typed: parse_dong(typed, zero_allowed=True))
            found[giver, fund, account, number] = int(amount or 0)
    return found


def _children(fields: Fields) -> Mapping[int, int]:
    """Which successor each unit beneath goes to, by its number; those not chosen are left out."""
    typed = {field: text for field, text in fields.values.items() if field.startswith(CHILD) and text}
    return {identity(field.removeprefix(CHILD)): identity(text) for field, text in typed.items()}


def _shares(fields: Fields, successors: int) -> tuple[int | None, ...]:
    if fields.text("kind") != EventKind.SPLIT:
        return ()
    return tuple(fields.read(f"{SHARE}{number}", share) for number in range(successors))


def share(typed: str) -> int | None:
    """A share in percent, such as `33,33`, as parts of a whole; None for none recorded."""
    text = clean(typed)
    read = _SHARE.fullmatch(text)
    parts = int(read[1]) * 100 + int((read[2] or "").ljust(2, "0")) if read else 0
    if text and not 1 <= parts <= WHOLE:
        raise ShareOutOfRange
    return parts or None
