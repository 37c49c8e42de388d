"""Reading a book beside the program that serves it: its audit, its totals, its journal."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from ledger.clock import today
from ledger.commands.books import association, open_book
from ledger.dates import parse_date
from ledger.disclosure import totals as disclosed
from ledger.disclosure import verify as audit
from ledger.disclosure.exports import FORMATS
from ledger.disclosure.exports.journal import Window
from ledger.disclosure.flows import Flow
from ledger.disclosure.totals import FundFlow, Totals
from ledger.errors import InputError
from ledger.i18n import N_, gettext
from ledger.money import format_dong

SHOWN = {
    "opening": N_("Opening balance"),
    "mobilized": N_("Mobilized"),
    "transfers_in": N_("Transfers in"),
    "transfers_out": N_("Transfers out"),
    "spent": N_("Spent"),
    "closing": N_("Closing balance"),
}
"""The figures in the text form of `totals`, which add up from left to right."""


def verify(chosen: argparse.Namespace) -> int:
    """Audit the book; 0 only when all holds."""
    with open_book(writing=False) as database, database.read() as session:
        findings = audit.verify(session)
    if chosen.json:
        _print_json({"holds": not findings, "findings": [asdict(finding) for finding in findings]})
    elif findings:
        for one in findings:
            print(f"{one.check} | {one.where} | {one.expected} ≠ {one.found}")
        print(gettext("%(count)s things do not agree.", count=len(findings)))
    else:
        print(gettext("Everything agrees."))
    return 1 if findings else 0


def totals(chosen: argparse.Namespace) -> int:
    """Show the totals of an association's year."""
    with open_book(writing=False) as database, database.read() as session:
        place = association(session, chosen.association)
        found = disclosed.totals(session, association_id=place.id, year=chosen.year)
    if chosen.json:
        _print_json(_as_json(found))
    else:
        _print_totals(found)
    return 0


def _as_json(found: Totals) -> dict[str, object]:
    place = found.association

    def side(funds: Sequence[FundFlow], together: Flow) -> dict[str, object]:
        lines = [{"fund": one.fund_code, "name": one.fund_name, **one.flow.published} for one in funds]
        return {"funds": lines, "all": together.published}

    return {
        "association": {"id": place.id, "code": place.code, "name": place.name, "kind": place.kind},
        "year": found.year,
        "structure_on": found.structure_on.isoformat(),
        "own": {**side(found.own, found.own_all), "counts": asdict(found.own_counts)},
        "subtree": {**side(found.subtree, found.subtree_all), "counts": asdict(found.subtree_counts)},
    }


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _print_totals(found: Totals) -> None:
    print(f"{found.association.name}, {found.year} (đồng)")
    for title, funds, together in (
        (gettext("Own books"), found.own, found.own_all),
        (gettext("With all under it"), found.subtree, found.subtree_all),
    ):
        print(f"\n{title}")
        print(f"{'':<36}" + "".join(f"{gettext(name):>18}" for name in SHOWN.values()))
        for name, flow in (*((one.fund_name, one.flow) for one in funds), (gettext("All funds"), together)):
            figures = "".join(f"{format_dong(flow.published[figure]):>18}" for figure in SHOWN)
            print(f"{name[:35]:<36}{figures}")


class WindowIsEmpty(InputError):
    """No day lies between the two that were given."""

    rule = "export_window"
    message = N_("The first day is later than the last. Nothing was written.")


def export(chosen: argparse.Namespace) -> int:
    """Write the journal for another program, to a file or to standard output."""
    write = FORMATS[chosen.format]
    with open_book(writing=False) as database, database.read() as session:
        window = _window(session, chosen)
        if chosen.output is None:
            write(sys.stdout, session, window)
            sys.stdout.flush()
            return 0
        draft = chosen.output.with_name(chosen.output.name + ".part")
        with draft.open("w", encoding="utf-8", newline="") as file:
            count = write(file, session, window)
        draft.replace(chosen.output)
        print(gettext("%(count)s postings written to %(file)s.", count=count, file=chosen.output))
    return 0


def _window(session: Session, chosen: argparse.Namespace) -> Window:
    """What to write of the journal; refuses with `WindowIsEmpty`, `NoSuchAssociation` or a `DateError`."""
    first, last = (parse_date(day, today=today()) if day else None for day in (chosen.first, chosen.last))
    if first and last and first > last:
        raise WindowIsEmpty
    place = association(session, chosen.association).id if chosen.association else None
    return Window(place, first, last)
