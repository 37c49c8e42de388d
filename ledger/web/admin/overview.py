"""The way into the administration of one association: what there is, and what is still missing."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds
from ledger.accounts.presentation import PROFILE_NAMES, profile_of
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.dates import format_date
from ledger.disbursements.programmes import programmes
from ledger.i18n import N_, gettext, ngettext
from ledger.identity import roles, staff
from ledger.identity.roles import Role
from ledger.web import guard
from ledger.web.guard import Desk
from ledger.web.render import page
from ledger.web.routing import Route, reading

router = APIRouter(route_class=Route)
MANY = 1_000


@dataclass(frozen=True)
class Step:
    """One of the things to set up. state: what there is; missing: whether work cannot begin without it."""

    label: str
    href: str
    state: str
    missing: bool


@router.get("/desk/{code}/admin")
def administration(request: Request, code: str) -> Response:
    """What is set up here, and what is still to do before a gift can be recorded and awarded."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        steps = _steps(session, desk)
        above = _administered_above(session, desk)
    title = N_("Administration")
    return page(request, "admin/administration.html", title=title, desk=desk, steps=steps, above=above)


def _administered_above(session: Session, desk: Desk) -> Association | None:
    """The association directly above, where the same person administers it too."""
    above = next(iter(tree.ancestors(session, desk.association.id, desk.today)), None)
    return above if above and roles.administers(session, desk.actor, above.id) else None


def _steps(session: Session, desk: Desk) -> list[Step]:
    place = desk.association.id
    units = len(tree.children(session, place, desk.today, limit=MANY))
    held = len(funds.held_by(session, association_id=place, on=desk.today))
    opened = len(programmes(session, place))
    people = staff.members(session, place, limit=MANY)
    treasurer = any(Role.TREASURER in member.roles and member.user.active for member in people)
    admin = f"{desk.path}/admin"
    at_work = ngettext("%(n)s person", "%(n)s persons", sum(bool(m.roles) for m in people))
    return [
        Step(
            gettext("Units beneath"),
            f"{admin}/units",
            ngettext("%(n)s unit", "%(n)s units", units),
            missing=False,
        ),
        Step(
            gettext("Life of the unit"),
            f"{admin}/history",
            gettext("founded on %(day)s", day=format_date(desk.association.founded_on)),
            missing=False,
        ),
        Step(
            gettext("Funds"),
            f"{admin}/funds",
            ngettext("%(n)s open fund", "%(n)s open funds", held),
            missing=not held,
        ),
        Step(
            gettext("Award programmes"),
            f"{admin}/programmes",
            ngettext("%(n)s programme", "%(n)s programmes", opened),
            missing=False,
        ),
        Step(
            gettext("People and roles"),
            f"{admin}/people",
            at_work if treasurer else gettext("no treasurer yet"),
            missing=not treasurer,
        ),
        Step(
            gettext("Books kept"),
            f"{admin}/profile",
            gettext(PROFILE_NAMES[profile_of(session, place, desk.today)]),
            missing=False,
        ),
    ]
