"""The audit trail of an association in words: who did what, to what, when. Read by inspectors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ledger.accounts.funds import Fund
from ledger.accounts.periods import PeriodEvent
from ledger.accounts.places import MoneyPlace
from ledger.accounts.presentation import PROFILE_NAMES, BookkeepingProfile, Profile
from ledger.accounts.remittance_rules import RemittanceRule
from ledger.accounts.transfers import Transfer
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association
from ledger.associations.events import AssociationEvent
from ledger.audit import AuditEvent
from ledger.contributions.rosters import Roster
from ledger.dates import format_date
from ledger.declarations.figures import Declaration
from ledger.disbursements.decisions import Decision
from ledger.disbursements.payments import Payment
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import Proposal
from ledger.i18n import N_, Msgid, gettext
from ledger.identity.roles import ROLE_NAMES, Role, RoleHolding
from ledger.identity.users import User
from ledger.money import format_dong
from ledger.people.parties import Party
from ledger.receipts.vouchers import Voucher, VoucherKind, shown_number
from ledger.recognition.recognitions import RecognitionDecision, Registration
from ledger.reports.budget import BudgetLine
from ledger.treasury.counts import CashCount
from ledger.treasury.goods import GoodsIssue, GoodsLot
from ledger.treasury.hand_overs import HandOver
from ledger.treasury.shortages import ShortageSettlement

VERB_NAMES: Mapping[str, Msgid] = {
    "confirm_clock": N_("Said that the date of the computer is right"),
    "record_contribution": N_("Recorded a gift"),
    "record_list": N_("Recorded a list of gifts"),
    "cancel_contribution": N_("Cancelled a receipt"),
    "start_roster": N_("Started a collection list"),
    "post_roster": N_("Posted a collection list"),
    "propose": N_("Proposed a list of awards"),
    "decide": N_("Decided a list of awards"),
    "pay": N_("Paid a list of awards"),
    "send_transfer": N_("Sent money to another association"),
    "confirm_transfer": N_("Confirmed that money arrived"),
    "refuse_transfer": N_("Refused money from another association"),
    "take_back_transfer": N_("Took refused money back"),
    "add_remittance_rule": N_("Recorded a rule of remittance"),
    "end_remittance_rule": N_("Ended a rule of remittance"),
    "set_budget": N_("Set a budget"),
    "declare": N_("Recorded declared figures"),
    "replace_declaration": N_("Corrected declared figures"),
    "declare_list": N_("Recorded a list of declared figures"),
    "declare_counts": N_("Recorded declared counts"),
    "record_opening": N_("Recorded an opening balance"),
    "record_interest": N_("Recorded interest"),
    "record_other_income": N_("Recorded other income"),
    "record_expense": N_("Recorded an expense"),
    "cancel_voucher": N_("Cancelled a voucher"),
    "correct_voucher": N_("Corrected a voucher"),
    "move_between_funds": N_("Moved money between funds"),
    "give_advance": N_("Handed out an advance"),
    "settle_advance": N_("Settled an advance"),
    "place_deposit": N_("Placed a term deposit"),
    "take_back_deposit": N_("Took a term deposit back"),
    "close_period": N_("Closed the book up to a day"),
    "reopen_period": N_("Opened the book again"),
    "file_period": N_("Marked an annual statement as filed"),
    "choose_profile": N_("Chose which books to keep"),
    "name_place": N_("Named a cash box or bank account"),
    "close_place": N_("Closed a cash box or bank account"),
    "hand_over": N_("Handed cash over"),
    "confirm_hand_over": N_("Confirmed cash handed over"),
    "withdraw_hand_over": N_("Took a hand-over back"),
    "count_cash": N_("Counted cash"),
    "settle_shortage": N_("Settled a shortage"),
    "receive_goods": N_("Received goods"),
    "give_goods": N_("Gave goods out"),
    "register_for_model": N_("Registered for a learning model"),
    "register_list": N_("Registered a list for a learning model"),
    "assess": N_("Assessed a registration"),
    "assess_list": N_("Assessed a list of registrations"),
    "recognize": N_("Recognized titles by a decision"),
    "found_unit": N_("Founded a unit"),
    "found_communes": N_("Founded the communes of a province"),
    "merge_associations": N_("Merged units"),
    "split_association": N_("Split a unit"),
    "abolish_association": N_("Abolished a unit"),
    "revive_association": N_("Revived a unit"),
    "rename_unit": N_("Changed the name of a unit"),
    "name_unit_too": N_("Kept another name of a unit"),
    "move_unit": N_("Moved a unit"),
    "start_ledger": N_("Began to keep a book here"),
    "record_share": N_("Recorded the shares of a split"),
    "open_fund": N_("Opened a fund"),
    "let_hold": N_("Let all units beneath hold a fund"),
    "open_programme": N_("Opened a programme"),
    "create_user": N_("Made a user"),
    "grant_role": N_("Gave a role"),
    "end_role": N_("Ended a role"),
    "disable_user": N_("Shut a user out"),
    "enable_user": N_("Let a user in again"),
    "renew_passphrase": N_("Gave a new passphrase"),
}
"""What each act is called, in the past; an act without a name here is shown by its code."""


@dataclass(frozen=True)
class Step:
    """One act. verb: English msgid; about: what it was done to, as the desk names it, empty if unknown."""

    id: int
    who: str
    verb: str
    about: str
    when: datetime


def steps(session: Session, association_id: int, *, before: int | None = None, limit: int) -> Sequence[Step]:
    """What was done in an association, the newest first.

    before: the id of the last step of the page before; limit: at most so many.
    """
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.association_id == association_id)
    )
    if before is not None:
        query = query.where(AuditEvent.id < before)
    found = session.execute(query.order_by(AuditEvent.id.desc()).limit(limit)).all()
    about = _about(session, [event for event, _ in found])
    return [
        Step(
            id=event.id,
            who=name or "",
            verb=VERB_NAMES.get(event.verb, event.verb),
            about=about.get((event.subject_type, event.subject_id), ""),
            when=event.recorded_at,
        )
        for event, name in found
    ]


_SUBJECTS: Mapping[str, tuple[Select[*tuple[Any, ...]], Callable[..., str]]] = {
    "administrative_area": (select(AdministrativeArea.id, AdministrativeArea.name), str),
    "association": (select(Association.id, Association.name), str),
    "association_event": (select(AssociationEvent.id, AssociationEvent.decision), str),
    "fund": (select(Fund.id, Fund.name), str),
    "programme": (select(Programme.id, Programme.name), str),
    "app_user": (select(User.id, User.name), str),
    "roster": (select(Roster.id, Roster.title), str),
    "proposal": (select(Proposal.id, Proposal.title), str),
    "decision": (select(Decision.id, Decision.number), str),
    "recognition_decision": (select(RecognitionDecision.id, RecognitionDecision.number), str),
    "registration": (
        select(Registration.id, Party.name).join(Party, Party.id == Registration.party_id),
        str,
    ),
    "voucher": (
        select(Voucher.id, Voucher.kind, Voucher.year, Voucher.book, Voucher.number),
        lambda kind, year, book, number: shown_number(VoucherKind(kind), year, book, number),
    ),
    "payment": (
        select(Payment.id, Voucher.kind, Voucher.year, Voucher.book, Voucher.number).join(
            Voucher, Voucher.id == Payment.voucher_id
        ),
        lambda kind, year, book, number: shown_number(VoucherKind(kind), year, book, number),
    ),
    "transfer": (
        select(Transfer.id, Transfer.amount),
        lambda amount: gettext("%(amount)s đồng", amount=format_dong(amount)),
    ),
    "remittance_rule": (select(RemittanceRule.id, RemittanceRule.decision), str),
    "period_event": (select(PeriodEvent.id, PeriodEvent.day), format_date),
    "bookkeeping_profile": (
        select(BookkeepingProfile.id, BookkeepingProfile.profile),
        lambda profile: gettext(PROFILE_NAMES[Profile(profile)]),
    ),
    "budget_line": (select(BudgetLine.id, BudgetLine.year), str),
    "declaration": (select(Declaration.id, Declaration.as_of), format_date),
    "money_place": (select(MoneyPlace.id, MoneyPlace.name), str),
    "hand_over": (select(HandOver.id, HandOver.handed_on), format_date),
    "cash_count": (select(CashCount.id, CashCount.counted_on), format_date),
    "shortage_settlement": (select(ShortageSettlement.id, ShortageSettlement.settled_on), format_date),
    "goods_lot": (select(GoodsLot.id, GoodsLot.description), str),
    "goods_issue": (
        select(GoodsIssue.id, GoodsLot.description).join(GoodsLot, GoodsLot.id == GoodsIssue.lot_id),
        str,
    ),
    "role_holding": (
        select(RoleHolding.id, RoleHolding.role, User.name).join(User, User.id == RoleHolding.user_id),
        lambda role, name: gettext("%(role)s: %(name)s", role=ROLE_NAMES[Role(role)], name=name),
    ),
}
"""For each kind of subject: its id with what names it, and how that is said."""


def _about(session: Session, events: Sequence[AuditEvent]) -> Mapping[tuple[str, int], str]:
    """What each event is about, by kind and id: one statement for each kind on the page."""
    said = {}
    for kind in {event.subject_type for event in events} & _SUBJECTS.keys():
        query, say = _SUBJECTS[kind]
        ids = {event.subject_id for event in events if event.subject_type == kind}
        identity = query.selected_columns[0]
        for row in session.execute(query.where(identity.in_(ids))):
            said[kind, row[0]] = say(*row[1:])
    return said
