"""Dates typed by people are read day first, and never guessed."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.dates import (
    DateError,
    DateMissing,
    DateMonthFirst,
    DateNotInCalendar,
    DateUnreadable,
    DateYearFarAway,
    DateYearShort,
    format_date,
    format_date_long,
    parse_date,
)

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "22/11/2026",
        "22-11-2026",
        "22.11.2026",
        " 22 / 11 / 2026 ",
        "22/11",
        "2026-11-22",
        "hôm nay",
        "Hom nay",
        "today",
        "ngày 22 tháng 11 năm 2026",
        "Ngày 22 tháng 11, năm 2026",
        "22 thang 11 nam 2026",
        "22 tháng 11",
        "ngày 22/11/2026",
        unicodedata.normalize("NFD", "ngày 22 tháng 11 năm 2026"),
        "22/11/2026\u00a0",
    ],
)
def test_parse_date__ways_to_type_one_day(typed: str) -> None:
    assert parse_date(typed, today=TODAY) == TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hôm qua", date(2026, 11, 21)),
        ("yesterday", date(2026, 11, 21)),
        ("1/2/2026", date(2026, 2, 1)),
        ("02/01/2026", date(2026, 1, 2)),
        ("29/2/2024", date(2024, 2, 29)),
        ("31/12/1957", date(1957, 12, 31)),
    ],
)
def test_parse_date__day_first(typed: str, day: date) -> None:
    assert parse_date(typed, today=TODAY) == day


def test_parse_date__yesterday_of_new_year() -> None:
    assert parse_date("hôm qua", today=date(2027, 1, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", DateMissing),
        (" \u00a0", DateMissing),
        ("31/02/2026", DateNotInCalendar),
        ("29/02/2026", DateNotInCalendar),
        ("31/02", DateNotInCalendar),
        ("00/11/2026", DateNotInCalendar),
        ("22/00/2026", DateNotInCalendar),
        ("22/13/2026", DateNotInCalendar),
        ("2026-13-01", DateMonthFirst),
        ("11/22/2026", DateMonthFirst),
        ("11/22", DateMonthFirst),
        ("22/11/26", DateYearShort),
        ("22/11/026", DateYearShort),
        ("22/11/20266", DateUnreadable),
        ("22/11/1826", DateYearFarAway),
        ("22/11/2206", DateYearFarAway),
        ("22/11-2026", DateUnreadable),
        ("22 11 2026", DateUnreadable),
        ("22112026", DateUnreadable),
        ("22", DateUnreadable),
        ("22/11/2026 14:30", DateUnreadable),
        ("tháng 11 năm 2026", DateUnreadable),
        ("mai", DateUnreadable),
        ("٢٢/١١/٢٠٢٦", DateUnreadable),
        ("\uff12\uff12/11/2026", DateUnreadable),
        ("-22/11/2026", DateUnreadable),
        ("22/" * 5000, DateUnreadable),
    ],
)
def test_parse_date__refused_with_its_reason(typed: str, refusal: type[DateError]) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(typed, today=TODAY)
    assert type(refused.value) is refusal
    assert refused.value.status == 422


def test_parse_date__sentence_names_the_day() -> None:
    with pytest.raises(DateNotInCalendar) as refused:
        parse_date("31/2/2026", today=TODAY)
    assert refused.value.facts == {"date": "31/02/2026"}
    assert "31/02/2026" in refused.value.sentence


@given(DAYS)
def test_format_date__is_read_back(day: date) -> None:
    assert parse_date(format_date(day), today=TODAY) == day
    assert parse_date(format_date_long(day, "vi"), today=TODAY) == day
    assert parse_date(day.isoformat(), today=TODAY) == day
    assert len(format_date(day)) == 10


@given(st.text(alphabet="0123456789/-. aghnmtùyáăớ", max_size=20))
def test_parse_date__reads_or_refuses(text: str) -> None:
    try:
        day = parse_date(text, today=TODAY)
    except DateError:
        return
    assert 1900 <= day.year <= 2100


def test_format_date_long__both_languages() -> None:
    assert format_date_long(TODAY, "vi") == "ngày 22 tháng 11 năm 2026"
    assert format_date_long(TODAY, "en") == "22 November 2026"
    assert format_date_long(date(2026, 2, 5), "vi") == "ngày 05 tháng 02 năm 2026"
    assert format_date(date(2026, 2, 5)) == "05/02/2026"
