"""Associations for tests, with invented names."""

from datetime import date

from sqlalchemy.orm import Session

from ledger.associations import associations, tree
from ledger.associations.associations import Association, AssociationKind

FOUNDED = date(2024, 1, 1)


def association(
    session: Session,
    name: str = "Hội Khuyến học xã Mẫu Sơn",
    *,
    kind: AssociationKind = AssociationKind.COMMUNE,
    under: Association | None = None,
    founded_on: date = FOUNDED,
) -> Association:
    """An association, placed under another one since it was founded."""
    founded = associations.found(session, name=name, kind=kind, founded_on=founded_on)
    if under is not None:
        tree.place_under(session, child=founded, parent=under, valid_from=founded_on)
    return founded


def province(session: Session) -> Association:
    """The head of a tree."""
    return association(session, "Hội Khuyến học tỉnh Mẫu", kind=AssociationKind.PROVINCE)
