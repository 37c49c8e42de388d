"""Proposals: a committee member puts a list of awards, from one programme's fund, before the chair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.database import Base
from ledger.disbursements.programmes import Programme
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.people.parties import Party
from ledger.text import clean


class Proposal(Base):
    """A list of awards put before the chair. total: đồng, the sum of its awards."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("id", "association_id", "fund_id", "proposed_by", name="proposal_decision_key"),
        ForeignKeyConstraint(
            ["programme_id", "association_id", "fund_id"],
            ["programme.id", "programme.association_id", "programme.fund_id"],
            name="proposal_fund_is_programmes",
        ),
        CheckConstraint("award_count >= 1", name="proposal_has_awards"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    programme_id: Mapped[int]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    title: Mapped[str]
    award_count: Mapped[int]
    total: Mapped[Dong]
    proposed_on: Mapped[date]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class Award(Base):
    """One award of a list: who, how much (đồng), why, and the title it rests on, if any."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("proposal_id", "line", name="award_line_once"),
        UniqueConstraint("proposal_id", "party_id", name="award_party_once"),
        UniqueConstraint("id", "amount", name="award_amount_key"),
        ForeignKeyConstraint(
            ["recognition_id", "party_id"],
            ["recognition.id", "recognition.party_id"],
            name="award_recognition_is_theirs",
        ),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="award_amount_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    line: Mapped[int]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    recognition_id: Mapped[int | None]
    amount: Mapped[Dong]
    reason: Mapped[str]


class NoAwards(InputError):
    """A proposal lists at least one award."""

    rule = "proposal_has_awards"
    message = N_("Add at least one person to the list.")


class PersonListedTwice(InputError):
    """A list awards a person once."""

    rule = "award_party_once"
    message = N_("Somebody stands on this list twice. Remove one of the two lines.")


class RecognitionNeeded(Refusal):
    """The programme awards holders of a title only."""

    rule = "award_needs_recognition"
    status = 422
    message = N_("“%(name)s” holds no title. This programme is for recognized learners and families only.")
    general = N_("This programme is for recognized learners and families only.")
    next_step = N_("Recognize the person first, or choose a programme that needs no title.")


class TitleIsNotTheirs(Refusal):
    """An award rests on a title of the very person awarded."""

    rule = "award_recognition_is_theirs"
    message = N_("The title named belongs to somebody else.")
    general = message


@dataclass(frozen=True)
class NewAward:
    """One line of a list to propose; amount in đồng; recognition_id: the title it rests on, if any."""

    party_id: int
    amount: Dong
    reason: str
    recognition_id: int | None = None


def propose(
    session: Session,
    *,
    programme_id: int,
    title: str,
    awards: Sequence[NewAward],
    proposed_on: date,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Propose a list of awards from a programme's fund; a committee member acts. Returns its id.

    Refuses an empty list (`NoAwards`), a programme that asks for a title given without one
    (`RecognitionNeeded`), a title that is somebody else's (`TitleIsNotTheirs`), and a person listed
    twice (`PersonListedTwice`).
    """
    programme = session.get(Programme, programme_id)
    if programme is None:
        raise NotFound
    require(session, by, Role.COMMITTEE_MEMBER, programme.association_id)
    act = audit.begin(
        session,
        association_id=programme.association_id,
        actor_id=by.user_id,
        verb="propose",
        client_key=client_key,
        content={"programme": programme_id, "title": title, "awards": awards, "day": proposed_on},
    )
    if act.earlier is not None:
        return act.earlier
    if not awards:
        raise NoAwards
    if programme.recognition_required:
        for award in awards:
            if award.recognition_id is None:
                raise RecognitionNeeded(name=session.get_one(Party, award.party_id).name)
    proposal = Proposal(
        association_id=programme.association_id,
        programme_id=programme.id,
        fund_id=programme.fund_id,
        title=clean(title) or programme.name,
        award_count=len(awards),
        total=Dong(sum(award.amount for award in awards)),
        proposed_on=proposed_on,
        proposed_by=by.user_id,
    )
    session.add(proposal)
    session.flush()
    session.execute(
        insert(Award),
        [
            {
                "proposal_id": proposal.id,
                "line": line,
                "party_id": award.party_id,
                "recognition_id": award.recognition_id,
                "amount": award.amount,
                "reason": clean(award.reason),
            }
            for line, award in enumerate(awards, start=1)
        ],
    )
    return act.done("proposal", proposal.id)
