"""The three files of a report say the same, in their own ways; a book's pages carry over."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from ledger.database import Database
from ledger.i18n import use_locale
from ledger.reports.asked import Asked
from ledger.reports.catalogue import REPORTS
from ledger.reports.report import Cell, Column, Kind, Report, Row, RowKind, Section, Signer
from ledger.reports.report_csv import report_csv
from ledger.reports.report_pdf import report_pdf
from ledger.reports.report_xlsx import report_xlsx
from tests.printing.reading import overlaps, pages_of, text_of, words_of
from tests.reports import stories
from tests.reports.stories import LAST_DAY, Story

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXCEL_BEGINS = date(1899, 12, 30)
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def reports(request: pytest.FixtureRequest) -> Iterator[dict[str, Report]]:
    """Every report of a book of three years, in Vietnamese."""
    with request.getfixturevalue("sqlite_copies").copy() as url:
        book = Database(url)
        story: Story = stories.tell(book, 5, entries=110)
        asked = Asked(story.place, date(2024, 6, 1), LAST_DAY)
        with book.read() as session, use_locale("vi"):
            yield {name: offered.make(session, asked) for name, offered in REPORTS.items()}
        book.close()


def tiny(*rows: Row) -> Report:
    """A book with the rows given."""
    columns = (
        Column("date", "Ngày", Kind.DATE),
        Column("summary", "Diễn giải"),
        Column("in", "Thu", Kind.DONG),
    )
    return Report(
        name="tiny",
        title="Sổ nhỏ",
        unit_name="Hội Khuyến học xã Mẫu",
        unit_address="Bản Mẫu",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        facts=(("Quỹ", "Quỹ Mẫu"),),
        columns=columns,
        sections=(Section("", rows),),
        signers=(Signer("Thủ quỹ", "Thào A Mẫu"), Signer("Chủ tịch hội")),
        is_book=True,
    )


def in_csv(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, without its header."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]


def in_xlsx(content: bytes) -> list[list[str | int]]:
    """The cells of a workbook's sheet: texts as texts, and what is stored as a number as a number."""
    with ZipFile(io.BytesIO(content)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it
    assert not list(sheet.iter(f"{SHEET}f")), "a formula"
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells: list[str | int] = []
        for cell in row:
            inline, value = cell.find(f"{SHEET}is/{SHEET}t"), cell.findtext(f"{SHEET}v")
            cells.append((inline.text or "") if inline is not None else int(value) if value else "")
        rows.append(cells)
    return rows


def shown_in_csv(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def shown_in_xlsx(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case date():
            return (cell - EXCEL_BEGINS).days
        case _:
            return cell


def amounts_of(report: Report) -> list[int]:
    """Every amount of a report, row by row."""
    numbers = [n for n, column in enumerate(report.columns) if column.kind == Kind.DONG]
    cells = [row.cells[n] for row in report.rows for n in numbers]
    return [cell for cell in cells if isinstance(cell, int)]


@pytest.mark.parametrize("name", REPORTS)
def test_files__all_three_show_the_same_figures(reports: dict[str, Report], name: str) -> None:
    report = reports[name]
    rows = [row for section in report.sections for row in section.rows]
    assert [row[2:] for row in in_csv(report_csv(report))] == [
        [*map(shown_in_csv, row.cells)] for row in rows
    ]
    sheet = in_xlsx(report_xlsx(report))
    wanted = [[*map(shown_in_xlsx, row.cells)] for row in report.rows]
    start = next(n for n, row in enumerate(sheet) if row == [column.heading for column in report.columns]) + 1
    assert sheet[start : start + len(wanted)] == wanted
    printed = text_of(report_pdf(report)).replace("–", "-")
    figures = [f"{amount:,}".replace(",", ".") for amount in amounts_of(report)]
    assert not [figure for figure in figures if figure not in printed]


@pytest.mark.parametrize("name", REPORTS)
def test_pdf__is_vietnamese_numbered_and_signed(reports: dict[str, Report], name: str) -> None:
    paper = report_pdf(reports[name])
    pages = pages_of(paper)
    last = " ".join(pages[-1].split())
    assert reports[name].title.upper() in pages[0]
    assert "Hội Khuyến học xã Mẫu Sơn" in pages[0]
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number:02}/{len(pages):02}" in page
    assert "Phụ trách kế toán" in last
    assert "Chủ tịch hội" in last
    assert ("Sổ này có" in last) == reports[name].is_book
    assert not [pair for words in words_of(paper) for pair in overlaps(words)]


def test_pdf__carries_sums_and_balance_from_page_to_page(reports: dict[str, Report]) -> None:
    pages = pages_of(report_pdf(reports["journal"]))
    assert len(pages) > 1
    for before, after in pairwise(pages):
        out = re.search(r"Cộng chuyển sang trang sau\s+(.+)", before)
        came = re.search(r"Cộng trang trước chuyển sang\s+(.+)", after)
        assert out
        assert came
        assert out[1].split() == came[1].split()


def test_pdf__of_one_row_and_of_none_is_one_page() -> None:
    line = Row((date(2026, 3, 2), "Người tặng", 5))
    for rows in ((), (line,), (Row((None, "Số dư đầu kỳ", 1), RowKind.CARRIED), line)):
        assert len(pages_of(report_pdf(tiny(*rows)))) == 1


def test_pdf__sums_on_each_page_add_up() -> None:
    rows = [Row((date(2026, 3, 2), f"Hộ thứ {number}", 1_000)) for number in range(1, 121)]
    pages = pages_of(report_pdf(tiny(*rows, Row((None, "Cộng", 120_000), RowKind.TOTAL))))
    carried = 0
    assert len(pages) > 2
    for page in pages[:-1]:
        carried += 1_000 * page.count("Hộ thứ")
        assert re.search(r"Cộng chuyển sang trang sau", page)
    assert f"{carried + 1_000 * pages[-1].count('Hộ thứ'):,}".replace(",", ".") == "120.000"


def test_files__a_text_is_never_a_formula() -> None:
    report = tiny(Row((date(2026, 3, 2), FORMULA, 5)))
    assert in_csv(report_csv(report))[0][3] == f"'{FORMULA}"
    assert FORMULA in [cell for row in in_xlsx(report_xlsx(report)) for cell in row]


def test_xlsx__figures_are_numbers_and_days_are_days() -> None:
    with ZipFile(io.BytesIO(report_xlsx(tiny(Row((date(2026, 3, 2), "Tặng", 1_234_567)))))) as book:
        styles = book.read("xl/styles.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "dd/mm/yyyy" in styles
    assert "#,##0" in styles
    assert "<v>1234567</v>" in sheet
    assert f"<v>{(date(2026, 3, 2) - EXCEL_BEGINS).days}</v>" in sheet


def test_files__are_the_same_bytes_again(reports: dict[str, Report]) -> None:
    assert report_pdf(reports["journal"]) == report_pdf(reports["journal"])
    assert report_csv(reports["journal"]) == report_csv(reports["journal"])


def test_story__has_every_kind_of_entry(reports: dict[str, Report]) -> None:
    """Else the agreement of the reports would say little."""
    said = {str(row.cells[2]).partition(":")[0] for row in reports["journal"].rows}
    assert len(said) > 10
    codes = {str(row.cells[0]) for row in reports["trial-balance"].rows}
    assert len(codes) > 20
