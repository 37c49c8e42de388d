"""The life of one unit: shown as a list, and what an administrator adds to it.

What closes or revives a unit is done in `reorganise`.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.associations import moves, tree
from ledger.associations.associations import BOOKKEEPING_NAMES, KIND_TITLES
from ledger.associations.events import KIND_NAMES
from ledger.associations.life import Happening, happenings, life
from ledger.errors import NotFound
from ledger.i18n import N_, Msgid
from ledger.identity import roles, structure
from ledger.web import guard
from ledger.web.forms import structure as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)
FEWEST_LETTERS = 2

TITLES: dict[str, Msgid] = {
    "rename": N_("Change the name"),
    "alias": N_("Add another name"),
    "move": N_("Move this unit"),
    "ledger": N_("Begin to keep its books here"),
}
"""What can be added to the life of a unit, by the last word of its address."""

DONE: dict[str, Msgid] = {
    "rename": N_("The new name is recorded. Papers issued before keep the old one."),
    "alias": N_("The name is kept. The search finds the unit by it."),
    "move": N_("It is recorded where the unit stands."),
    "ledger": N_("Its books are kept here now. Set up its funds and its people."),
    "shares": N_("The shares are recorded."),
}


@router.get("/desk/{code}/admin/history")
def history(request: Request, code: str, done: str = "") -> Response:
    """What happened to the unit: names, places, predecessors, successors, decisions and papers."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        return page(
            request,
            "admin/history.html",
            title=N_("Life of the unit"),
            desk=desk,
            life=life(session, desk.association),
            reorganise=_reorganised_at(session, desk),
            events=KIND_NAMES,
            kinds=KIND_TITLES,
            bookkeepings=BOOKKEEPING_NAMES,
            done=DONE.get(done),
        )


def _reorganised_at(session: Session, desk: Desk) -> str:
    """Where a reorganisation of this unit is begun: at the desk of the one above, if it is administered."""
    above = next(iter(tree.ancestors(session, desk.association.id, desk.today)), None)
    at = above if above and roles.administers(session, desk.actor, above.id) else desk.association
    return f"/desk/{at.code}/admin/reorganise"


@router.get("/desk/{code}/admin/history/rename")
def rename(request: Request, code: str) -> Response:
    """The form for a new name."""
    return _form(request, code, "rename")


@router.post("/desk/{code}/admin/history/rename")
def rename_unit(request: Request, code: str, form: Form) -> Response:
    """Rename the unit; the answer is its life."""

    def act(session: Session, desk: Desk, fields: Fields) -> None:
        read = forms.parse_rename(fields, desk)
        if read:
            structure.rename(session, desk.association, *read, by=desk.actor, client_key=fields.key or None)

    return _carry_out(request, code, "rename", form, act, names_follow="date")


@router.get("/desk/{code}/admin/history/alias")
def alias(request: Request, code: str) -> Response:
    """The form for another name."""
    return _form(request, code, "alias")


@router.post("/desk/{code}/admin/history/alias")
def add_alias(request: Request, code: str, form: Form) -> Response:
    """Keep another name; the answer is the unit's life."""

    def act(session: Session, desk: Desk, fields: Fields) -> None:
        read = forms.parse_alias(fields, desk)
        if read:
            key = fields.key or None
            structure.also_called(session, desk.association, *read, by=desk.actor, client_key=key)

    return _carry_out(request, code, "alias", form, act)


@router.get("/desk/{code}/admin/history/move")
def move(request: Request, code: str) -> Response:
    """The form to move the unit."""
    return _form(request, code, "move")


@router.post("/desk/{code}/admin/history/move")
def move_unit(request: Request, code: str, form: Form) -> Response:
    """Put the unit elsewhere; the answer is its life."""
    left = []

    def act(session: Session, desk: Desk, fields: Fields) -> None:
        read = forms.parse_move(session, fields, desk)
        if read:
            before = moves.standing(session, desk.association.id, desk.today).parent
            structure.move(session, desk.association, *read, by=desk.actor, client_key=fields.key or None)
            if before is not None and read[0].parent is None:
                left.append(before.code)

    about = {
        "place_is_settled": "date",
        "association_edge_parent_stands": "date",
        "association_edge_child_stands": "date",
        "association_edge_no_overlap": "date",
        "association_edge_no_cycle": "parent",
        "move_changes_place": "parent",
    }
    answer = _carry_out(request, code, "move", form, act, **about)
    # whoever stood above a unit that stands under nobody now does not see it any more
    return see_other(f"/desk/{left[0]}/admin/units?left=1") if left else answer


