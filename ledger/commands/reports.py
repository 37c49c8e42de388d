"""Reading a book beside the program that serves it: its audit, its totals, its journal."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy.orm import Session

from ledger.clock import today
from ledger.commands.books import association, open_book
from ledger.dates import format_date, parse_date
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


class NotOfTheYear(InputError):
    """The figures of a year end with a day of it, and a structure is not known before its day."""

    rule = "command_totals_day"
    message = N_("Give --until as a day of the year %(year)s, and no day that has not come yet.")


def totals(chosen: argparse.Namespace) -> int:
    """Show the totals of an association's year."""
    until = parse_date(chosen.until, today=today()) if chosen.until else None
    on = _structure(chosen.structure_on)
    if (until and until.year != chosen.year) or max(filter(None, (until, on)), default=today()) > today():
        raise NotOfTheYear(year=chosen.year)
    with open_book(writing=False) as database, database.read() as session:
        place = association(session, chosen.association)
        found = disclosed.totals(
            session, association_id=place.id, year=chosen.year, structure_on=on, until=until
        )
    if chosen.json:
        _print_json(_as_json(found, own_only=chosen.own))
    else:
        _print_totals(found, own_only=chosen.own)
    return 0


def _structure(said: str | None) -> date | None:
    """The day whose structure counts: the one typed, today for `now`, None for as it was."""
    if not said:
        return None
    return today() if said == "now" else parse_date(said, today=today())


def _as_json(found: Totals, *, own_only: bool) -> dict[str, object]:
    place = found.association

    def side(funds: Sequence[FundFlow], together: Flow) -> dict[str, object]:
        lines = [{"fund": one.fund_code, "name": one.fund_name, **one.flow.published} for one in funds]
        return {"funds": lines, "all": together.published}

    said = {
        "association": {"id": place.id, "code": place.code, "name": place.name, "kind": place.kind},
        "year": found.year,
        "until": found.until.isoformat(),
        "structure_on": found.structure_on.isoformat(),
        "own": {**side(found.own, found.own_all), "counts": asdict(found.own_counts)},
    }
    if own_only:
        return said
    beside = [
        {"association": line.predecessor.code, "share_of_10000": line.share, "all": line.flow.published}
        for line in found.allocated
    ]
    subtree = {**side(found.subtree, found.subtree_all), "counts": asdict(found.subtree_counts)}
    return {**said, "subtree": subtree, "allocated": beside}


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _print_totals(found: Totals, *, own_only: bool) -> None:
    print(f"{found.association.name}, {found.year} (đồng)")
    print(_explained(found))
    _print_side(gettext("Own books"), found.own, found.own_all)
    if own_only:
        return
    _print_side(gettext("With all under it"), found.subtree, found.subtree_all)
    flow = found.subtree_all
    for sentence, amount in (
        (N_("Taken out, moved between units counted here: %(amount)s"), flow.internal_transfers),
        (N_("Of the closing balance on its way between them: %(amount)s"), flow.in_transit),
    ):
        if amount:
            print(gettext(sentence, amount=format_dong(amount)))
    for line in found.allocated:
        share = gettext("not allocated") if line.share is None else f"{line.share / 100:.2f} %"
        _print_side(
            gettext("Beside it: %(name)s, split, %(share)s", name=line.predecessor.name, share=share),
            [],
            line.flow,
        )


def _explained(found: Totals) -> str:
    """Which of the two views this is, and how to see the other one."""
    day = format_date(found.structure_on)
    if found.structure_on == today() and found.until < today():
        return gettext(
            "As it is now (%(day)s): closed units count under what followed on them. "
            "Leave --structure-as-of out to see the year as it was.",
            day=day,
        )
    return gettext(
        "As it was on %(day)s: who stood under it then counts. "
        "--structure-as-of now shows the same year with the structure of today.",
        day=day,
    )


def _print_side(title: str, funds: Sequence[FundFlow], together: Flow) -> None:
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
