from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.declarations import declarations, lists, summaries
from ledger.declarations.declarations import (
    DeclaredAlready,
    DoesNotAddUp,
    FiguresDoubtful,
    KeepsBooksHere,
    NewDeclaration,
    NotThereThen,
    ReplacedAlready,
    SourceMissing,
    SpeaksOfTheFuture,
)
from ledger.declarations.lists import LinesRefused
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import OutsideScope, Role
from tests.factories import identity
from tests.factories.associations import association
from tests.factories.communes import Commune, open_commune
from tests.factories.declarations import declare, figures, merge, villages

END = date(2025, 12, 31)


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


@pytest.fixture
def village(book: Database, commune: Commune) -> Association:
    return villages(book, commune.association, 1)[0]


def stands(book: Database, unit: Association) -> Sequence[int]:
    with book.read() as session:
        return [line.declaration.closing for line in declarations.history(session, unit.id) if line.stands]


def test_declare__by_the_treasurer_directly_above(
    book: Database, commune: Commune, village: Association
) -> None:
    declare(book, village.id, figures(11, opening=10, spent=4), commune.treasurer)
    with book.read() as session:
        (line,) = declarations.history(session, village.id)
    said = line.declaration
    assert (said.opening, said.received, said.spent, said.closing) == (10, 5, 4, 11)
    assert (line.declared_by, line.stands) == ("Thủ Quỹ Mẫu", True)


def test_declare__nobody_else(book: Database, commune: Commune, village: Association) -> None:
    """Neither the chair, nor the treasurer two levels above, nor one who was above formerly."""
    for who in (commune.chair, commune.stranger):
        with pytest.raises(OutsideScope):
            declare(book, village.id, figures(1), who)
    with book.write() as session:
        edge = session.scalars(select(AssociationEdge).filter_by(child_id=village.id)).one()
        edge.valid_to = date(2026, 1, 1)
    with pytest.raises(OutsideScope):
        declare(book, village.id, figures(1), commune.treasurer)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (replace(figures(1), received=2), DoesNotAddUp),
        (replace(figures(1), source=" "), SourceMissing),
        (figures(1, as_of=date(2027, 1, 1)), SpeaksOfTheFuture),
        (figures(1, as_of=date(2023, 12, 31)), NotThereThen),
    ],
)
def test_declare__refuses_what_cannot_be(
    book: Database, commune: Commune, village: Association, said: object, refusal: type[Refusal]
) -> None:
    with stopped_at(date(2026, 11, 22)), pytest.raises(refusal):
        declare(book, village.id, said, commune.treasurer)  # type: ignore[arg-type]
    assert stands(book, village) == []


def test_declare__says_what_does_not_add_up(book: Database, commune: Commune, village: Association) -> None:
    with pytest.raises(DoesNotAddUp, match=r"1\.500\.000"):
        declare(book, village.id, replace(figures(1_500_000), closing=15_000_000), commune.treasurer)


def test_declare__not_while_the_book_is_kept_here(book: Database, commune: Commune) -> None:
    with pytest.raises(KeepsBooksHere, match="01/01/2024"):
        declare(book, commune.id, figures(1), commune.treasurer)


def test_declare__not_after_the_unit_closed(book: Database, commune: Commune) -> None:
    """Its last figures are declared by the treasurer of whoever keeps its papers."""
    with book.write() as session:
        neighbour = association(session, "Xã Bên", under=commune.province)
        keeper = identity.actor(session, neighbour, Role.TREASURER)
    (village,) = villages(book, commune.association, 1)
    merge(book, village, neighbour, on=date(2025, 7, 1))
    with pytest.raises(NotThereThen):
        declare(book, village.id, figures(1), keeper)
    with pytest.raises(OutsideScope):
        declare(book, village.id, figures(1, as_of=date(2025, 6, 30)), commune.treasurer)
    declare(book, village.id, figures(1, as_of=date(2025, 6, 30)), keeper)
    assert stands(book, village) == [1]


def test_declare__twice_for_a_day_is_refused(book: Database, commune: Commune, village: Association) -> None:
    declare(book, village.id, figures(1), commune.treasurer)
    with pytest.raises(DeclaredAlready):
        declare(book, village.id, figures(2), commune.treasurer)
    declare(book, village.id, figures(2, as_of=date(2025, 6, 30)), commune.treasurer)
    assert stands(book, village) == [1, 2]


def test_declare__the_same_form_twice_is_one(book: Database, commune: Commune, village: Association) -> None:
    made = []
    for _ in range(2):
        with book.write() as session:
            made.append(
                declarations.declare(
                    session,
                    association_id=village.id,
                    figures=figures(1),
                    by=commune.treasurer,
                    client_key="K",
                )
            )
    assert made[0] == made[1]
    assert stands(book, village) == [1]


# --- correcting -----------------------------------------------------------------------------------
def put_right(book: Database, declaration_id: int, closing: int, commune: Commune) -> int:
    with book.write() as session:
        return declarations.replace(
            session,
            declaration_id=declaration_id,
            figures=figures(closing),
            by=commune.treasurer,
            confirmed=True,
        )


def test_replace__the_former_stays_to_be_seen(book: Database, commune: Commune, village: Association) -> None:
    first = declare(book, village.id, figures(1), commune.treasurer)
    put_right(book, first, 2, commune)
    with book.read() as session:
        lines = declarations.history(session, village.id)
    assert [(line.declaration.closing, line.stands) for line in lines] == [(2, True), (1, False)]


