"""The desk: what waits for whom, what is in hand, and the way to everything else."""

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances, remittance_dues, transfers_listed
from ledger.associations import successions
from ledger.contributions import roster_lists
from ledger.disbursements import award_lists
from ledger.disclosure import waiting as unfinished
from ledger.i18n import N_, gettext, ngettext
from ledger.identity.roles import ROLE_NAMES, Role
from ledger.recognition import standings
from ledger.treasury import handed_over
from ledger.web import guard
from ledger.web.guard import Desk
from ledger.web.render import page
from ledger.web.routing import Route, reading

router = APIRouter(route_class=Route)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a role; href: where it is done, for those who hold the role."""

    sentence: str
    role: Role
    href: str


@router.get("/desk/{code}")
def desk(request: Request, code: str) -> Response:
    """What waits, what is in hand, and where to go."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return page(
            request,
            "treasurer/desk.html",
            title=N_("Desk"),
            desk=desk,
            waiting=_waiting(session, desk),
            role_titles=ROLE_NAMES,
            in_hand=balances.in_hand(session, desk.association.id),
            followers=successions.successors(session, [desk.association]).get(desk.association.id, []),
            others=[one for one in guard.desks(session, desk.actor) if one.id != desk.association.id],
        )


def _waiting(session: Session, desk: Desk) -> list[Waiting]:
    """What waits for somebody; in a closed association nothing does."""
    closed = desk.association.closed_on is not None
    return [] if closed else [*_for_treasurer(session, desk), *_for_committee(session, desk)]


def _for_treasurer(session: Session, desk: Desk) -> list[Waiting]:
    place, path, role = desk.association.id, desk.path, Role.TREASURER
    waiting = [
        Waiting(
            gettext(
                "Collection list “%(title)s”: %(paid)s of %(households)s households are ticked.",
                title=sheet.roster.title,
                paid=sheet.paid,
                households=sheet.lines,
            ),
            role,
            f"{path}/rosters/{sheet.roster.id}",
        )
        for sheet in roster_lists.summaries(session, place, open_only=True, limit=5)
    ]
    overdue = unfinished.periods_of(session, place).overdue
    if overdue is not None:
        month = f"{overdue.month:02}/{overdue.year}"
        waiting.append(
            Waiting(gettext("Month %(month)s is not closed yet.", month=month), role, f"{path}/periods")
        )
    due = len(award_lists.payments_due(session, place))
    if due:
        said = ngettext("%(n)s decided list is to be paid.", "%(n)s decided lists are to be paid.", due)
        waiting.append(Waiting(said, role, f"{path}/payments"))
    waiting += _remittances(session, desk)
    unconfirmed = handed_over.waiting(session, place)
    if unconfirmed:
        said = ngettext(
            "%(n)s hand-over of cash is to be confirmed.",
            "%(n)s hand-overs of cash are to be confirmed.",
            len(unconfirmed),
        )
        waiting.append(Waiting(said, role, f"{path}/hand-overs/{unconfirmed[0]}"))
    return waiting


def _remittances(session: Session, desk: Desk) -> list[Waiting]:
    place, path = desk.association.id, desk.path
    on_the_way = len(transfers_listed.to_answer(session, place))
    refused = len(transfers_listed.to_take_back(session, place))
    due = len(remittance_dues.due(session, place, desk.today))
    said = (
        (
            on_the_way,
            ngettext(
                "%(n)s transfer is on the way to you.", "%(n)s transfers are on the way to you.", on_the_way
            ),
            "transfers",
        ),
        (
            refused,
            ngettext(
                "%(n)s transfer you sent was refused. Take the money back.",
                "%(n)s transfers you sent were refused. Take the money back.",
                refused,
            ),
            "transfers",
        ),
        (
            due,
            ngettext("%(n)s remittance is due by a rule.", "%(n)s remittances are due by a rule.", due),
            "remittance-rules",
        ),
    )
    return [Waiting(text, Role.TREASURER, f"{path}/{page}") for count, text, page in said if count]


def _for_committee(session: Session, desk: Desk) -> list[Waiting]:
    place, path = desk.association.id, desk.path
    waiting = []
    undecided = len(award_lists.undecided(session, place))
    unassessed = len(standings.unassessed(session, place))
    candidates = len(standings.candidates(session, place))
    if undecided:
        said = ngettext(
            "%(n)s award list is to be decided.", "%(n)s award lists are to be decided.", undecided
        )
        waiting.append(Waiting(said, Role.CHAIR, f"{path}/awards"))
    if candidates:
        said = ngettext(
            "%(n)s candidate passed and can be recognized.",
            "%(n)s candidates passed and can be recognized.",
            candidates,
        )
        waiting.append(Waiting(said, Role.CHAIR, f"{path}/recognition/decide"))
    if unassessed:
        said = ngettext(
            "%(n)s registration is to be assessed.", "%(n)s registrations are to be assessed.", unassessed
        )
        waiting.append(Waiting(said, Role.COMMITTEE_MEMBER, f"{path}/recognition/assess"))
    return waiting
