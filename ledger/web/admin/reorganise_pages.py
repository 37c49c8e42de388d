"""What each page of a reorganisation shows, and which fields are its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.associations import KIND_TITLES, Association, AssociationKind
from ledger.associations.events import KIND_NAMES as EVENT_NAMES
from ledger.associations.events import EventKind
from ledger.reorganisation import choosing
from ledger.reorganisation.changes import KINDS
from ledger.reorganisation.handing import rest
from ledger.reorganisation.matters import MATTER_NAMES, Matter
from ledger.reorganisation.plan import Plan, plan
from ledger.web.forms import reorganisation as forms
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

Context = Callable[[Session, Fields, Desk], dict[str, Any]]

OWN: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "ends": (forms.ENDS, "q", "paste"),
    "follows": ("into", "new_name", "new_kind", "follow_q", forms.FOLLOWS),
    "decree": ("date", "decision", "authority", "note", "documents"),
    "preview": (forms.PORTION, forms.CHILD, forms.SHARE, "fingerprint"),
}
"""How the fields begin that a page shows itself; all others it carries."""
NOT_CARRIED = ("csrf", "key", "step", "go")

WHERE = {
    Matter.PROMISED: "payments",
    Matter.ADVANCES: "advances",
    Matter.DEPOSITS: "deposits",
    Matter.GOODS: "goods",
    Matter.SHORTAGES: "counts",
    Matter.TO_CONFIRM: "transfers",
    Matter.DISPUTED: "transfers",
    Matter.ROSTERS: "rosters",
    Matter.HAND_OVERS: "hand-overs",
    Matter.LATER: "books/journal",
    Matter.CLOSED: "periods",
}
"""The page of a unit's desk on which each matter is settled."""


def carried(fields: Fields, step: str) -> Sequence[tuple[str, str]]:
    """What the other pages hold, to stand in the form of this one unseen."""
    own = OWN[step] + (("new_names",) if step == "follows" else ())
    return [
        (field, typed)
        for field, typed in fields.values.items()
        if field not in NOT_CARRIED and typed and not any(_is(field, one) for one in own)
    ]


def _is(field: str, own: str) -> bool:
    return field.startswith(own) if own.endswith("-") else field == own


def of_closed(fields: Fields) -> bool:
    """Whether the units to choose are closed ones."""
    return fields.text("kind") == EventKind.REVIVE


def _kind(_session: Session, _fields: Fields, _desk: Desk) -> dict[str, Any]:
    return {"kinds": [(kind.value, EVENT_NAMES[kind]) for kind in KINDS]}


def _ends(session: Session, fields: Fields, desk: Desk) -> dict[str, Any]:
    ticked = forms.ticked(session, fields, desk, forms.ENDS)
    found = choosing.candidates(session, desk.association.id, _said(fields, "q"), closed=of_closed(fields))
    return {
        "ticked": ticked,
        "found": [one for one in found if one not in ticked],
        "titles": KIND_TITLES,
        "several": fields.text("kind") == EventKind.MERGE,
        "most": choosing.MOST_SHOWN,
    }


def _follows(session: Session, fields: Fields, desk: Desk) -> dict[str, Any]:
    ending = forms.ticked(session, fields, desk, forms.ENDS)
    split = fields.text("kind") == EventKind.SPLIT
    asked = fields.text("follow_q").strip() or split
    found = choosing.candidates(session, desk.association.id, _said(fields, "follow_q")) if asked else []
    fields.values.setdefault("new_kind", ending[0].kind if ending else AssociationKind.COMMUNE)
    options = _options(session, fields, desk, ending)
    ticked = forms.ticked(session, fields, desk, forms.FOLLOWS)
    taken = {one.id for one in (*options, *ticked, *(ending if split else ()))}
    return {
        "ending": ending,
        "options": options,
        "ticked": ticked,
        "found": [one for one in found if one.id not in taken],
        "titles": KIND_TITLES,
        "new_kinds": [(kind.value, KIND_TITLES[kind]) for kind in AssociationKind],
        "kind": fields.text("kind"),
    }


def _options(
    session: Session, fields: Fields, desk: Desk, ending: Sequence[Association]
) -> Sequence[Association]:
    """Who may follow without a search: of a merger those who merge, else those above."""
    if fields.text("kind") == EventKind.SPLIT:
        return []
    usual = ending if fields.text("kind") == EventKind.MERGE else _above(session, desk, ending)
    picked = choosing.chosen(session, desk.association.id, [identity(fields.text("into"))])
    return list({one.id: one for one in (*usual, *picked)}.values())


def _above(session: Session, desk: Desk, ending: Sequence[Association]) -> Sequence[Association]:
    lines = [tree.ancestors(session, one.id, one.closed_on or desk.today)[:1] for one in ending]
    standing = [one for line in lines for one in line if one.closed_on is None]
    return [*standing, desk.association]


def _decree(_session: Session, _fields: Fields, _desk: Desk) -> dict[str, Any]:
    return {}


def _preview(session: Session, fields: Fields, desk: Desk) -> dict[str, Any]:
    read = Fields(fields.values)
    change = forms.change(session, read, desk)
    if change is None:
        raise TypeError("the page before the last one asked for everything")
    fields.values, fields.errors = read.values, {**read.errors, **fields.errors}
    made = plan(session, change, by=desk.actor)
    return {
        "plan": made,
        "split": change.kind == EventKind.SPLIT,
        "revive": change.kind == EventKind.REVIVE,
        "problems": list(dict.fromkeys(problem.sentence for problem in made.problems)),
        "names": EVENT_NAMES,
        "matters": MATTER_NAMES,
        "where": WHERE,
        "holdings": _holdings(made),
        "goes": {child: f"{number}" for child, number in change.children.items()},
        "successors": [(f"{number}", one.name) for number, one in enumerate(made.followers)],
    }


def _holdings(made: Plan) -> Sequence[tuple[Any, Sequence[tuple[str, str]], int]]:
    """Each holding of a split with its fields, one for each successor, and what nobody gets yet."""
    return [
        (
            holding,
            [
                (
                    forms.portion_field(
                        (holding.giver.id, holding.fund.id, holding.place.account_id, number)
                    ),
                    follower.name,
                )
                for number, follower in enumerate(made.followers)
            ],
            rest(made.change, holding),
        )
        for ending in made.endings
        for holding in ending.holdings
    ]


def _said(fields: Fields, field: str) -> str:
    """A search as typed; nothing while it cannot be read."""
    return fields.read(field, choosing.said) or ""


CONTEXTS: Mapping[str, Context] = {
    "kind": _kind,
    "ends": _ends,
    "follows": _follows,
    "decree": _decree,
    "preview": _preview,
}
