"""Rosters: one sheet for a collection where nearly everybody gives the same amount.

A sheet is a draft that keeps what is typed. It is posted whole or not at all: one entry with a
posting for each household that paid, a receipt for each, and a control count and counted cash that
must agree with the list. After posting the sheet is frozen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart, journal
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.clock import now
from ledger.contributions import contributions, households
from ledger.contributions.contributions import Method, NewContribution, insert_contributions
from ledger.database import Base, one_at_a_time
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong
from ledger.people.parties import Party
from ledger.receipts import vouchers
from ledger.receipts.vouchers import VoucherKind
from ledger.text import clean


class Roster(Base):
    """One collection sheet. default_amount: đồng a household gives unless its line says otherwise."""

    __tablename__ = "roster"
    __table_args__ = (
        UniqueConstraint("association_id", "title", name="roster_title_once"),
        CheckConstraint("default_amount BETWEEN 1 AND 10000000000000", name="roster_default_amount_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    title: Mapped[str]
    default_amount: Mapped[Dong]
    created_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime]


class RosterLine(Base):
    """One household on a sheet. amount: what it paid, in đồng; None while it has not paid."""

    __tablename__ = "roster_line"
    __table_args__ = (
        UniqueConstraint("roster_id", "position", name="roster_position_once"),
        UniqueConstraint("roster_id", "party_id", name="roster_party_once"),
        CheckConstraint("amount IS NULL OR amount BETWEEN 1 AND 10000000000000", name="roster_amount_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    position: Mapped[int]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    amount: Mapped[Dong | None]
    note: Mapped[str]


class RosterPosting(Base):
    """A sheet posted: its entry, and the control count and counted cash that agreed with it."""

    __tablename__ = "roster_posting"
    __table_args__ = (
        UniqueConstraint("roster_id", name="roster_posted_once"),
        UniqueConstraint("entry_id", name="roster_entry_once"),
        CheckConstraint("counted_households = listed_households", name="roster_count_agrees"),
        CheckConstraint("counted_cash = listed_total", name="roster_cash_agrees"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    posted_on: Mapped[date]
    listed_households: Mapped[int]
    counted_households: Mapped[int]
    listed_total: Mapped[int]
    counted_cash: Mapped[int]


class RosterTitleTaken(Refusal):
    """Two sheets of one association may not share a title."""

    rule = "roster_title_once"
    status = 422
    message = N_("There is already a list with this title. Add the year or the occasion to the title.")
    general = message


class RosterIsPosted(Refusal):
    """A posted sheet is frozen."""

    rule = "roster_is_open"
    message = N_("This list is already posted and can no longer be changed. Cancel a receipt instead.")
    general = message


class RosterPostedTwice(RosterIsPosted):
    """A sheet is posted once."""

    rule = "roster_posted_once"


class CountDiffers(InputError):
    """The number of households counted by hand is not the number ticked on the sheet."""

    rule = "roster_count_agrees"
    message = N_("The list has %(listed)s households that paid, but you counted %(counted)s.")
    general = N_("The number of households counted is not the number on the list.")


class CashDiffers(InputError):
    """The cash counted is not the total of the sheet."""

    rule = "roster_cash_agrees"
    message = N_("The list adds up to %(listed)s đồng, but you counted %(counted)s đồng.")
    general = N_("The cash counted is not the total of the list.")


class NobodyPaid(InputError):
    """An empty sheet cannot be posted."""

    rule = "roster_has_payers"
    message = N_("Tick the households that paid before posting the list.")


@dataclass(frozen=True)
class Sheet:
    """A roster with its lines in order, the parties on them, and its posting when it has one."""

    roster: Roster
    fund: Fund
    lines: Sequence[tuple[RosterLine, Party]]
    posting: RosterPosting | None

    @property
    def paid_count(self) -> int:
        """How many households are marked as having paid."""
        return sum(1 for line, _ in self.lines if line.amount is not None)

    @property
    def total(self) -> int:
        """What the sheet adds up to, in đồng."""
        return sum(line.amount for line, _ in self.lines if line.amount is not None)


def start(
    session: Session,
    *,
    association_id: int,
    fund_id: int,
    title: str,
    default_amount: Dong,
    names: Sequence[str],
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Start a sheet from pasted lines `name` or `name – distinguisher`, or from last year's households.

    names: one household a line; a line that names a household already listed by this association
    means that one, any other registers a new household. With no names, every household the
    association lists is put on the sheet. default_amount: đồng. Returns the id of the sheet.
    """
    require(session, by, Role.TREASURER, association_id)
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="start_roster",
        client_key=client_key,
        content={"title": title, "fund": fund_id, "amount": default_amount, "names": names},
    )
    if act.earlier is not None:
        return act.earlier
    roster = Roster(
        association_id=association_id,
        fund_id=fund_id,
        title=clean(title),
        default_amount=default_amount,
        created_by=by.user_id,
        created_at=now(),
    )
    session.add(roster)
    session.flush()
    giving = households.meant(session, association_id, names)
    session.execute(
        insert(RosterLine),
        [
            {"roster_id": roster.id, "position": position, "party_id": party_id, "amount": None, "note": ""}
            for position, party_id in enumerate(giving, start=1)
        ],
    )
    return act.done("roster", roster.id)


