"""Derives the tables in `ledger/associations/data` from the data files of `vietnamadminunits` (MIT).

The package is a source, not a dependency: it is heavy, and the program needs a few facts of each area.
Run it in an environment of its own, from the root of the checkout:

    python3 -m venv scratch
    scratch/bin/pip install --no-deps vietnamadminunits==1.0.4
    scratch/bin/python scripts/derive_areas.py

A newer version of the package is a decision: check its counts, then change SOURCES here and
PROVENANCE.md beside the tables.
"""

import csv
import hashlib
import json
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import distribution
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE = "vietnamadminunits"
SOURCES = {
    "dataset.db": "147cbbf81c8964bb594e1dda7ebab5649bce21efbfd6cb508cab7fefca62257d",
    "converter_2025.json": "84f0848bf401b047775cbb49768c181a9271f77e4a4ec706d293b09bcb4faddd",
}
"""The files of the package that are read, each with its sha256."""

DATA = Path(__file__).parents[1] / "ledger" / "associations" / "data"

TWO_TIER_SINCE = "2025-07-01"
HEADER = ("code", "level", "kind", "name_vi", "parent_code", "valid_from", "valid_to")
FORMER_HEADER = ("code", "kind", "name_vi", "parent_code", "successors", "aliases")
KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi_xa",
    "Thị trấn": "thi_tran",
    "Xã": "xa",
    "Phường": "phuong",
    "Đặc khu": "dac_khu",
}
KIND_KEYS = tuple(kind.replace("_", "") for kind in KINDS.values())

NAMESAKE_KM = 15
"""A new commune this far from the district of an old one took the place of a namesake, not of this one."""
KM_PER_DEGREE = 111

Row = tuple[str, ...]
Converter = dict[str, dict[str, Any]]
"""The source's map from the old keys to the new."""
NewKey = tuple[str, str]
"""How the source calls a new commune: the key of its province and its own."""


class Old(NamedTuple):
    """A commune of the old list, or a district that had none. key: how the source calls it."""

    province: str
    province_name: str
    district: str
    district_name: str
    code: str | None
    name: str | None
    key: str
    lat: float
    lon: float
    district_aliases: str | None
    aliases: str | None


class New(NamedTuple):
    """A commune of the new list, and where its centre is."""

    code: str
    lat: float
    lon: float


def main() -> None:
    """Write the tables and print what a reader of PROVENANCE.md compares: counts and hashes."""
    dataset, converter = (find_source(name) for name in SOURCES)
    with sqlite3.connect(f"file:{dataset}?mode=ro", uri=True) as connection:
        rows = read_areas(connection)
        former = read_former(connection, json.loads(converter.read_text(encoding="utf-8")))
    write_table(HEADER, rows, DATA / "areas.csv")
    write_table(FORMER_HEADER, former, DATA / "former_areas.csv")
    for (level, kind), count in sorted(Counter((row[1], row[2]) for row in rows).items()):
        print(f"{level:9} {kind:10} {count:5}")
    for (digits, kind), count in sorted(Counter((len(row[0]), row[1]) for row in former).items()):
        print(f"former, {digits} digits {kind:10} {count:5}")
    followed = Counter(len(row[4].split()) for row in former if len(row[0]) == len("00001"))
    print("communes by number of successors", dict(sorted(followed.items())))
    for name in ("areas.csv", "former_areas.csv"):
        print(name, hashlib.sha256((DATA / name).read_bytes()).hexdigest())


def find_source(name: str) -> Path:
    """A data file of the installed package; ends the program when it is not the one this script knows."""
    source = Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/data/{name}")))
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != SOURCES[name]:
        sys.exit(f"{source} has sha256 {found}, not {SOURCES[name]}")
    return source


def read_areas(connection: sqlite3.Connection) -> list[Row]:
    """All provinces by code, then all communes by province and code, so that a parent comes first."""
    query = "SELECT provinceCode, province, wardCode, ward FROM admin_units"
    found: list[Row] = connection.execute(query).fetchall()
    provinces = {(code, name) for code, name, _, _ in found}
    communes = {(parent, code, name) for parent, _, code, name in found}
    return [area(code, "province", name, "") for code, name in sorted(provinces)] + [
        area(code, "commune", name, parent) for parent, code, name in sorted(communes)
    ]


