"""Books of some years, made at random from a seed, for reports to be tried on."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts import chart, journal
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.associations.associations import Association
from ledger.database import Database
from ledger.errors import Refusal
from ledger.identity.roles import Actor
from ledger.money import Dong
from tests.factories import accounts
from tests.factories.communes import Commune, open_commune

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 11, 22)
ACTS = (
    ("contribution", "cash", "contributions"),
    ("contribution", "bank", "contributions"),
    ("contribution", "cash_2", "contributions"),
    ("award_decision", "award_expense", "awards_payable"),
    ("award_payment", "awards_payable", "cash"),
    ("transfer_sent", "in_transit", "bank"),
    ("transfer_received", "cash", "in_transit"),
    ("interest", "bank", "interest"),
    ("expense", "expense_management", "cash"),
    ("advance", "advances", "cash"),
    ("advance_settlement", "expense_ceremony", "advances"),
    ("deposit", "term_deposits", "bank"),
    ("goods_in", "goods", "goods_income"),
    ("goods_out", "goods_given", "goods"),
    ("fund_transfer", "between_funds", "cash"),
    ("fund_transfer", "bank", "between_funds"),
    ("hand_over", "cash_2", "cash"),
)
"""Kinds of entries with the roles of the accounts they debit and credit, as a bookkeeper would."""


@dataclass(frozen=True)
class Story:
    """A commune with three funds, and a neighbour whose postings must never show in its reports."""

    commune: Commune
    funds: list[Fund]

    @property
    def place(self) -> Association:
        """The commune."""
        return self.commune.association


def tell(book: Database, seed: int, *, entries: int = 60) -> Story:
    """Fill an empty book with entries of every kind, on days of three years."""
    random, commune = Random(seed), open_commune(book)
    with book.write() as session:
        others = [
            accounts.fund(session, commune.association, commune.province, name=f"Quỹ {name}", purpose="học")
            for name in ("Thắp Sáng", "Tô Hiệu")
        ]
    story = Story(commune, [commune.fund, *others])
    for fund in story.funds:
        for place, by in ((commune.association, commune.treasurer), (commune.province, commune.stranger)):
            open_with(book, place, fund, by)
    for _ in range(entries):
        _act(book, story, random)
    return story


def open_with(book: Database, place: Association, fund: Fund, by: Actor, amount: int = 50_000_000) -> None:
    """Take over a balance in both places where money lies."""
    with book.write() as session:
        roles = chart.by_role(session)
        pairs = [Pair(fund.id, roles[one], roles["opening"], Dong(amount)) for one in ("cash", "bank")]
        _post(session, place, EntryKind.OPENING, FIRST_DAY, pairs, by=by)


def _act(book: Database, story: Story, random: Random) -> None:
    """Post one entry of one to three postings, and sometimes its reversal; what is refused is left out."""
    kind, debit, credit = random.choice(ACTS)
    commune = story.commune
    place, by = random.choice(
        [(commune.association, commune.treasurer)] * 3 + [(commune.province, commune.stranger)]
    )
    day = FIRST_DAY + timedelta(days=random.randrange((LAST_DAY - FIRST_DAY).days + 1))
    try:
        with book.write() as session:
            roles = chart.by_role(session)
            pairs = [
                Pair(
                    random.choice(story.funds).id, roles[debit], roles[credit], Dong(random.randint(1, 10**6))
                )
                for _ in range(random.randint(1, 3))
            ]
            posted = _post(session, place, EntryKind(kind), day, pairs, by=by)
            if random.random() < 0.15:
                later = min(day + timedelta(days=random.randrange(200)), LAST_DAY)
                journal.reverse(
                    session, posting_ids=posted.posting_ids, entry_date=later, reason="ghi nhầm", by=by
                )
    except Refusal:
        return


def _post(
    session: Session, place: Association, kind: EntryKind, day: date, pairs: list[Pair], *, by: Actor
) -> journal.Posted:
    return journal.post(
        session,
        association_id=place.id,
        kind=kind,
        entry_date=day,
        description=f"Lý do {day.isoformat()}",
        pairs=pairs,
        by=by,
    )
