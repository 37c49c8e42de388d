"""July 2025 in one district of Hải Dương, as its treasurers lived it. Every scene ends with what it leaves.

Read it from the top. Bình Giang district has five communes. One is divided, two become one, one only gets
another name. The district ends, Hải Dương becomes part of Hải Phòng. No đồng is lost, and none is
counted twice. The places are real but for Mẫu; the people and their money are invented, and the
163.1 billion of Hải Dương are from a newspaper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import transfers_listed
from ledger.accounts.funds import Fund
from ledger.associations import associations, finder, former_areas, tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.events import Decree, Document
from ledger.clock import stopped_at
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database
from ledger.declarations import declarations, summaries
from ledger.declarations.figures import Figures
from ledger.disclosure.totals import totals
from ledger.disclosure.verify import verify
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from ledger.reorganisation.by_areas import Proposal, Step, propose
from ledger.reorganisation.carrying_out import carry_out
from ledger.reorganisation.carrying_out_by_areas import carry_out_by_areas
from ledger.reorganisation.changes import Change
from ledger.reorganisation.plan import plan
from ledger.treasury import remittances
from tests.factories import accounts, identity
from tests.factories.areas import Areas, load_binh_giang

FOUNDED = date(2024, 1, 1)
JUNE, LAST_DAY, FIRST_DAY, LATER = date(2025, 6, 2), date(2025, 6, 30), date(2025, 7, 1), date(2025, 8, 1)
DECREE = Decree("1669/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội", documents=(Document("Đề án sắp xếp"),))
PUBLISHED = 163_100_000_000

HEAD, HAI_DUONG, HAI_PHONG = "Hội Khuyến học Việt Nam", "tỉnh Hải Dương", "thành phố Hải Phòng"
DISTRICT = "huyện Bình Giang"
KE_SAT, HUNG_THANG, VINH_HONG, LONG_XUYEN, MAU = (
    "thị trấn Kẻ Sặt",
    "xã Hùng Thắng",
    "xã Vĩnh Hồng",
    "xã Long Xuyên",
    "xã Mẫu",
)
NEW_KE_SAT, NEW_BINH_GIANG = "xã Kẻ Sặt", "xã Bình Giang"
CLAN, VILLAGE = "dòng họ Vũ Mẫu", "thôn Mẫu"


@dataclass
class Stage:
    """The book, who and what is in it by the names above, and the areas by their codes."""

    book: Database
    former: Areas = field(default_factory=dict)
    today: Areas = field(default_factory=dict)
    places: dict[str, Association] = field(default_factory=dict)
    treasurers: dict[str, Actor] = field(default_factory=dict)
    general: Fund = field(init=False)
    library: Fund = field(init=False)
    officer: Actor = field(init=False)

    def fresh(self, name: str) -> Association:
        """An association as it is now."""
        with self.book.read() as session:
            return session.get_one(Association, self.places[name].id)

    def holds(self, name: str, *, year: int = 2025, on: date = LATER) -> tuple[int, int]:
        """What an association holds itself, and with all under it on a day; money on its way counted in."""
        with self.book.read() as session:
            found = totals(session, association_id=self.places[name].id, year=year, structure_on=on)
        return found.own_all.closing, found.subtree_all.closing

    def beneath(self, name: str, on: date) -> set[str]:
        """Who stands directly under an association on a day."""
        with self.book.read() as session:
            return {
                associations.without_title(one.name)
                for one in tree.children(session, self.places[name].id, on)
            }


def test_reorganisation__one_district_in_july_2025(book: Database) -> None:
    with stopped_at(JUNE):
        stage = in_june_everybody_keeps_a_book_or_declares(book)
    with stopped_at(LATER):
        the_table_of_areas_says_what_will_follow(stage)
        what_concerns_no_money_is_done_at_once(stage)
        two_communes_become_one_and_hand_over(stage)
        one_commune_is_divided_and_its_money_too(stage)
        the_district_and_the_province_end(stage)
        the_clan_goes_on(stage)
        every_dong_is_there_once(stage)
        hai_duong_is_seen_inside_hai_phong(stage)
        former_names_find_what_there_is_today(stage)


def in_june_everybody_keeps_a_book_or_declares(book: Database) -> Stage:
    stage = Stage(book)
    with book.write() as session:
        stage.former, stage.today = load_binh_giang(session)
        found(session, stage, HEAD, AssociationKind.CENTRAL)
        found(session, stage, HAI_DUONG, AssociationKind.PROVINCE, under=HEAD, code="30")
        found(session, stage, HAI_PHONG, AssociationKind.PROVINCE, under=HEAD, code="31")
        found(session, stage, DISTRICT, AssociationKind.DISTRICT, under=HAI_DUONG, code="296")
        for code, name in (("10945", KE_SAT), ("10954", HUNG_THANG), ("10960", VINH_HONG)):
            found(session, stage, name, AssociationKind.COMMUNE, under=DISTRICT, code=code, keeps_book=True)
        for code, name in (("10963", LONG_XUYEN), ("11242", MAU)):
            found(session, stage, name, AssociationKind.COMMUNE, under=DISTRICT, code=code)
        found(session, stage, CLAN, AssociationKind.CLAN_BOARD, under=VINH_HONG, keeps_book=True)
        found(session, stage, VILLAGE, AssociationKind.CHAPTER, under=VINH_HONG)
        keepers = [stage.places[name] for name in (KE_SAT, HUNG_THANG, VINH_HONG, CLAN)]
        stage.general = accounts.fund(session, stage.places[HEAD], *keepers, name="Quỹ Khuyến học")
        stage.library = accounts.fund(
            session, stage.places[VINH_HONG], name="Quỹ Thư viện", purpose="thư viện"
        )
        stage.officer = identity.actor(session, stage.places[HEAD], Role.ADMINISTRATOR)
        declare_hai_duong(session, stage)
    give(stage, KE_SAT, 3_000_000, stage.general)
    give(stage, HUNG_THANG, 2_000_000, stage.general)
    give(stage, VINH_HONG, 1_000_000, stage.general)
    give(stage, VINH_HONG, 500_000, stage.library)
    give(stage, CLAN, 4_000_000, stage.general)
    assert stage.holds(HAI_DUONG, on=JUNE) == (0, 10_500_000)
    assert stage.holds(HAI_PHONG, on=JUNE) == (0, 0)
    return stage


def found(
    session: Session,
    stage: Stage,
    name: str,
    kind: AssociationKind,
    *,
    under: str = "",
    code: str = "",
    keeps_book: bool = False,
) -> None:
    place = associations.found(
        session,
        name=f"Hội Khuyến học {name}",
        kind=kind,
        founded_on=FOUNDED,
        area_id=stage.former[code].id if code else None,
        bookkeeping=Bookkeeping.LEDGERED if keeps_book else Bookkeeping.DECLARED,
    )
    if under:
        tree.place_under(session, child=place, parent=stage.places[under], valid_from=FOUNDED)
    stage.places[name] = place
    stage.treasurers[name] = identity.actor(session, place, Role.TREASURER, name=f"Thủ quỹ {name}")


def declare_hai_duong(session: Session, stage: Stage) -> None:
    """A newspaper says what the whole province had in June 2024, and no more than that."""
    said = Figures(date(2024, 6, 30), PUBLISHED, 0, 0, PUBLISHED, "Báo Hải Dương: hơn 163,1 tỷ đồng, cả tỉnh")
    declarations.declare(
        session,
        association_id=stage.places[HAI_DUONG].id,
        figures=said,
        by=stage.treasurers[HAI_DUONG],
        confirmed=True,
    )


def give(stage: Stage, name: str, amount: int, fund: Fund, *, on: date = JUNE) -> None:
    new = NewContribution(
        association_id=stage.places[name].id,
        giver="Bà Vũ Thị Mẫu",
        amount=Dong(amount),
        fund_id=fund.id,
        method=Method.CASH,
        received_on=on,
    )
    with stage.book.write() as session:
        contributions.record(session, new, by=stage.treasurers[name])


def proposed(stage: Stage) -> Sequence[Proposal]:
    with stage.book.read() as session:
        return propose(session, stage.today["31"])


def told(proposals: Sequence[Proposal]) -> list[tuple[Step, list[str], list[str]]]:
    """Each step: who ends, and what follows, without "Hội Khuyến học"."""
    return [
        (
            one.step,
            [associations.without_title(place.name) for place in one.ending],
            [associations.without_title(name) for name in one.names],
        )
        for one in proposals
    ]


def the_table_of_areas_says_what_will_follow(stage: Stage) -> None:
    assert told(proposed(stage)) == [
        (Step.FOUND, [], [NEW_KE_SAT]),
        (Step.FOUND, [], [NEW_BINH_GIANG]),
        (Step.GO_ON, [HAI_PHONG], [HAI_PHONG]),
        (Step.GO_ON, [MAU], [MAU]),  # it gets its new name below
        (Step.MERGE, [KE_SAT, HUNG_THANG], [NEW_KE_SAT]),
        (Step.MERGE, [LONG_XUYEN], [NEW_BINH_GIANG]),
        (Step.SPLIT, [VINH_HONG], [NEW_KE_SAT, NEW_BINH_GIANG]),
        (Step.ABOLISH, [DISTRICT], [HAI_PHONG]),
        (Step.MERGE, [HAI_DUONG], [HAI_PHONG]),
    ]
    assert stage.fresh(KE_SAT).closed_on is None, "a proposal changes nothing"


def what_concerns_no_money_is_done_at_once(stage: Stage) -> None:
    left = carry_out_the_rest(stage)
    assert [step for step, _, _ in told(left)] == [Step.MERGE, Step.SPLIT, Step.ABOLISH, Step.MERGE]
    assert stage.beneath(HAI_PHONG, FIRST_DAY) == {NEW_KE_SAT, NEW_BINH_GIANG, "xã Mẫu Sơn"}
    assert stage.beneath(DISTRICT, LAST_DAY) == {KE_SAT, HUNG_THANG, VINH_HONG, LONG_XUYEN, "xã Mẫu Sơn"}
    assert stage.fresh(LONG_XUYEN).closed_on == LAST_DAY
    assert stage.fresh(MAU).closed_on is None
    with stage.book.write() as session:
        for name in (NEW_KE_SAT, NEW_BINH_GIANG):
            place = associations.find(session, f"Hội Khuyến học {name}")
            stage.places[name] = place
            stage.treasurers[name] = identity.actor(session, place, Role.TREASURER)
            assert (place.founded_on, place.ledgered_from) == (FIRST_DAY, FIRST_DAY)


def carry_out_the_rest(stage: Stage) -> Sequence[Proposal]:
    with stage.book.write() as session:
        root = session.get_one(Association, stage.places[HEAD].id)
        return carry_out_by_areas(session, stage.today["31"], root=root, decree=DECREE, by=stage.officer)


def two_communes_become_one_and_hand_over(stage: Stage) -> None:
    merger = proposed(stage)[0].change(root_id=stage.places[HEAD].id, on=FIRST_DAY, decree=DECREE)
    wizard(stage, merger)
    assert stage.fresh(KE_SAT).closed_on == stage.fresh(HUNG_THANG).closed_on == LAST_DAY
    assert stage.holds(NEW_KE_SAT) == (0, 5_000_000), "on its way until the new treasurer counts it"
    assert confirm(stage, NEW_KE_SAT) == 2
    assert stage.holds(NEW_KE_SAT) == (5_000_000, 5_000_000)


def one_commune_is_divided_and_its_money_too(stage: Stage) -> None:
    split = proposed(stage)[0].change(root_id=stage.places[HEAD].id, on=FIRST_DAY, decree=DECREE)
    to_ke_sat, to_binh_giang = 0, 1
    with stage.book.read() as session:
        [ending] = plan(session, split, by=stage.officer).endings
    cash = ending.holdings[0].place.account_id
    giver, general, library = stage.places[VINH_HONG].id, stage.general.id, stage.library.id
    wizard(
        stage,
        replace(
            split,
            portions={
                (giver, general, cash, to_ke_sat): 400_000,
                (giver, general, cash, to_binh_giang): 600_000,
                (giver, library, cash, to_binh_giang): 500_000,
            },
            children={stage.places[CLAN].id: to_ke_sat, stage.places[VILLAGE].id: to_binh_giang},
        ),
    )
    assert (confirm(stage, NEW_KE_SAT), confirm(stage, NEW_BINH_GIANG)) == (1, 2)
    assert stage.holds(NEW_KE_SAT) == (5_400_000, 9_400_000), "with the clan's 4 million"
    assert stage.holds(NEW_BINH_GIANG) == (1_100_000, 1_100_000)
    assert stage.holds(VINH_HONG) == (0, 0)


def wizard(stage: Stage, change: Change) -> None:
    """The officer looks at what will happen, and lets it happen."""
    with stage.book.read() as session:
        seen = plan(session, change, by=stage.officer)
    assert seen.ready, (seen.problems, seen.matters)
    with stage.book.write() as session:
        carry_out(session, change, seen=seen.fingerprint, by=stage.officer)


def confirm(stage: Stage, name: str) -> int:
    """The treasurer counts what was handed over; returns how many sums arrived."""
    with stage.book.write() as session:
        waiting = transfers_listed.to_answer(session, stage.places[name].id)
        for line in waiting:
            remittances.confirm(
                session, transfer_id=line.transfer.id, confirmed_on=LATER, by=stage.treasurers[name]
            )
    return len(waiting)


def the_district_and_the_province_end(stage: Stage) -> None:
    assert carry_out_the_rest(stage) == []
    assert stage.fresh(DISTRICT).closed_on == stage.fresh(HAI_DUONG).closed_on == LAST_DAY
    assert stage.beneath(HEAD, LAST_DAY) == {HAI_DUONG, HAI_PHONG}
    assert stage.beneath(HEAD, FIRST_DAY) == {HAI_PHONG}
    assert proposed(stage) == []


def the_clan_goes_on(stage: Stage) -> None:
    before = stage.fresh(CLAN)
    give(stage, CLAN, 250_000, stage.general, on=LATER)
    assert stage.holds(CLAN) == (4_250_000, 4_250_000)
    assert (before.closed_on, before.founded_on) == (None, FOUNDED)
    assert CLAN in stage.beneath(VINH_HONG, LAST_DAY)
    assert CLAN in stage.beneath(NEW_KE_SAT, FIRST_DAY)


def every_dong_is_there_once(stage: Stage) -> None:
    assert stage.holds(HAI_PHONG)[1] == 10_500_000 + 250_000
    assert stage.holds(HAI_PHONG, on=LAST_DAY)[1] == 0
    assert stage.holds(HEAD)[1] == 10_750_000
    with stage.book.read() as session:
        assert verify(session) == []
        before = totals(session, association_id=stage.places[HAI_PHONG].id, year=2025, structure_on=LAST_DAY)
        after = totals(session, association_id=stage.places[HAI_PHONG].id, year=2025, structure_on=FIRST_DAY)
    assert (before.subtree_all.mobilized, after.subtree_all.mobilized) == (0, 10_750_000)


def hai_duong_is_seen_inside_hai_phong(stage: Stage) -> None:
    with stage.book.read() as session:
        for name, on, closing in (
            (HAI_DUONG, date(2024, 12, 31), PUBLISHED),
            (HAI_PHONG, date(2024, 12, 31), 0),
            (HAI_PHONG, LATER, PUBLISHED),
        ):
            place = stage.places[name]
            assert summaries.summary(session, place.id, on, 2024).total.closing == closing, (name, on)


def former_names_find_what_there_is_today(stage: Stage) -> None:
    with stage.book.read() as session:
        assert {one.area.name for one in former_areas.search(session, "huyện Bình Giang")} == {
            "Kẻ Sặt",
            "Bình Giang",
            "Mẫu Sơn",
        }
        [mau] = finder.search(session, "hội khuyến học xã mẫu")
    assert mau.association.name == "Hội Khuyến học xã Mẫu Sơn"
