from collections.abc import Sequence

import pytest

from ledger.associations import associations, tree
from ledger.associations.associations import AssociationKind, Bookkeeping
from ledger.declarations import declarations, measures
from tests.factories.declarations import count, declare, figures
from tests.web.conftest import FOUNDED, Site
from tests.web.pages import Page

VILLAGES = tuple(f"ban-{name}" for name in ("mot", "hai", "ba", "bon", "nam", "sau"))
COMMUNE = "/desk/xa-thu/declarations"
LIST = f"{COMMUNE}/list"
FIGURES = {
    "opening": "10.000.000",
    "received": "5.000.000",
    "spent": "4.000.000",
    "closing": "11.000.000",
    "source": "Báo cáo năm 2025, số 12",
}


@pytest.fixture
def villages(site: Site) -> Site:
    """Six villages under the commune keep their own books; its treasurer is signed in."""
    with site.database.write() as session:
        for code, name in zip(VILLAGES, ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"), strict=True):
            village = associations.found(
                session,
                name=f"Chi hội Khuyến học bản {name}",
                kind=AssociationKind.CHAPTER,
                founded_on=FOUNDED,
                code=code,
                bookkeeping=Bookkeeping.DECLARED,
            )
            tree.place_under(session, child=village, parent=site.places["xa-thu"], valid_from=FOUNDED)
            site.places[code] = village
    site.sign_in("treasurer")
    return site


def stands(site: Site, code: str) -> list[int]:
    with site.database.read() as session:
        lines = declarations.history(session, site.places[code].id)
    return [line.declaration.closing for line in lines if line.stands]


def declare_for(site: Site, code: str, closing: int) -> None:
    declare(site.database, site.places[code].id, figures(closing), site.people["treasurer"])


# --- one unit -------------------------------------------------------------------------------------
def test_declare__by_the_commune_for_its_village(villages: Site) -> None:
    hub = villages.get(f"{COMMUNE}?year=2025")
    assert "Chi hội Khuyến học bản Một not yet" in hub.text
    form = villages.get("/desk/ban-mot/declarations/new")
    done = villages.submit(form, FIGURES)
    assert done.url == "/desk/ban-mot/declarations?done=1"
    assert "31/12/2025 10.000.000 5.000.000 4.000.000 11.000.000 Báo cáo năm 2025, số 12" in done.text
    assert "31/12/2025 10.000.000" in villages.get(f"{COMMUNE}?year=2025").text
    assert stands(villages, "ban-mot") == [11_000_000]


def test_declare__sums_that_do_not_agree_are_told_beside_the_end(villages: Site) -> None:
    again = villages.submit(
        villages.get("/desk/ban-mot/declarations/new"), {**FIGURES, "closing": "1.100.000"}, status=422
    )
    assert again.text.count("Opening + in − out is 11.000.000, not 1.100.000. Read the paper again.") == 2
    assert dict(again.form("/declarations").values)["received"] == "5.000.000"
    assert stands(villages, "ban-mot") == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"closing": ""}, "Enter the amount."),
        ({"spent": "vài trăm"}, "Enter the amount in digits"),
        ({"as_of": "31/12/2030"}, "not come yet"),
        ({"as_of": "31/12/2019"}, "was not open on 31/12/2019"),
        ({"source": ""}, "Enter the paper the figures are from"),
    ],
)
def test_declare__what_cannot_be_read_is_said_beside_its_field(
    villages: Site, typed: dict[str, str], said: str
) -> None:
    again = villages.submit(villages.get("/desk/ban-mot/declarations/new"), {**FIGURES, **typed}, status=422)
    assert said in again.text
    assert stands(villages, "ban-mot") == []


