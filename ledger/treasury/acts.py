"""What is recorded by one entry and one voucher alone: opening balances, interest, other income, expenses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.accounts import chart, journal, periods
from ledger.accounts.chart import RUNNING_EXPENSES, Account
from ledger.accounts.journal import DocumentStands, EntryKind, JournalEntry, Pair, Posting
from ledger.errors import InputError, NotFound
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.receipts import vouchers
from ledger.receipts.vouchers import Voucher, VoucherKind
from ledger.text import SHORTEST_REASON, clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper

MONEY, HEADING = "money", "heading"
"""Sides of a recipe that are chosen: where the money lies, and what it was spent on."""


@dataclass(frozen=True)
class Recipe:
    """How an act is written: the role of the account on each side, or what is chosen; and its voucher."""

    debit: str
    credit: str
    voucher: VoucherKind

    @property
    def spends(self) -> bool:
        """Whether money leaves."""
        return self.credit == MONEY


RECIPES: Mapping[EntryKind, Recipe] = {
    EntryKind.OPENING: Recipe(MONEY, "opening", VoucherKind.MEMO),
    EntryKind.INTEREST: Recipe(MONEY, "interest", VoucherKind.MEMO),
    EntryKind.OTHER_INCOME: Recipe(MONEY, "other_income", VoucherKind.MEMO),
    EntryKind.EXPENSE: Recipe(HEADING, MONEY, VoucherKind.PAYMENT),
}


class ChooseHeading(InputError):
    """An expense is recorded under one of the running expenses."""

    rule = "expense_heading_is_chosen"
    message = N_("Choose what the money was spent on.")


class PayeeMissing(InputError):
    """Somebody takes the money of an expense and signs for it."""

    rule = "expense_has_payee"
    message = N_("Enter who takes the money and signs the voucher.")


class ReasonMissing(InputError):
    """A voucher says what it is for."""

    rule = "voucher_has_reason"
    message = N_("Say in a few words what this is for.")


class CancellationSaysWhy(InputError):
    """What is cancelled says why."""

    rule = "cancellation_has_reason"
    message = N_("Say in a few words why this voucher is cancelled.")


@dataclass(frozen=True)
class NewAct:
    """What a treasurer records. kind: one of `RECIPES`; amount: đồng; place: the role of a money account.

    heading_id: the account of an expense; party: who gave, or takes, the money, as the voucher says.
    """

    association_id: int
    kind: EntryKind
    fund_id: int
    amount: Dong
    place: str
    day: date
    reason: str
    heading_id: int | None = None
    party_name: str = ""
    party_address: str = ""


def headings(session: Session) -> Sequence[Account]:
    """The running expenses under which money is spent, in the order of the chart."""
    return session.scalars(
        select(Account)
        .where(Account.code.startswith(RUNNING_EXPENSES), Account.role.is_not(None))
        .order_by(Account.code)
    ).all()


def heading(session: Session, account_id: int | None) -> Account:
    """A running expense by its account's id; refuses any other (`ChooseHeading`)."""
    found = next((account for account in headings(session) if account.id == account_id), None)
    if found is None:
        raise ChooseHeading
    return found


def record(session: Session, new: NewAct, *, by: Actor, client_key: str | None = None) -> int:
    """Record an act: its entry, its voucher and its place in the trail. Returns the voucher's id.

    The treasurer acts (`OutsideScope` otherwise). Refuses a closed period (`PeriodIsClosed`), a fund
    not held or closed, an expense without heading or payee (`ChooseHeading`, `PayeeMissing`), and more
    than the place holds or the fund has left (`Overdraft`, `FundHasTooLittle`, `CapitalIsPreserved`).
    """
    require(session, by, Role.TREASURER, new.association_id)
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb=f"record_{new.kind}",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    recipe = RECIPES[new.kind]
    fund = means.fund_here(session, association_id=new.association_id, fund_id=new.fund_id, day=new.day)
    place = means.place(session, new.association_id, new.place)
    if not clean(new.reason):
        raise ReasonMissing
    if recipe.spends:
        if not clean(new.party_name):
            raise PayeeMissing
        means.refuse_beyond(
            session, association_id=new.association_id, fund=fund, place=place, amount=new.amount
        )
    roles: dict[str, int] = {**chart.by_role(session), MONEY: place.account_id}
    if HEADING in (recipe.debit, recipe.credit):
        roles[HEADING] = heading(session, new.heading_id).id
    recorded = entries.record(
        session,
        association_id=new.association_id,
        kind=new.kind,
        day=new.day,
        pairs=[Pair(fund.id, roles[recipe.debit], roles[recipe.credit], new.amount)],
        paper=Paper(
            recipe.voucher,
            fund,
            new.amount,
            clean(new.reason),
            place.method,
            clean(new.party_name),
            clean(new.party_address),
        ),
        by=by,
    )
    return act.done("voucher", recorded.voucher_id)


def cancel(
    session: Session, *, voucher_id: int, reason: str, by: Actor, client_key: str | None = None
) -> int:
    """Cancel one of these acts: its posting is mirrored and its voucher is void, number kept.

    The reversal is dated on the act's own day while its period is open, else today.
    reason: a few words (`CancellationSaysWhy`). Refuses an act with a document of its own
    (`DocumentStands`), one already cancelled (`AlreadyReversed`) or corrected (`CorrectedStands`), and
    money that has left since (`Overdraft`). Returns the voucher's id.
    """
    voucher, posting = posting_of(session, voucher_id)
    require(session, by, Role.TREASURER, voucher.association_id)
    act = audit.begin(
        session,
        association_id=voucher.association_id,
        actor_id=by.user_id,
        verb="cancel_voucher",
        client_key=client_key,
        content={"cancel": voucher_id, "reason": reason},
    )
    if act.earlier is not None:
        return act.earlier
    reason = clean(reason)
    if len(reason) < SHORTEST_REASON:
        raise CancellationSaysWhy
    day = periods.day_of_correction(session, voucher.association_id, posting.entry_date)
    reversal = journal.reverse(session, posting_ids=[posting.id], entry_date=day, reason=reason, by=by)
    vouchers.void(session, voucher_id=voucher_id, reason=reason, entry_id=reversal.entry_id, by=by)
    return act.done("voucher", voucher_id)


def posting_of(session: Session, voucher_id: int) -> tuple[Voucher, Posting]:
    """The voucher of an act and its only posting.

    Refuses an unknown voucher (`NotFound`), and one whose entry has a document (`DocumentStands`).
    """
    found = session.execute(
        select(Voucher, Posting, JournalEntry.kind)
        .join(JournalEntry, JournalEntry.id == Voucher.entry_id)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .where(Voucher.id == voucher_id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound
    if found[2] not in RECIPES:
        raise DocumentStands
    return found[0], found[1]