def test_replace__only_what_stands(book: Database, commune: Commune, village: Association) -> None:
    first = declare(book, village.id, figures(1), commune.treasurer)
    put_right(book, first, 2, commune)
    with pytest.raises(ReplacedAlready):
        put_right(book, first, 3, commune)
    with book.write() as session, pytest.raises(NotFound):
        declarations.replace(
            session,
            declaration_id=first,
            figures=figures(3, as_of=date(2025, 6, 30)),
            by=commune.treasurer,
        )


DAYS = (date(2024, 12, 31), date(2025, 6, 30), END)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_replace__of_every_day_one_stands_whatever_was_tried(
    book: Database, commune: Commune, seed: int
) -> None:
    """Random first words and corrections, also of what was corrected before, against a small model."""
    rng = Random(seed)
    units = villages(book, commune.association, 3)
    newest: dict[tuple[int, date], tuple[int, int]] = {}
    made: list[tuple[int, tuple[int, date]]] = []
    for closing in range(40):
        key = rng.choice(units).id, rng.choice(DAYS)
        former, old = rng.choice(made) if made and rng.random() < 0.6 else (0, key)
        said = figures(closing, as_of=old[1])
        allowed = newest[old][0] == former if former else key not in newest
        with suppress(DeclaredAlready, ReplacedAlready), book.write() as session:
            new = (
                declarations.replace(
                    session, declaration_id=former, figures=said, by=commune.treasurer, confirmed=True
                )
                if former
                else declarations.declare(
                    session, association_id=key[0], figures=said, by=commune.treasurer, confirmed=True
                )
            )
            assert allowed
            newest[old] = new, closing
            made.append((new, old))
            allowed = False
        assert not allowed
    with book.read() as session:
        lines = [line for unit in units for line in declarations.history(session, unit.id)]
        total = summaries.summary(session, commune.id, END, 2025).total
    standing = {
        (line.declaration.association_id, line.declaration.as_of): (
            line.declaration.id,
            line.declaration.closing,
        )
        for line in lines
        if line.stands
    }
    assert standing == newest
    assert len(lines) == len(made)
    of_2025 = {unit: closing for (unit, day), (_, closing) in sorted(newest.items()) if day.year == 2025}
    assert (total.units_declared, total.closing) == (len(of_2025), sum(of_2025.values()))


# --- lists ----------------------------------------------------------------------------------------
def send(book: Database, commune: Commune, lines: Sequence[NewDeclaration], **options: bool) -> int:
    with book.write() as session:
        return lists.declare_many(
            session, lines, association_id=commune.id, by=commune.treasurer, client_key="LIST", **options
        )


def lines_of(units: Sequence[Association], *closings: int) -> list[NewDeclaration]:
    return [NewDeclaration(unit.id, figures(closing)) for unit, closing in zip(units, closings, strict=True)]


def test_declare_many__whole(book: Database, commune: Commune) -> None:
    units = villages(book, commune.association, 3)
    lines = lines_of(units, 10, 20, 30)
    assert send(book, commune, lines) == 3
    assert send(book, commune, lines) == 3  # the form came again
    assert [stands(book, unit) for unit in units] == [[10], [20], [30]]


def test_declare_many__or_nothing_with_every_bad_line_named(book: Database, commune: Commune) -> None:
    units = villages(book, commune.association, 4)
    declare(book, units[3].id, figures(7), commune.treasurer)
    good, wrong, again, there = lines_of(units, 10, 20, 30, 40)
    bad = [
        good,
        replace(wrong, figures=replace(wrong.figures, closing=9)),
        again,
        again,
        there,
        NewDeclaration(commune.id, figures(5)),
    ]
    with pytest.raises(LinesRefused) as refused:
        send(book, commune, bad)
    assert [(problem.position, problem.refusal.rule) for problem in refused.value.problems] == [
        (1, "declaration_adds_up"),
        (2, "declared_once_in_list"),
        (3, "declared_once_in_list"),
        (4, "declaration_once"),
        (5, "declares_for_units_beneath"),
    ]
    assert [stands(book, unit) for unit in units] == [[], [], [], [7]]


def test_declare_many__replaces_when_asked_and_leaves_what_is_equal(book: Database, commune: Commune) -> None:
    units = villages(book, commune.association, 3)
    for unit in units[:2]:
        declare(book, unit.id, figures(10), commune.treasurer)
    send(book, commune, lines_of(units, 10, 20, 30), replacing=True)
    with book.read() as session:
        kept = [len(declarations.history(session, unit.id)) for unit in units]
    assert kept == [1, 2, 1]
    assert [stands(book, unit) for unit in units] == [[10], [20], [30]]


def test_declare_many__an_outlier_among_its_own_lines_is_asked_about(
    book: Database, commune: Commune
) -> None:
    units = villages(book, commune.association, 6)
    lines = lines_of(units, 9_000, 10_000, 11_000, 12_000, 13_000, 14_000_000)
    with pytest.raises(LinesRefused) as refused:
        send(book, commune, lines)
    (problem,) = refused.value.problems
    assert problem.position == 5
    assert isinstance(problem.refusal, FiguresDoubtful)
    assert send(book, commune, lines, confirmed=True) == 6


def test_declare_many__by_the_treasurer_of_the_one_above(book: Database, commune: Commune) -> None:
    units = villages(book, commune.association, 1)
    with book.write() as session, pytest.raises(OutsideScope):
        lists.declare_many(session, lines_of(units, 1), association_id=commune.id, by=commune.stranger)
