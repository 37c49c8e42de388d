"""The demo province: the article's figures to the đồng, books that agree, and something on every desk."""

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256

import pytest

from ledger.accounts import remittance_dues
from ledger.associations import associations, tree
from ledger.associations.associations import Association
from ledger.contributions import rosters
from ledger.declarations import declarations, summaries
from ledger.demo import facts, figures, province
from ledger.demo.declared import INVENTED_COUNTS
from ledger.demo.figures import LAST_DAY
from ledger.demo.notes import SEED_NOTES
from ledger.demo.staff import SIGN_INS
from ledger.disbursements import award_lists
from ledger.disclosure.totals import totals
from ledger.disclosure.verify import verify
from ledger.identity import users
from ledger.identity.roles import ROLE_NAMES, actor
from ledger.ids import book_of
from ledger.recognition import counts, standings
from tests.demo.loaded import Loaded, load
from tests.engines import PostgresCopies

pytestmark = pytest.mark.slow

THE_DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def on_postgres(postgres_copies: PostgresCopies) -> Iterator[Loaded]:
    with postgres_copies.copy() as url:
        yield from load(url)


@pytest.fixture(params=["demo_on_sqlite", pytest.param("on_postgres", marks=pytest.mark.postgres)])
def demo(request: pytest.FixtureRequest) -> Loaded:
    loaded: Loaded = request.getfixturevalue(request.param)
    return loaded


@pytest.fixture
def find(demo: Loaded) -> Callable[[str], Association]:
    def by_code(code: str) -> Association:
        with demo.book.read() as session:
            return associations.by_code(session, code)

    return by_code


def test_load__over_ten_thousand_entries_in_three_years(demo: Loaded) -> None:
    by_year = dict(
        demo.rows("SELECT substr(CAST(entry_date AS text), 1, 4), count(*) FROM journal_entry GROUP BY 1")
    )
    assert set(by_year) == {"2024", "2025", "2026"}
    assert sum(by_year.values()) == demo.facts.entries >= 10_000
    assert min(by_year.values()) > 3_000
    assert (demo.facts.first_day, demo.facts.last_day) == (date(2024, 1, 1), THE_DAY)


def test_load__each_entry_was_recorded_on_its_day_in_the_order_of_days(demo: Loaded) -> None:
    other_day = "SELECT count(*) FROM journal_entry WHERE recorded_on <> entry_date AND kind <> 'correction'"
    assert demo.value(other_day) == 0
    later = (
        "SELECT count(*) FROM journal_entry a JOIN journal_entry b ON b.id = a.id + 1 "
        "WHERE b.entry_date < a.entry_date AND b.kind <> 'correction'"
    )
    assert demo.value(later) == 0


def test_load__everything_kept_agrees_with_the_postings(demo: Loaded) -> None:
    with demo.book.read() as session:
        assert verify(session) == []


def test_load__sums_of_the_article_to_the_dong(demo: Loaded, find: Callable[[str], Association]) -> None:
    mobilized = {figures.EDUCATION_FUND: 0, figures.SCHOLARSHIP_FUND: 0, figures.CLAN_FUND: 0}
    awards = spent = 0
    with demo.book.read() as session:
        for year in figures.ARTICLE_YEARS:
            found = totals(session, association_id=find("tinh-son-la").id, year=year)
            for line in found.subtree:
                mobilized[line.fund_code] += line.flow.mobilized
            awards += found.subtree_counts.awards
            spent += found.subtree_all.spent
    assert mobilized[figures.EDUCATION_FUND] == demo.facts.education_fund == 7_046_350_000
    assert mobilized[figures.SCHOLARSHIP_FUND] == demo.facts.scholarship_fund == 2_214_800_000
    assert awards == demo.facts.awards == 1_070
    assert spent == demo.facts.award_total == 463_550_000


def test_load__awards_are_no_gifts_of_one_size(demo: Loaded) -> None:
    sizes = dict(demo.rows("SELECT amount, count(*) FROM award GROUP BY amount"))
    assert len(sizes) >= 8
    assert min(sizes) == 150_000
    assert max(sizes) <= 1_500_000
    collectives = (
        "SELECT count(*) FROM award a JOIN party p ON p.id = a.party_id WHERE p.kind = 'organisation'"
    )
    assert demo.value(collectives) > 30


