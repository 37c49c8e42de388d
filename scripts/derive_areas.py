"""Derives `ledger/associations/data/areas.csv` from the data file of the package `vietnamadminunits` (MIT).

The package is a source, not a dependency: it is heavy, and the program needs five facts of each area.
Run it in an environment of its own, from the root of the checkout:

    python3 -m venv scratch
    scratch/bin/pip install --no-deps vietnamadminunits==1.0.4
    scratch/bin/python scripts/derive_areas.py

A newer version of the package is a decision: check its counts, then change SOURCE_SHA256 here and
PROVENANCE.md beside the table.
"""

import csv
import hashlib
import sqlite3
import sys
import unicodedata
from collections import Counter
from importlib.metadata import distribution
from pathlib import Path

PACKAGE = "vietnamadminunits"
SOURCE_SHA256 = "147cbbf81c8964bb594e1dda7ebab5649bce21efbfd6cb508cab7fefca62257d"
TARGET = Path(__file__).parents[1] / "ledger" / "associations" / "data" / "areas.csv"

TWO_TIER_SINCE = "2025-07-01"
HEADER = ("code", "level", "kind", "name_vi", "parent_code", "valid_from", "valid_to")
KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Xã": "xa",
    "Phường": "phuong",
    "Đặc khu": "dac_khu",
}

Row = tuple[str, ...]


def main() -> None:
    """Write the table and print what a reader of PROVENANCE.md compares: counts and the sha256."""
    rows = read_source(find_source())
    write_table(rows, TARGET)
    for (level, kind), count in sorted(Counter((row[1], row[2]) for row in rows).items()):
        print(f"{level:9} {kind:10} {count:5}")
    print(hashlib.sha256(TARGET.read_bytes()).hexdigest())


def find_source() -> Path:
    """The installed package's data file; ends the program when it is not the one this script knows."""
    source = Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/data/dataset.db")))
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != SOURCE_SHA256:
        sys.exit(f"{source} has sha256 {found}, not {SOURCE_SHA256}")
    return source


def read_source(source: Path) -> list[Row]:
    """All provinces by code, then all communes by province and code, so that a parent comes first."""
    query = "SELECT provinceCode, province, wardCode, ward FROM admin_units"
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as connection:
        found: list[Row] = connection.execute(query).fetchall()
    provinces = {(code, name) for code, name, _, _ in found}
    communes = {(parent, code, name) for parent, _, code, name in found}
    return [area(code, "province", name, "") for code, name in sorted(provinces)] + [
        area(code, "commune", name, parent) for parent, code, name in sorted(communes)
    ]


def area(code: str, level: str, full_name: str, parent: str) -> Row:
    """One row. The kind comes from the full name: the source's own column of kinds is wrong four times."""
    text = unicodedata.normalize("NFC", full_name)
    kind = next(kind for kind in KINDS if text.startswith(f"{kind} "))
    return code, level, KINDS[kind], text.removeprefix(f"{kind} "), parent, TWO_TIER_SINCE, ""


def write_table(rows: list[Row], target: Path) -> None:
    """UTF-8, one area a line, lines ended by a line feed on every system."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
