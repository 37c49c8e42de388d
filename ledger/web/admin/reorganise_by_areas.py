"""What the state's list of 1 July 2025 means for the units beneath, and carrying it out as far as it goes."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.associations import areas
from ledger.associations.events import Decree
from ledger.associations.former_areas import REORGANISED_ON
from ledger.dates import format_date
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.reorganisation.by_areas import STEP_NAMES, Proposal, Step, propose
from ledger.reorganisation.carrying_out_by_areas import carry_out_by_areas
from ledger.web import guard
from ledger.web.forms import association as forms
from ledger.web.forms import name
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.forms.reorganisation import ENDS, FOLLOWS
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)
MOST_SHOWN = 20
"""Proposals with a button of their own on a page; the others follow when these are done."""


@router.get("/desk/{code}/admin/reorganise-by-areas")
@slow
def proposed(request: Request, code: str, province: str = "", done: str = "") -> Response:
    """What is proposed for a province, by default the one that the association stands in."""
    fields = Fields({"province": province})
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        guessed = forms.guessed_province(session, desk.association)
        if guessed and not province:
            fields.values["province"] = str(guessed.id)
        return _page(request, session, desk, fields, done=bool(done))


@router.post("/desk/{code}/admin/reorganise-by-areas")
@slow
def carry_out(request: Request, code: str, form: Form) -> Response:
    """Carry out what needs no further word; the answer is what is left."""
    fields = Fields.sent(form)
    with (
        beside(fields, "province", association_event_has_decision="decision"),
        writing(request) as session,
    ):
        desk = guard.administer(session, request, code)
        chosen = forms.chosen_province(session, fields)
        if chosen is None:
            fields.refuse("province", forms.ProvinceMissing())
        decree = _decree(fields)
        if chosen and decree:
            carry_out_by_areas(session, chosen, root=desk.association, decree=decree, by=desk.actor)
    if not fields.errors:
        asked = f"province={fields.text('province')}&done=1"
        return see_other(f"/desk/{code}/admin/reorganise-by-areas?{asked}")
    with reading(request) as session:
        return _page(request, session, guard.administer(session, request, code), fields)


def _decree(fields: Fields) -> Decree | None:
    decision, authority = (fields.read(field, name.optional) for field in ("decision", "authority"))
    return None if decision is None or authority is None else Decree(decision, authority)


def _page(request: Request, session: Session, desk: Desk, fields: Fields, *, done: bool = False) -> Response:
    chosen = forms.chosen_province(session, fields)
    found = propose(session, chosen) if chosen else []
    return page(
        request,
        "admin/reorganise_by_areas.html",
        title=N_("Reorganise by the list of the state"),
        status=422 if fields.errors else 200,
        desk=desk,
        provinces=[(area.id, areas.title(area)) for area in areas.provinces(session)],
        chosen=chosen and areas.title(chosen),
        found=found,
        steps=[(STEP_NAMES[step], [one for one in found if one.step == step]) for step in Step],
        ready=list(_ready(found)),
        first_day=format_date(REORGANISED_ON),
        done=done,
        errors=fields.errors,
        values=fields.values,
    )


def _ready(found: Sequence[Proposal]) -> Iterator[tuple[Proposal, Sequence[tuple[str, str]]]]:
    """The next proposals that can be looked at in the wizard, each with the fields it begins with.

    None while somebody is still to be founded: that is done with all that needs no further word.
    """
    if any(one.step == Step.FOUND for one in found):
        return
    closing = [one for one in found if one.step not in (Step.FOUND, Step.GO_ON) and None not in one.following]
    for one in closing[:MOST_SHOWN]:
        after = [place.id for place in one.following if place is not None]
        into = [(f"{FOLLOWS}{id_}", "1") for id_ in after] if len(after) > 1 else [("into", str(after[0]))]
        begun = [("key", new_token()), ("step", "decree"), ("kind", one.step.value)]
        ending = [(f"{ENDS}{place.id}", "1") for place in one.ending]
        yield one, [*begun, *ending, *into, ("date", format_date(REORGANISED_ON))]