def test_declare__an_outlier_is_recorded_when_confirmed(villages: Site) -> None:
    for code in VILLAGES[1:]:
        declare_for(villages, code, 11_000_000)
    wrong = {
        **FIGURES,
        "opening": "0",
        "spent": "0",
        "received": "11.000.000.000",
        "closing": "11.000.000.000",
    }
    asked = villages.submit(villages.get("/desk/ban-mot/declarations/new"), wrong, status=422)
    assert "far from what 5 like it declare (the middle one: 11.000.000)" in asked.text
    assert "Maybe the separator was misread." in asked.text
    ticked = dict(asked.form("/declarations").values) | {"confirmed": "0-11000000000"}
    changed = {**ticked, "received": "12.000.000.000", "closing": "12.000.000.000"}
    villages.post("/desk/ban-mot/declarations", list(changed.items()), 422)  # the tick was for other figures
    assert stands(villages, "ban-mot") == []
    villages.submit(asked, {"confirmed": "0-11000000000"})
    assert stands(villages, "ban-mot") == [11_000_000_000]
    assert "These figures should be read again." in villages.get(f"{COMMUNE}?year=2025").text


def test_correct__the_former_figures_stay_to_be_seen(villages: Site) -> None:
    declare_for(villages, "ban-mot", 7_000_000)
    history = villages.get("/desk/ban-mot/declarations")
    (href,) = [href for href, label in history.links if label.startswith("Correct the figures")]
    form = villages.get(href)
    assert dict(form.form("/declarations").values)["closing"] == "7.000.000"
    done = villages.submit(form, {"received": "8.000.000", "closing": "8.000.000"})
    assert "8.000.000" in done.text
    assert "7.000.000" in done.text
    assert "corrected" in done.text
    assert stands(villages, "ban-mot") == [8_000_000]
    again = villages.get(href, 409)
    assert "These figures were corrected already." in again.text


def test_declare__only_the_treasurer_there_or_directly_above(villages: Site) -> None:
    for who, status in (("chair", 403), ("administrator", 403), ("neighbour", 404)):
        villages.sign_in(who)
        assert villages.answer("/desk/ban-mot/declarations/new").status_code == status
    villages.sign_in("chair")
    assert "Declare figures" not in villages.get("/desk/ban-mot/declarations").text


def test_declare__a_unit_with_its_book_here_does_not(villages: Site) -> None:
    assert "Figures of this unit" not in villages.get(COMMUNE).text
    again = villages.submit(villages.get(f"{COMMUNE}/new"), FIGURES, status=422)
    assert "keeps its books here from 01/01/2020 on" in again.text


# --- counts ---------------------------------------------------------------------------------------
def test_counts__are_kept_with_their_corrections(villages: Site) -> None:
    typed = {"members": "1.250", "courses": "4", "source": "Báo cáo năm"}
    villages.submit(villages.get(f"{COMMUNE}/counts"), typed)
    done = villages.submit(villages.get(f"{COMMUNE}/counts"), typed | {"members": "1.300"})
    assert "2025 Members 1.300 Báo cáo năm Lường Thị Mẫu ✓ in force" in done.text
    assert "2025 Members 1.250 Báo cáo năm Lường Thị Mẫu corrected" in done.text
    with villages.database.read() as session:
        assert measures.standing_of(session, villages.places["xa-thu"].id, 2025)["courses"].value == 4


def test_counts__what_cannot_be_is_said(villages: Site) -> None:
    empty = villages.submit(villages.get(f"{COMMUNE}/counts"), {"source": "Báo cáo"}, status=422)
    assert "Enter at least one number." in empty.text
    words = villages.submit(
        villages.get(f"{COMMUNE}/counts"), {"source": "Báo cáo", "members": "nhiều"}, status=422
    )
    assert "Enter a whole number" in words.text
    count(
        villages.database, villages.places["xa-thu"].id, villages.people["treasurer"], year=2024, members=821
    )
    typed = {"source": "Báo cáo", "members": "821.000"}
    asked = villages.submit(villages.get(f"{COMMUNE}/counts"), typed, status=422)
    assert "far from its own figure for 2024, 821" in asked.text
    villages.submit(asked, {"confirmed": "2025-821000"})


# --- a table --------------------------------------------------------------------------------------
def look(site: Site, *lines: Sequence[str], status: int = 200, **options: str) -> Page:
    table = "\n".join("\t".join(line) for line in lines)
    typed = {"table": table, "source": "Báo cáo tổng hợp 2025"} | options
    return site.submit(site.get(LIST), typed, press="Look at it first", status=status)


