"""The demo's three funds, what each association holds when the book opens, and the award programmes."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts import chart, journal
from ledger.accounts.funds import Fund, FundKind, open_fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.associations.associations import Association, AssociationKind
from ledger.demo.figures import CLAN_FUND, EDUCATION_FUND, FIRST_DAY, SCHOLARSHIP_FUND
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.disbursements.programmes import Programme, open_programme
from ledger.identity.roles import Role
from ledger.money import Dong

MILLION = 1_000_000
TEN_THOUSAND = 10_000

OPENING = {
    AssociationKind.PROVINCE: {EDUCATION_FUND: (180, 180), SCHOLARSHIP_FUND: (350, 350)},
    AssociationKind.COMMUNE: {EDUCATION_FUND: (12, 45), SCHOLARSHIP_FUND: (8, 18)},
    AssociationKind.CHAPTER: {EDUCATION_FUND: (1, 6)},
    AssociationKind.SCHOOL_BOARD: {EDUCATION_FUND: (2, 8)},
    AssociationKind.CLAN_BOARD: {EDUCATION_FUND: (1, 5)},
}
"""Millions of đồng held when the book opens, from and to, by kind of association and fund."""

CLAN_OPENING = 21_600_000

REWARD, SCHOLARSHIP, HARDSHIP, ADULT = "reward", "scholarship", "hardship", "adult_learner"
REWARD_NAME = "Khen thưởng thành tích dạy và học"
SCHOLARSHIP_NAME = "Học bổng Tô Hiệu"
HARDSHIP_NAME = "Tiếp bước học sinh vượt khó"
ADULT_NAME = "Học bổng người lớn học tập"
CLAN_REWARD_NAME = "Khen thưởng con em dòng họ ngày 1/6"


@dataclass(frozen=True)
class Funds:
    """The three funds, by the names that the article has for them."""

    education: Fund
    scholarship: Fund
    clan: Fund

    def by_code(self) -> Mapping[str, Fund]:
        """The same, by code."""
        return {fund.code: fund for fund in (self.education, self.scholarship, self.clan)}


Programmes = Mapping[tuple[int, str], Programme]
"""Programmes by association and category."""


def open_all(session: Session, tree: Tree) -> Funds:
    """Open the funds and let associations hold them; the clan's board holds its own fund only."""
    communes = [commune.association.id for commune in tree.communes]
    boards = [board.association.id for board in tree.boards if board is not tree.thao]
    return Funds(
        education=open_fund(
            session,
            name="Quỹ Khuyến học",
            code=EDUCATION_FUND,
            kind=FundKind.UNRESTRICTED,
            owner_id=tree.head.id,
            opened_on=FIRST_DAY,
            holders=[tree.head.id, *communes, *boards],
        ),
        scholarship=open_fund(
            session,
            name="Quỹ học bổng Tô Hiệu",
            code=SCHOLARSHIP_FUND,
            kind=FundKind.RESTRICTED,
            purpose="Học bổng cho học sinh, sinh viên vượt khó học giỏi và người lớn học tập suốt đời",
            owner_id=tree.head.id,
            opened_on=FIRST_DAY,
            holders=[tree.head.id, *communes],
        ),
        clan=open_fund(
            session,
            name="Quỹ Khuyến học dòng họ Thào",
            code=CLAN_FUND,
            kind=FundKind.RESTRICTED,
            purpose="Khen thưởng, giúp đỡ con em dòng họ Thào học tập",
            owner_id=tree.thao.association.id,
            opened_on=FIRST_DAY,
            holders=[tree.thao.association.id],
        ),
    )


def open_books(session: Session, rng: Random, tree: Tree, funds: Funds, staff: Staff) -> None:
    """Post what each association holds on the first day, most of it in the bank at the province only."""
    by_code = funds.by_code()
    associations = [tree.head, *(commune.association for commune in tree.communes)]
    for association in [*associations, *(board.association for board in tree.boards)]:
        if association is tree.thao.association:
            held = {funds.clan.id: CLAN_OPENING}
        else:
            ranges = OPENING[AssociationKind(association.kind)]
            held = {
                by_code[code].id: rng.randrange(low * MILLION, high * MILLION + 1, TEN_THOUSAND)
                for code, (low, high) in ranges.items()
            }
        _open_book(session, association, held, staff)


def _open_book(session: Session, association: Association, held: Mapping[int, int], staff: Staff) -> None:
    """One opening entry: a third of each fund in the cash box and the rest in the bank, or all in cash."""
    roles = chart.by_role(session)
    has_bank = association.kind in (AssociationKind.PROVINCE, AssociationKind.COMMUNE)
    pairs = []
    for fund_id, amount in held.items():
        cash = amount // 3 // TEN_THOUSAND * TEN_THOUSAND if has_bank else amount
        pairs.append(Pair(fund_id, roles["cash"], roles["opening"], Dong(cash)))
        if amount > cash:
            pairs.append(Pair(fund_id, roles["bank"], roles["opening"], Dong(amount - cash)))
    journal.post(
        session,
        association_id=association.id,
        kind=EntryKind.OPENING,
        entry_date=FIRST_DAY,
        description="",
        pairs=pairs,
        by=staff.who(Role.TREASURER, association),
    )


def open_programmes(session: Session, tree: Tree, funds: Funds) -> Programmes:
    """Open the award programmes of the province, of every commune and of the clan."""
    opened: dict[tuple[int, str], Programme] = {}

    def add(association: Association, fund: Fund, category: str, name: str) -> None:
        opened[association.id, category] = open_programme(
            session,
            association_id=association.id,
            fund_id=fund.id,
            name=name,
            category=category,
            opened_on=FIRST_DAY,
            recognition_required=category == ADULT,
        )

    for association in (tree.head, *(commune.association for commune in tree.communes)):
        add(association, funds.education, REWARD, REWARD_NAME)
        add(association, funds.scholarship, SCHOLARSHIP, SCHOLARSHIP_NAME)
    add(tree.long_he.association, funds.education, HARDSHIP, HARDSHIP_NAME)
    add(tree.long_he.association, funds.scholarship, ADULT, ADULT_NAME)
    add(tree.thao.association, funds.clan, REWARD, CLAN_REWARD_NAME)
    return opened