def area(code: str, level: str, full_name: str, parent: str) -> Row:
    """One row of today. The kind is read from the name; the source's own column of it is wrong four times."""
    kind, name = named(full_name)
    return code, level, kind, name, parent, TWO_TIER_SINCE, ""


def named(full_name: str) -> tuple[str, str]:
    """A full name as its kind, whose capital letters the source uses freely, and what is left of it."""
    text = unicodedata.normalize("NFC", full_name)
    kind = next(kind for kind in KINDS if text.casefold().startswith(f"{kind} ".casefold()))
    return KINDS[kind], text[len(kind) + 1 :]


def read_former(connection: sqlite3.Connection, converter: Converter) -> list[Row]:
    """The old provinces, then districts, then communes, each by code, with what follows on it today."""
    olds = read_olds(connection)
    follows = successors(olds, read_news(connection), read_links(converter))
    after = province_successors(connection, converter["DICT_PROVINCE"])
    provinces = {
        old.province: former(old.province, old.province_name, "", after[old.province]) for old in olds
    }
    districts = {
        old.district: former(
            old.district,
            old.district_name,
            old.province,
            () if old.code else follows[old.key],
            old.district_aliases,
        )
        for old in olds
    }
    communes = {
        old.code: former(old.code, old.name, old.district, follows[old.key], old.aliases)
        for old in olds
        if old.code and old.name
    }
    return [rows[code] for rows in (provinces, districts, communes) for code in sorted(rows)]


def read_olds(connection: sqlite3.Connection) -> list[Old]:
    """The communes of the old list, and the five island districts that had none."""
    query = (
        "SELECT provinceCode, province, districtCode, district, wardCode, ward, "
        "provinceKey || '_' || districtKey || '_' || coalesce(wardKey, ''), districtLat, districtLon, "
        "districtAlias, wardAlias FROM admin_units_legacy"
    )
    return [Old._make(row) for row in connection.execute(query)]


def read_news(connection: sqlite3.Connection) -> dict[NewKey, New]:
    """The communes of the new list."""
    query = "SELECT provinceKey, wardKey, wardCode, wardLat, wardLon FROM admin_units"
    return {(province, key): New(*place) for province, key, *place in connection.execute(query)}


def former(code: str, full_name: str, parent: str, follows: Iterable[str], aliases: str | None = None) -> Row:
    """One row of the old list."""
    keys = (key for key in json.loads(aliases or "[]") if key.startswith(KIND_KEYS))
    return code, *named(full_name), parent, " ".join(sorted(follows)), " ".join(dict.fromkeys(keys))


def province_successors(connection: sqlite3.Connection, merged: dict[str, list[str]]) -> dict[str, list[str]]:
    """The new province of each old one, by their codes."""
    new = dict(connection.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units"))
    old = dict(connection.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units_legacy"))
    return {old[key]: [new[into]] for into, keys in merged.items() for key in keys}


def read_links(converter: Converter) -> dict[str, set[NewKey]]:
    """By the key of an old commune, the keys of the new ones that it went into, as the source has them."""
    links: dict[str, set[NewKey]] = defaultdict(set)
    for province, into in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in into.items():
            for old in olds:
                links[old].add((province, new))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            links[old].update((province, part["newWardKey"]) for part in parts)
    return links


def successors(
    olds: Sequence[Old], news: dict[NewKey, New], links: dict[str, set[NewKey]]
) -> dict[str, list[str]]:
    """The codes that follow on each old commune, without those that follow on a namesake far away.

    The source took communes of one name in one new province for each other: Hòa Bình of Kim Thành
    and Hòa Bình of Vĩnh Bảo each got what both went into.
    """
    sharers: dict[tuple[NewKey, str | None], int] = Counter(
        (new, old.name) for old in olds for new in links[old.key]
    )
    return {
        old.key: [
            news[new].code
            for new in links[old.key]
            if sharers[new, old.name] == 1 or distance(old, news[new]) < NAMESAKE_KM
        ]
        for old in olds
    }


def distance(old: Old, new: New) -> float:
    """About how far it is from the centre of an old commune's district to that of a new commune, in km."""
    east = (old.lon - new.lon) * cos(radians(old.lat))
    return KM_PER_DEGREE * hypot(old.lat - new.lat, east)


def write_table(header: Row, rows: Iterable[Row], target: Path) -> None:
    """UTF-8, one area a line, lines ended by a line feed on every system."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