HEAD = ("STT", "Chi hội", "Đầu kỳ", "Thu", "Chi", "Cuối kỳ", "Hội viên", "Ghi chú")
LINES = (
    ("1", "Bản Một", "1.000.000", "500.000", "-", "1.500.000", "1.250", "tốt"),
    ("2", "ban-hai", "2.000.000", "0", "500.000", "1.500.000", "", ""),
    ("", "Tổng cộng", "3.000.000", "500.000", "500.000", "3.000.000", "1.250", ""),
)


def test_list__is_looked_at_and_then_recorded_whole(villages: Site) -> None:
    seen = look(villages, HEAD, *LINES)
    for said in (
        "“.” parts thousands, “,” begins a fraction.",
        "Columns that are not read: Ghi chú",
        "The line of totals agrees",
        "2 Chi hội Khuyến học bản Một 1.000.000 500.000 0 1.500.000 1.250",
        "Together 2 units 3.000.000 500.000 500.000 3.000.000",
    ):
        assert said in seen.text
    assert stands(villages, "ban-mot") == []
    done = villages.submit(seen, {}, press="Record 2 units")
    assert done.url == f"{COMMUNE}?done=1"
    assert [stands(villages, code) for code in ("ban-mot", "ban-hai")] == [[1_500_000], [1_500_000]]
    with villages.database.read() as session:
        counted = measures.standing_of(session, villages.places["ban-mot"].id, 2025)
    assert counted["members"].value == 1_250


def test_list__english_marks_and_millions(villages: Site) -> None:
    seen = look(villages, ("Bản Một", "1,000.5", "500", "0", "1,500.5"), scale="1000000")
    assert "“,” parts thousands, “.” begins a fraction." in seen.text
    villages.submit(seen, {}, press="Record 1 unit")
    assert stands(villages, "ban-mot") == [1_500_500_000]


def test_list__two_ways_of_writing_are_asked_about(villages: Site) -> None:
    lines = (("Bản Một", "1.000", "0", "0", "1.000"), ("Bản Hai", "1,000", "0", "0", "1,000"))
    again = look(villages, *lines, status=422)
    assert "part their digits in two ways" in again.text
    chosen = look(villages, *lines, marks="dot")
    assert "Chi hội Khuyến học bản Hai 1 0 0 1" in chosen.text


def test_list__every_bad_line_is_listed_and_nothing_recorded(villages: Site) -> None:
    declare_for(villages, "ban-nam", 5)
    seen = look(
        villages,
        ("Bản Một", "1.000", "0", "0", "1.000"),
        ("Bản Lạ", "1.000", "0", "0", "1.000"),
        ("Bản Hai", "1.000", "0", "0", "9.000"),
        ("Bản Ba", "1.000", "", "0", "1.000"),
        ("Bản Bốn", "nhiều", "0", "0", "1.000"),
        ("Bản Năm", "1.000", "0", "0", "1.000"),
        ("Bản Sáu", "1.000", "0", "0", "1.000"),
        ("Bản Sáu", "1.000", "0", "0", "1.000"),
        status=422,
    )
    for said in (
        "2 Bản Lạ No unit directly under this association is called “Bản Lạ”.",
        "9.000 Opening + in − out is 1.000, not 9.000. Read the paper again.",
        "4 Bản Ba An amount is missing.",
        "5 Bản Bốn “nhiều” is no number.",
        "Chi hội Khuyến học bản Năm has declared its figures up to 31/12/2025 already.",
        "Chi hội Khuyến học bản Sáu is in the list twice.",
    ):
        assert said in seen.text
    assert "Record" not in seen.text.partition("Change the table")[0]
    assert [stands(villages, code) for code in VILLAGES] == [[], [], [], [], [5], []]


