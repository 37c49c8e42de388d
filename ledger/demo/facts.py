"""What the demo's book holds, measured from the book itself, never from the plan that filled it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts import chart
from ledger.accounts.balances import Turnover
from ledger.accounts.funds import Fund
from ledger.accounts.journal import JournalEntry, Posting
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association, AssociationKind
from ledger.database import Base, Database
from ledger.demo.figures import ARTICLE_YEARS, EDUCATION_FUND, SCHOLARSHIP_FUND
from ledger.demo.staff import SIGN_INS, SignIn
from ledger.disbursements.payments import Payment, PaymentLine
from ledger.identity.users import User
from ledger.people.parties import Party
from ledger.receipts.vouchers import Voucher, VoucherKind


@dataclass(frozen=True)
class DemoFacts:
    """Counts and sums of the demo's book; sums are in đồng over 2024 and 2025 together.

    awards, award_total: awards paid in those years; last_day: the last accounting date.
    """

    areas: int
    communes: int
    associations: int
    users: int
    parties: int
    entries: int
    postings: int
    receipts: int
    first_day: date
    last_day: date
    education_fund: int
    scholarship_fund: int
    awards: int
    award_total: int
    sign_ins: tuple[SignIn, ...]


def measure(database: Database) -> DemoFacts:
    """Read the facts of a loaded demo book."""
    with database.read() as session:
        first_day, last_day = session.execute(
            select(func.min(JournalEntry.entry_date), func.max(JournalEntry.entry_date))
        ).one()
        awards, award_total = _awards(session)
        return DemoFacts(
            areas=_count(session, AdministrativeArea),
            communes=_count(session, Association, Association.kind == AssociationKind.COMMUNE),
            associations=_count(session, Association),
            users=_count(session, User),
            parties=_count(session, Party),
            entries=_count(session, JournalEntry),
            postings=_count(session, Posting),
            receipts=_count(session, Voucher, Voucher.kind == VoucherKind.RECEIPT),
            first_day=first_day,
            last_day=last_day,
            education_fund=_mobilized(session, EDUCATION_FUND),
            scholarship_fund=_mobilized(session, SCHOLARSHIP_FUND),
            awards=awards,
            award_total=award_total,
            sign_ins=SIGN_INS,
        )


def _count(session: Session, table: type[Base], *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]  # filters


def _mobilized(session: Session, fund_code: str) -> int:
    """What came into a fund from outside in the article's years, in đồng."""
    total = session.scalar(
        select(func.sum(Turnover.credit - Turnover.debit))
        .join(Fund, Fund.id == Turnover.fund_id)
        .where(
            Fund.code == fund_code,
            Turnover.account_id == chart.by_role(session)["contributions"],
            Turnover.year.in_(ARTICLE_YEARS),
        )
    )
    return int(total or 0)


def _awards(session: Session) -> tuple[int, int]:
    """How many awards were paid in the article's years, and their sum in đồng."""
    first, last = date(ARTICLE_YEARS[0], 1, 1), date(ARTICLE_YEARS[-1], 12, 31)
    count, total = session.execute(
        select(func.count(PaymentLine.id), func.sum(PaymentLine.amount))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.paid_on.between(first, last))
    ).one()
    return count, int(total or 0)
