"""Choosing another association: by a part of its name, accents or not, or one that stands close."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts.transfers import Transfer
from ledger.associations import finder, tree
from ledger.associations.associations import Association
from ledger.errors import NotFound
from ledger.i18n import Msgid
from ledger.web.guard import Desk
from ledger.web.render import page

MOST_CLOSE, MOST_FOUND = 12, 20
"""How many are offered without a search, and by one."""


@dataclass(frozen=True)
class Choice:
    """An association that may be chosen.

    above: the one it stands under, empty if none; found_by: a former name, or the name of one it follows
    on, by which it was found.
    """

    association: Association
    above: str
    can_receive: bool
    found_by: str


def chosen(session: Session, desk: Desk, code: str) -> Association | None:
    """The association that an address or a form names; None when it names none to send to."""
    found = session.scalar(select(Association).where(Association.code == code))
    return found if found is not None and _can_receive(desk, found) else None


def required(session: Session, desk: Desk, code: str) -> Association:
    """The same; `NotFound` when there is none."""
    found = chosen(session, desk, code)
    if found is None:
        raise NotFound
    return found


def choose(
    request: Request, session: Session, desk: Desk, *, title: Msgid, lead: Msgid, here: str
) -> Response:
    """The page that asks which association. here: the address that goes on, with `to=` its code."""
    typed = request.query_params.get("q", "")
    found = finder.search(session, typed, limit=MOST_FOUND + 1) if typed.strip() else []
    return page(
        request,
        "treasurer/choose_association.html",
        title=title,
        desk=desk,
        lead=lead,
        here=f"{desk.path}/{here}",
        q=typed,
        more=len(found) > MOST_FOUND,
        found=[
            _choice(session, desk, one.association, one.found_by or "")
            for one in found[:MOST_FOUND]
            if one.association.id != desk.association.id
        ],
        close=[] if typed.strip() else [_choice(session, desk, one) for one in _close(session, desk)],
    )


def _close(session: Session, desk: Desk) -> Sequence[Association]:
    """Those it sent to before, the one above, and those directly under it, each once."""
    place = desk.association.id
    before = session.scalars(
        select(Association)
        .join(Transfer, Transfer.receiver_id == Association.id)
        .where(Transfer.sender_id == place)
        .order_by(Transfer.id.desc())
        .limit(MOST_CLOSE)
    ).all()
    above = tree.ancestors(session, place, desk.today)[:1]
    under = tree.children(session, place, desk.today, limit=MOST_CLOSE)
    by_id = {one.id: one for one in [*above, *before, *under] if _can_receive(desk, one)}
    return list(by_id.values())[:MOST_CLOSE]


def _can_receive(desk: Desk, one: Association) -> bool:
    """Whether it is another association that stands and keeps its book here."""
    return one.id != desk.association.id and one.closed_on is None and one.ledgered_from is not None


def _choice(session: Session, desk: Desk, one: Association, found_by: str = "") -> Choice:
    above = tree.ancestors(session, one.id, desk.today)
    return Choice(one, above[0].name if above else "", _can_receive(desk, one), found_by)