def sheet(session: Session, roster_id: int) -> Sheet:
    """A sheet with its lines; refuses with `NotFound`."""
    roster = session.get(Roster, roster_id)
    if roster is None:
        raise NotFound
    lines = session.execute(
        select(RosterLine, Party)
        .join(Party, Party.id == RosterLine.party_id)
        .where(RosterLine.roster_id == roster_id)
        .order_by(RosterLine.position)
    )
    return Sheet(
        roster=roster,
        fund=session.get_one(Fund, roster.fund_id),
        lines=lines.all(),
        posting=session.scalar(select(RosterPosting).where(RosterPosting.roster_id == roster_id)),
    )


@dataclass(frozen=True)
class Mark:
    """What the treasurer wrote on one line. amount: đồng paid, None when not paid; note: a few words."""

    amount: Dong | None
    note: str = ""


def keep(session: Session, *, roster_id: int, marks: Mapping[int, Mark], by: Actor) -> Sheet:
    """Keep what was typed on a sheet. marks: by line id; lines not named stay as they are.

    Refuses someone who is not the treasurer there, and a posted sheet (`RosterIsPosted`).
    """
    one_at_a_time(session, "roster", roster_id)
    found = sheet(session, roster_id)
    require(session, by, Role.TREASURER, found.roster.association_id)
    if found.posting is not None:
        raise RosterIsPosted
    _mark(session, found, marks)
    return found


def _mark(session: Session, found: Sheet, marks: Mapping[int, Mark]) -> None:
    for line, _ in found.lines:
        mark = marks.get(line.id)
        if mark is not None:
            line.amount, line.note = mark.amount, clean(mark.note)
    session.flush()


def post(
    session: Session,
    *,
    roster_id: int,
    counted_households: int,
    counted_cash: int,
    received_on: date,
    by: Actor,
    marks: Mapping[int, Mark] | None = None,
    client_key: str | None = None,
) -> int:
    """Post a sheet whole: one entry, a posting and a receipt for each household that paid.

    counted_households, counted_cash (đồng): counted by hand; both must agree with the list
    (`CountDiffers`, `CashDiffers`). received_on: the accounting date. marks: kept on the sheet first,
    also when the counts then differ. Returns the id of the sheet.
    """
    one_at_a_time(session, "roster", roster_id)
    found = sheet(session, roster_id)
    roster = found.roster
    require(session, by, Role.TREASURER, roster.association_id)
    act = audit.begin(
        session,
        association_id=roster.association_id,
        actor_id=by.user_id,
        verb="post_roster",
        client_key=client_key,
        content={
            "post": roster_id,
            "households": counted_households,
            "cash": counted_cash,
            "day": received_on,
        },
    )
    if act.earlier is not None:
        return act.earlier
    if found.posting is not None:
        raise RosterIsPosted
    _mark(session, found, marks or {})
    _check_counts(found, counted_households, counted_cash)
    paid = [(line.amount, party) for line, party in found.lines if line.amount is not None]
    entry_id = _post_paid(session, found, paid, received_on, by)
    session.add(
        RosterPosting(
            roster_id=roster.id,
            entry_id=entry_id,
            posted_on=received_on,
            listed_households=found.paid_count,
            counted_households=counted_households,
            listed_total=found.total,
            counted_cash=counted_cash,
        )
    )
    return act.done("roster", roster.id)


def _check_counts(found: Sheet, counted_households: int, counted_cash: int) -> None:
    if not found.paid_count:
        raise NobodyPaid
    if counted_households != found.paid_count:
        raise CountDiffers(listed=found.paid_count, counted=counted_households)
    if counted_cash != found.total:
        raise CashDiffers(listed=format_dong(found.total), counted=format_dong(counted_cash))


def _post_paid(
    session: Session,
    found: Sheet,
    paid: Sequence[tuple[Dong, Party]],
    received_on: date,
    by: Actor,
) -> int:
    """The entry, the receipts and the gifts of the households that paid; returns the entry's id."""
    roster, fund = found.roster, found.fund
    roles = chart.by_role(session)
    posted = journal.post(
        session,
        association_id=roster.association_id,
        kind=EntryKind.ROSTER,
        entry_date=received_on,
        description=roster.title,
        pairs=[Pair(fund.id, roles["cash"], roles["contributions"], amount) for amount, _ in paid],
        by=by,
    )
    issued = vouchers.issue(
        session,
        association_id=roster.association_id,
        kind=VoucherKind.RECEIPT,
        entry_id=posted.entry_id,
        issued_on=received_on,
        method=Method.CASH,
        drafts=[contributions.draft_for(party, fund, amount) for amount, party in paid],
        by=by,
    )
    rows = []
    for (amount, party), posting_id, voucher_id in zip(
        paid, posted.posting_ids, issued.voucher_ids, strict=True
    ):
        gift = NewContribution(
            association_id=roster.association_id,
            giver=party.id,
            amount=amount,
            fund_id=fund.id,
            method=Method.CASH,
            received_on=received_on,
        )
        rows.append(contributions.row(gift, party.id, posting_id, voucher_id, by))
    insert_contributions.ids(session, rows)
    return posted.entry_id