def test_load__most_gifts_are_small_and_most_money_is_in_few(demo: Loaded) -> None:
    amounts = sorted(amount for (amount,) in demo.rows("SELECT amount FROM contribution"))
    assert amounts[len(amounts) // 2] <= 500_000
    assert amounts[-1] == 50_000_000
    assert sum(amounts[-len(amounts) // 10 :]) > sum(amounts) / 2


def test_load__more_is_given_before_the_feasts_of_learning(demo: Loaded) -> None:
    by_month = dict(
        demo.rows("SELECT substr(CAST(received_on AS text), 1, 7), count(*) FROM contribution GROUP BY 1")
    )
    for year in (2024, 2025, 2026):
        assert by_month[f"{year}-05"] > 1.5 * by_month[f"{year}-04"]
        assert by_month[f"{year}-09"] > 2 * by_month[f"{year}-07"]


def test_load__the_real_communes_and_a_few_hundred_boards(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    head = find("tinh-son-la")
    with demo.book.read() as session:
        communes = tree.children(session, head.id, THE_DAY)
        under_long_he = {child.code for child in tree.children(session, find("xa-long-he").id, THE_DAY)}
    assert (head.name, demo.facts.areas) == ("Hội Khuyến học tỉnh Sơn La", 3_355 + 10_794)
    assert len(communes) == demo.facts.communes == 75
    assert len({commune.area_id for commune in communes}) == 75
    assert {commune.name.split()[3] for commune in communes} == {"xã", "phường"}
    assert "dong-ho-thao-long-he" in under_long_he
    assert 300 < demo.facts.associations < 600
    kinds = demo.rows(
        "SELECT kind, ledgered_from IS NULL AS declared, count(*) FROM association GROUP BY kind, declared"
    )
    assert {kind for kind, declared, _ in kinds if declared} == {"chapter", "clan_board"}


def test_load__units_that_only_declare_do_so_but_some_are_late(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    with demo.book.read() as session:
        found = summaries.summary(session, find("tinh-son-la").id, date(2025, 12, 31), 2025)
        village = declarations.history(session, find("ban-na-suong-long-he").id)
    assert 0.5 < found.total.units_declared / found.total.units_expected < 1
    assert {code: total.value for code, total in found.measures.items()} == {
        **figures.COUNTED_IN_ARTICLE,
        **INVENTED_COUNTS,
    }
    assert [line.stands for line in village] == [True, False, True]


def test_load__declared_associations_hold_no_money(demo: Loaded) -> None:
    held = (
        "SELECT count(*) FROM fund_holder h JOIN association a ON a.id = h.association_id "
        "WHERE a.ledgered_from IS NULL"
    )
    assert demo.value(held) == 0


def test_load__the_clan_collects_between_200_and_300_thousand_a_household(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    clan = find("dong-ho-thao-long-he")
    sheet_ids = demo.rows(f"SELECT id FROM roster WHERE association_id = {clan.id} ORDER BY id")
    with demo.book.read() as session:
        sheets = [rosters.sheet(session, roster_id) for (roster_id,) in sheet_ids]
    assert [len(sheet.lines) for sheet in sheets] == [152, 152, 152]
    assert [sheet.paid_count for sheet in sheets] == [152, 152, 149]
    assert [sheet.posting.posted_on if sheet.posting else None for sheet in sheets] == [
        date(2024, 6, 1),
        date(2025, 6, 1),
        None,
    ]
    paid = {line.amount for sheet in sheets for line, _ in sheet.lines}
    assert paid == {200_000, 250_000, 300_000, None}
    for sheet in sheets[:2]:
        assert 30_400_000 <= sheet.total <= 45_600_000
    assert len({party.id for sheet in sheets for _, party in sheet.lines}) == 152


class UndoneError(Exception):
    """Leaves the book as it was for the other tests."""


def test_load__a_visitor_can_post_the_sheet_of_2026(demo: Loaded) -> None:
    roster_id = demo.value("SELECT max(id) FROM roster")
    with demo.book.read() as session:
        total = rosters.sheet(session, roster_id).total
        user = users.authenticate(session, login="thuquy.longhe", passphrase="hoc hoc nua hoc mai")
        treasurer = actor(session, user_id=user.id, name=user.name)

    def post_and_undo() -> None:
        with demo.book.write() as session:
            rosters.post(
                session,
                roster_id=roster_id,
                counted_households=149,
                counted_cash=total,
                received_on=THE_DAY,
                by=treasurer,
            )
            posted = rosters.sheet(session, roster_id).posting
            raise UndoneError(posted.listed_households if posted else 0)

    with pytest.raises(UndoneError, match="149"):
        post_and_undo()


def test_load__the_five_models_are_declared_and_only_some_recorded(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    with demo.book.read() as session:
        found = counts.counts(session, association_id=find("tinh-son-la").id, year=2025, on=THE_DAY)
    declared = {count.model.value: count.declared for count in found}
    assert declared == {
        "citizen": 234_902,
        "family": 213_055,
        "clan": 1_037,
        "community": 2_037,
        "unit": 875,
    }
    assert all("Báo Sơn La" in count.declared_source for count in found)
    assert all(0 < count.recognized <= count.registered < 200 for count in found)
    assert sum(count.recognized for count in found) < sum(count.registered for count in found)


def test_load__titles_in_long_he_in_every_state(demo: Loaded, find: Callable[[str], Association]) -> None:
    with demo.book.read() as session:
        found = standings.listed(session, find("xa-long-he").id, year=2026)
    states = {
        (s.assessment is not None, bool(s.assessment and s.assessment.passed), s.recognition is not None)
        for s in found
    }
    assert states == {(False, False, False), (True, False, False), (True, True, False), (True, True, True)}


def test_load__something_waits_on_every_desk_of_long_he(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    here = find("xa-long-he")
    with demo.book.read() as session:
        lists = award_lists.proposals(session, here.id)
        due = award_lists.payments_due(session, here.id)
    undecided = [proposal for proposal, decision in lists if decision is None]
    declined = [decision for _, decision in lists if decision is not None and not decision.approved]
    assert [proposal.title for proposal in undecided] == ["Học bổng người lớn học tập, đợt 2 năm 2026"]
    assert [proposal.title for _, proposal in due] == ["Khen thưởng giáo viên ngày 20/11/2026"]
    assert len(declined) == 1
    assert (
        demo.value(
            "SELECT count(*) FROM voucher_void x JOIN voucher v ON v.id = x.voucher_id "
            f"WHERE v.association_id = {here.id}"
        )
        == 2
    )


def test_load__adult_learners_are_awarded_on_their_titles(demo: Loaded) -> None:
    awarded = demo.rows(
        "SELECT a.recognition_id FROM award a JOIN proposal p ON p.id = a.proposal_id "
        "JOIN programme g ON g.id = p.programme_id WHERE g.name = 'Học bổng người lớn học tập'"
    )
    assert len(awarded) == 3 + 4 + 3
    assert None not in {title for (title,) in awarded}
    assert len(set(awarded)) == len(awarded)


def test_load__money_moved_both_ways_and_two_sums_are_on_the_way(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    head = find("tinh-son-la").id
    assert demo.value(f"SELECT count(*) FROM transfer WHERE sender_id = {head}") > 50
    assert demo.value(f"SELECT count(*) FROM transfer WHERE receiver_id = {head}") > 50
    under_way = demo.rows(
        "SELECT t.amount, t.receiver_id FROM transfer t "
        "LEFT JOIN transfer_confirmation c ON c.transfer_id = t.id "
        "LEFT JOIN transfer_return r ON r.transfer_id = t.id "
        "WHERE c.id IS NULL AND r.id IS NULL ORDER BY t.amount"
    )
    assert under_way == [(2_500_000, head), (6_000_000, find("xa-long-he").id)]
    with demo.book.read() as session:
        flow = totals(session, association_id=head, year=2026).subtree_all
    assert flow.in_transit == 8_500_000


def test_load__one_transfer_came_back_and_a_tenth_of_a_quarter_is_due(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    assert demo.rows("SELECT amount FROM transfer JOIN transfer_return r ON r.transfer_id = transfer.id") == [
        (3_000_000,)
    ]
    with demo.book.read() as session:
        due = remittance_dues.due(session, find("xa-long-he").id, LAST_DAY)
    assert [(one.first, one.asked, one.sent) for one in due] == [
        (date(2026, 7, 1), due[0].mobilized // 10, 0)
    ]
    assert demo.value("SELECT count(*) FROM transfer WHERE rule_id IS NOT NULL") == 2


def test_load__every_sign_in_works_and_holds_its_role(demo: Loaded) -> None:
    assert {sign_in.role for sign_in in SIGN_INS} == set(ROLE_NAMES.values())
    assert demo.facts.sign_ins == SIGN_INS
    for sign_in in SIGN_INS:
        with demo.book.read() as session:
            user = users.authenticate(session, login=sign_in.login, passphrase=sign_in.passphrase)
            held = actor(session, user_id=user.id, name=user.name).holdings
            place = associations.find(session, sign_in.association)
            assert (place.id, sign_in.role) in {(where, ROLE_NAMES[role]) for where, role in held}


def test_load__the_treasurer_of_long_he_keeps_two_books(
    demo: Loaded, find: Callable[[str], Association]
) -> None:
    kept = demo.rows(
        "SELECT a.code, r.role FROM role_holding r JOIN association a ON a.id = r.association_id "
        "JOIN app_user u ON u.id = r.user_id WHERE u.login = 'thuquy.longhe'"
    )
    assert sorted(kept) == [("dong-ho-thao-long-he", "treasurer"), ("xa-long-he", "treasurer")]


def test_load__says_what_it_does_and_returns_what_the_book_holds(demo: Loaded) -> None:
    assert len(demo.said) == 6
    assert demo.said[-1] == "Keeping the books of 2026"
    assert facts.measure(demo.book) == demo.facts
    assert book_of(demo.value("SELECT min(id) FROM posting")) == 1


def test_load__refuses_a_book_that_is_not_empty(demo: Loaded) -> None:
    with pytest.raises(province.BookIsNotEmpty):
        province.load(demo.book, progress=demo.said.append)
    demo.said.pop()


@pytest.mark.postgres
def test_load__makes_the_same_book_on_both_engines(demo_on_sqlite: Loaded, on_postgres: Loaded) -> None:
    for sql in (
        "SELECT id, association_id, kind, CAST(entry_date AS text) FROM journal_entry ORDER BY id",
        "SELECT id, entry_id, fund_id, debit_account_id, credit_account_id, amount FROM posting ORDER BY id",
        "SELECT id, association_id, number, amount, party_name, token FROM voucher ORDER BY id",
        "SELECT id, party_id, amount, reason FROM award ORDER BY id",
        "SELECT id, party_id, model, year FROM registration ORDER BY id",
        "SELECT id, subject_id, verb, fingerprint FROM audit_event ORDER BY id",
    ):
        first, second = (
            sha256(repr(loaded.rows(sql)).encode()).hexdigest() for loaded in (demo_on_sqlite, on_postgres)
        )
        assert first == second, sql


def test_notes__every_sentence_is_short_enough_to_read_once() -> None:
    sentences = [sentence for note in SEED_NOTES for sentence in note.split(". ")]
    assert all(len(sentence.split()) <= 20 for sentence in sentences)
    assert any("one sum is inside the other" in sentence for sentence in sentences)


def test_apportion__shares_lose_nothing() -> None:
    shares = figures.apportion(1_000_000, [1, 1, 1], 10_000)
    assert shares == [330_000, 330_000, 340_000]
    with pytest.raises(ValueError, match="too small"):
        figures.apportion(20_000, [1, 1, 1], 10_000)


def test_fit__meets_the_total_within_the_range() -> None:
    fitted = figures.fit([200, 200, 1_000], 1_700, step=50, lowest=150, highest=1_000)
    assert sum(fitted) == 1_700
    assert fitted[2] == 1_000
    with pytest.raises(ValueError, match="cannot add up"):
        figures.fit([200], 2_000, step=50, lowest=150, highest=1_000)
