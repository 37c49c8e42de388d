"""Funds, and money moved between associations."""

from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.funds import Fund, FundKind
from ledger.associations.associations import Association
from tests.factories.associations import FOUNDED


def fund(
    session: Session,
    owner: Association,
    *other_holders: Association,
    name: str = "Quỹ Khuyến học Mẫu",
    purpose: str = "",
    opened_on: date = FOUNDED,
) -> Fund:
    """A fund that its owner and others hold."""
    return funds.open_fund(
        session,
        name=name,
        kind=FundKind.RESTRICTED if purpose else FundKind.UNRESTRICTED,
        owner_id=owner.id,
        opened_on=opened_on,
        holders=[holder.id for holder in (owner, *other_holders)],
        purpose=purpose,
    )


def hold(session: Session, fund: Fund, *others: Association) -> None:
    """Let others hold the money of a fund too."""
    funds.let_hold(session, fund_id=fund.id, association_ids=[other.id for other in others])