@router.get("/desk/{code}/admin/history/ledger")
def ledger(request: Request, code: str) -> Response:
    """The form to begin the unit's book."""
    return _form(request, code, "ledger")


@router.post("/desk/{code}/admin/history/ledger")
def start_ledger(request: Request, code: str, form: Form) -> Response:
    """Begin the unit's book; the answer is its life."""

    def act(session: Session, desk: Desk, fields: Fields) -> None:
        day = forms.parse_ledger(fields, desk)
        if day:
            key = fields.key or None
            structure.start_ledger(session, desk.association, day, by=desk.actor, client_key=key)

    return _carry_out(request, code, "ledger", form, act)


@router.get("/desk/{code}/admin/history/shares/{event}")
def shares(request: Request, code: str, event: str) -> Response:
    """The form for the shares of a split."""
    return _shares_page(request, code, event)


@router.post("/desk/{code}/admin/history/shares/{event}")
def record_shares(request: Request, code: str, event: str, form: Form) -> Response:
    """Record the shares; the answer is the unit's life."""
    fields = Fields.sent(form)
    with beside(fields), writing(request) as session:
        desk = guard.administer(session, request, code)
        split = _split(session, desk, event)
        read = forms.parse_shares(fields, split, desk)
        if read:
            place, key = desk.association, fields.key or None
            structure.record_share(session, place, split.event.id, *read, by=desk.actor, client_key=key)
    if fields.errors:
        return _shares_page(request, code, event, fields)
    return see_other(f"/desk/{code}/admin/history?done=shares")


def _split(session: Session, desk: Desk, event: str) -> Happening:
    """The split by which the unit ended, or that it followed from; `NotFound` for any other event."""
    found = happenings(session, desk.association.id)
    split = next((one for one in found if one.event.id == identity(event) and one.is_split), None)
    if split is None:
        raise NotFound
    return split


def _shares_page(request: Request, code: str, event: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        split = _split(session, desk, event)
        status = 200 if fields is None else 422
        fields = fields or forms.fresh_shares(split)
        return page(
            request,
            "admin/shares.html",
            title=N_("Shares of a split"),
            status=status,
            desk=desk,
            split=split,
            errors=fields.errors,
            values=fields.values,
        )


@router.get("/desk/{code}/admin/history/places")
def suggest_places(request: Request, code: str, parent: str = "") -> Response:
    """Associations whose name contains what is typed, accents disregarded."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        found = forms.parents(session, parent, desk) if len(parent.strip()) >= FEWEST_LETTERS else []
        return fragment("admin/areas.html", areas={one.name: one.address for one in found})


def _carry_out(
    request: Request,
    code: str,
    what: str,
    form: Form,
    act: Callable[[Session, Desk, Fields], None],
    **about: str,
) -> Response:
    """Do what a form asks for; about: the field that each rule is about."""
    fields = Fields.sent(form)
    first = {"rename": "name", "alias": "name", "move": "parent", "ledger": "from_day"}[what]
    with beside(fields, first, **about), writing(request) as session:
        act(session, guard.administer(session, request, code), fields)
    if fields.errors:
        return _form(request, code, what, fields)
    return see_other(f"/desk/{code}/admin/history?done={what}")


def _form(request: Request, code: str, what: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        status = 200 if fields is None else 422
        fields = fields or (forms.fresh_ledger(desk) if what == "ledger" else forms.fresh())
        return page(
            request,
            f"admin/{what}.html",
            title=TITLES[what],
            status=status,
            desk=desk,
            **_choices(session, desk, what, fields),
            errors=fields.errors,
            values=fields.values,
        )


def _choices(session: Session, desk: Desk, what: str, fields: Fields) -> dict[str, Any]:
    """What only the form of a move shows: where the unit stands, and which ones a typed name may mean."""
    if what != "move":
        return {}
    typed = fields.text("parent")
    found = forms.parents(session, typed, desk) if "which" in fields.errors else []
    return {"standing": moves.standing(session, desk.association.id, desk.today), "found": found}
