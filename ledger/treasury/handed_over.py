"""Hand-overs as pages and papers show them: who gave and who took, what, and whether it still waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ledger.accounts.funds import Fund
from ledger.errors import NotFound
from ledger.identity.users import User
from ledger.money import Dong
from ledger.treasury.hand_overs import HandOver, HandOverConfirmation, HandOverLine, HandOverWithdrawal


@dataclass(frozen=True)
class HandedOver:
    """A hand-over as a page or a paper shows it. lines: each fund with its amount in đồng."""

    document: HandOver
    giver: str
    taker: str
    confirmation: HandOverConfirmation | None
    withdrawal: HandOverWithdrawal | None
    lines: Sequence[tuple[Fund, Dong]]

    @property
    def total(self) -> Dong:
        """All of it, in đồng."""
        return Dong(sum(amount for _, amount in self.lines))

    @property
    def waits(self) -> bool:
        """Whether nobody has confirmed or withdrawn it yet."""
        return self.confirmation is None and self.withdrawal is None


def listed(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[HandedOver]:
    """Hand-overs of an association, the newest first. before: an id, for the next page."""
    giver, taker = aliased(User), aliased(User)
    query = (
        select(HandOver, giver.name, taker.name, HandOverConfirmation, HandOverWithdrawal)
        .join(giver, giver.id == HandOver.handed_by)
        .outerjoin(HandOverConfirmation, HandOverConfirmation.hand_over_id == HandOver.id)
        .outerjoin(taker, taker.id == HandOverConfirmation.confirmed_by)
        .outerjoin(HandOverWithdrawal, HandOverWithdrawal.hand_over_id == HandOver.id)
        .where(HandOver.association_id == association_id)
        .order_by(HandOver.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(HandOver.id < before)
    rows = session.execute(query).all()
    lines: dict[int, list[tuple[Fund, Dong]]] = {}
    for line, fund in session.execute(
        select(HandOverLine, Fund)
        .join(Fund, Fund.id == HandOverLine.fund_id)
        .where(HandOverLine.hand_over_id.in_([row[0].id for row in rows]))
        .order_by(HandOverLine.line)
    ):
        lines.setdefault(line.hand_over_id, []).append((fund, line.amount))
    return [
        HandedOver(document, given, taken or "", confirmed, withdrawn, lines.get(document.id, []))
        for document, given, taken, confirmed, withdrawn in rows
    ]


def waiting(session: Session, association_id: int) -> Sequence[int]:
    """The hand-overs of an association that nobody has confirmed or withdrawn, by id, the oldest first."""
    return session.scalars(
        select(HandOver.id)
        .outerjoin(HandOverConfirmation, HandOverConfirmation.hand_over_id == HandOver.id)
        .outerjoin(HandOverWithdrawal, HandOverWithdrawal.hand_over_id == HandOver.id)
        .where(
            HandOver.association_id == association_id,
            HandOverConfirmation.id.is_(None),
            HandOverWithdrawal.id.is_(None),
        )
        .order_by(HandOver.id)
    ).all()


def one(session: Session, *, association_id: int, hand_over_id: int) -> HandedOver:
    """A hand-over of an association by its id; refuses with `NotFound`, whatever is wrong."""
    found = listed(session, association_id, before=hand_over_id + 1, limit=1)
    if not found or found[0].document.id != hand_over_id:
        raise NotFound
    return found[0]
