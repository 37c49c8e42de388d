import csv
import json

import pytest
from httpx2 import Response

from ledger.associations import associations, tree
from ledger.associations.associations import AssociationKind
from ledger.csv_files import safe
from tests.web import books
from tests.web.conftest import FOUNDED, Site

FLOW = ["opening", "mobilized", "transfers_in", "transfers_out", "spent", "closing"]
DAYS = ["structure_on", "until"]
PLACE_AND_DAYS = ["closed_on", *DAYS]


def rows(answer: Response) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.content.startswith(b"\xef\xbb\xbf"), "without the mark Excel shows broken letters"
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


def test_totals__say_in_both_files_what_the_page_says(site: Site) -> None:
    books.keep(site)
    lines = rows(site.answer("/associations/tinh-mau/totals.csv?year=2026"))
    whole = next(line for line in lines if line["scope"] == "subtree" and line["line"] == "all funds")
    assert [int(whole[name]) for name in FLOW] == [500_000, 500_000, 0, 0, 100_000, 900_000]
    answer = site.answer("/associations/tinh-mau/totals.json?year=2026")
    said = json.loads(answer.text)
    assert {name: said["subtree"]["all"][name] for name in FLOW} == {name: int(whole[name]) for name in FLOW}
    assert said["subtree"]["funds"][0]["fund"] == "quy-mau"
    assert (said["unit"], said["licence"], said["year"]) == ("VND", "CC BY 4.0", 2026)


def test_files__keep_their_columns(site: Site) -> None:
    books.keep(site)
    whole = [*FLOW, "in_transit", "internal_transfers", "promised", "between_funds", "tied_up"]
    titles = ["model", "registered", "assessed", "recognized", "declared", "declared_year", "declared_source"]
    unit = ["year", "association", "association_name", "kind", "bookkeeping", *FLOW, *PLACE_AND_DAYS]
    promised = {
        "/associations.csv": [
            "code",
            "name",
            "kind",
            "bookkeeping",
            "stands_under",
            "founded_on",
            "closed_on",
        ],
        "/associations/tinh-mau/totals.csv": [
            "association",
            "year",
            "structure_on",
            "scope",
            "line",
            "fund",
            "fund_name",
            *whole,
            "share_of_10000",
            "until",
        ],
        "/associations/tinh-mau/levels.csv": [
            "association",
            "year",
            "kind",
            "units",
            "declared_units",
            *FLOW,
            "former_units",
            *DAYS,
        ],
        "/associations/tinh-mau/holder-classes.csv": ["association", "year", "holder", *FLOW, *DAYS],
        "/associations/tinh-mau/months.csv": ["association", "year", "month", "mobilized", "spent", *DAYS],
        "/associations/tinh-mau/children.csv": [
            "association",
            "year",
            "unit",
            "unit_name",
            "kind",
            "scope",
            *whole,
            *PLACE_AND_DAYS,
        ],
        "/associations/tinh-mau/learning.csv": ["association", "year", *titles],
        "/associations/tinh-mau/units.csv?kind=commune": unit,
        "/funds/quy-mau/holders.csv": unit,
        "/associations/tinh-mau/entries.csv": [
            "posting_id",
            "entry_id",
            "date",
            "association_code",
            "association_name",
            "fund_code",
            "fund_name",
            "kind",
            "amount",
            "corrects",
            "corrected_by",
            "receipt",
        ],
    }
    for path, columns in promised.items():
        found = rows(site.answer(path))
        assert found, path
        assert list(found[0]) == columns, path


def test_files__add_up_to_the_figures(site: Site) -> None:
    books.keep(site)
    base = "/associations/tinh-mau"
    for path in (
        f"{base}/levels.csv?year=2026",
        f"{base}/months.csv?year=2026",
        "/funds/quy-mau/holders.csv?year=2026",
    ):
        lines = rows(site.answer(path))
        assert sum(int(line["mobilized"]) for line in lines) == 500_000, path
        assert sum(int(line["spent"]) for line in lines) == 100_000, path
    entries = rows(site.answer(f"{base}/entries.csv?year=2026&figure=closing"))
    assert sum(int(line["amount"]) for line in entries) == 900_000
    child = rows(site.answer(f"{base}/children.csv?year=2026"))
    assert {line["unit"] for line in child} == {"xa-thu", "xa-ben"}


def test_entries__link_a_correction_to_what_it_corrects(site: Site) -> None:
    books.keep(site)
    lines = rows(site.answer("/associations/xa-thu/entries.csv?year=2026"))
    undone = next(line for line in lines if line["corrected_by"])
    undoing = next(line for line in lines if line["corrects"])
    assert (undone["corrected_by"], undoing["corrects"]) == (undoing["posting_id"], undone["posting_id"])
    assert int(undone["amount"]) + int(undoing["amount"]) == 0


def test_files__hold_nothing_that_a_spreadsheet_would_run(site: Site) -> None:
    with site.database.write() as session:
        place = associations.found(
            session,
            name="=HYPERLINK(1)",
            kind=AssociationKind.CLAN_BOARD,
            founded_on=FOUNDED,
            code="cong-thuc",
        )
        tree.place_under(session, child=place, parent=site.places["tinh-mau"], valid_from=FOUNDED)
    for path in ("/associations.csv", "/associations/tinh-mau/children.csv"):
        assert ",'=HYPERLINK(1)," in site.answer(path).text


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_safe__puts_an_apostrophe_before_a_formula(begin: str) -> None:
    assert safe(f"{begin}1+1") == f"'{begin}1+1"


@pytest.mark.parametrize("cell", [-5_000_000, 0, 1_500_000, "Quỹ Khuyến học", "", "'quoted'"])
def test_safe__leaves_figures_and_words_alone(cell: object) -> None:
    assert safe(cell) == cell


@pytest.mark.parametrize(
    "path",
    [
        "/associations/no-such-place/totals.csv",
        "/associations/xa-thu/totals.csv?year=abc",
        "/associations/xa-thu/totals.json?year=1800",
        "/associations/xa-thu/levels.csv?year=3000",
        "/associations/xa-thu/months.csv?year=-1",
        "/associations/xa-thu/units.csv?kind=nothing",
        "/associations/xa-thu/units.csv",
        "/associations/xa-thu/nothing.csv",
        "/funds/no-such-fund/holders.csv",
    ],
)
def test_files__that_are_not_there_are_a_plain_404(site: Site, path: str) -> None:
    assert "This page is not here" in site.get(path, 404).text


def test_pages__name_their_files_and_the_licence(site: Site) -> None:
    books.keep(site)
    for path in (
        "/",
        "/associations/xa-thu",
        "/funds/quy-mau",
        "/associations/xa-thu/entries",
        "/associations",
        "/associations/tinh-mau/units?kind=commune",
        "/associations/tinh-mau/learning",
    ):
        page = site.get(path)
        files = [href for href, _ in page.links if ".csv" in href or ".json" in href]
        assert files, path
        assert "CC BY 4.0" in page.text
        assert all(site.answer(href).status_code == 200 for href in files)