def test_list__an_outlier_and_a_correction_are_ticked(villages: Site) -> None:
    declare_for(villages, "ban-mot", 900_000)
    lines = [(f"Bản {n}", "0", "1.000.000", "0", "1.000.000") for n in ("Hai", "Ba", "Bốn", "Năm", "Sáu")]
    seen = look(villages, ("Bản Một", "0", "1.000.000.000", "0", "1.000.000.000"), *lines)
    refused = villages.submit(seen, {}, press="Record 6 units", status=422)
    assert "has declared its figures" in refused.text
    ticked = villages.submit(seen, {"replacing": "1"}, press="Record 6 units", status=422)
    assert "Maybe the separator was misread." in ticked.text
    villages.submit(ticked, {"confirmed": "1"}, press="Record 6 units")
    assert stands(villages, "ban-mot") == [1_000_000_000]


def test_list__needs_a_table_with_its_columns(villages: Site) -> None:
    assert "Paste the table" in look(villages, ("",), status=422).text
    assert "The heading must name" in look(villages, ("Chi hội", "Thu"), ("Bản Một", "1"), status=422).text


# --- the public page -------------------------------------------------------------------------------
def test_public__declared_figures_stand_beside_the_books(villages: Site) -> None:
    declare_for(villages, "ban-mot", 5_000_000)
    declare_for(villages, "ban-hai", 7_000_000)
    commune = villages.places["xa-thu"].id
    count(villages.database, commune, villages.people["treasurer"], members=400)
    page = villages.get("/associations/xa-thu?year=2025")
    for said in (
        "Declared, not in the books, 2025",
        "Partial: 2 of 6 units have declared.",
        "Village branches 2 of 6 0 12.000.000 0 12.000.000",
        "Members 400 (2025)",
        "Declared at the end, per member 30.000 đồng (400 in 2025)",
        "Chi hội Khuyến học bản Hai 31/12/2025 7.000.000",
    ):
        assert said in page.text
    assert (
        "Chi hội Khuyến học bản Hai 31/12/2025 7.000.000"
        in villages.get("/associations/xa-thu?year=2026").text
    )
    assert ("/associations/xa-thu/declared.csv?year=2025", "Declared figures (CSV)") in page.links
    file = villages.answer("/associations/xa-thu/declared.csv?year=2025").text.splitlines()
    assert file[1:] == [
        "xa-thu,2025,2025-12-31,chapter,6,2,0,12000000,0,0,12000000",
        "xa-thu,2025,2025-12-31,all,6,2,0,12000000,0,0,12000000",
    ]
    counted = villages.answer("/associations/xa-thu/counts.csv?year=2025").text.splitlines()
    assert counted[1:] == ["xa-thu,2025,members,Hội viên,400,2025,1,True"]
    assert "Declared, not in the books" not in villages.get("/associations/xa-ben?year=2025").text


# --- who has not reported -------------------------------------------------------------------------
def test_unreported__who_is_missing_with_the_way_to_them(villages: Site) -> None:
    declare_for(villages, "ban-mot", 5)
    villages.sign_in("inspector")
    page = villages.get("/desk/tinh-mau/unreported?year=2025")
    assert "The totals of 2025 are partial: 9 units have not reported." in page.text
    assert "Books closed to the end of the year 0 of 4" in page.text
    assert "Figures declared to the end of the year 1 of 6" in page.text
    assert ("/desk/ban-hai/declarations", "Chi hội Khuyến học bản Hai") in page.links
    assert ("/desk/xa-thu/periods", "Hội Khuyến học xã Thử") in page.links
    assert "bản Một" not in page.text
    file = villages.answer("/desk/tinh-mau/unreported.csv?year=2025").text
    assert "ban-hai,Chi hội Khuyến học bản Hai,chapter,xa-thu,no," in file
    assert len(file.splitlines()) == 10


def test_unreported__is_not_for_strangers(villages: Site) -> None:
    villages.sign_in("neighbour")
    assert villages.answer("/desk/xa-thu/unreported").status_code == 404
    assert villages.answer("/desk/xa-thu/unreported.csv").status_code == 404


def test_desk__leads_to_declared_figures(villages: Site) -> None:
    assert (COMMUNE, "Declared figures") in villages.get("/desk/xa-thu").links
    assert ("/desk/xa-thu/unreported", "Who has not reported") in villages.get("/desk/xa-thu/acts").links
