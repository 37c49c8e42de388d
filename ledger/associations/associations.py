"""Associations: from the province to a clan's board, each with books of its own or declared figures."""

import re
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    bindparam,
    case,
    or_,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.associations import events
from ledger.associations.events import Decree, EventKind
from ledger.database import Base, SortKey
from ledger.dates import format_date
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.statements import Lookup
from ledger.text import clean, fold, slug, slugs, sort_key


class AssociationKind(StrEnum):
    """What an association is; the level at which it holds funds follows from it."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    CHAPTER = "chapter"
    CLAN_BOARD = "clan_board"
    SCHOOL_BOARD = "school_board"
    AGENCY_BOARD = "agency_board"


class Bookkeeping(StrEnum):
    """Whose figures are published: kept in this book, or only declared once a year."""

    LEDGERED = "ledgered"
    DECLARED = "declared"


class ChapterBase(StrEnum):
    """Where a chapter's members come from."""

    VILLAGE = "village"
    RESIDENTIAL_GROUP = "residential_group"
    SCHOOL = "school"
    AGENCY = "agency"
    FELLOW_COUNTRYMEN = "fellow_countrymen"


KIND_NAMES = {
    AssociationKind.CENTRAL: N_("Central association"),
    AssociationKind.PROVINCE: N_("Provincial association"),
    AssociationKind.DISTRICT: N_("District associations (until 30 June 2025)"),
    AssociationKind.COMMUNE: N_("Commune and ward associations"),
    AssociationKind.CHAPTER: N_("Village branches"),
    AssociationKind.CLAN_BOARD: N_("Clans"),
    AssociationKind.SCHOOL_BOARD: N_("Schools"),
    AssociationKind.AGENCY_BOARD: N_("Agencies"),
}


def _in(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


KIND_TITLES = {
    AssociationKind.CENTRAL: N_("Central association"),
    AssociationKind.PROVINCE: N_("Provincial association"),
    AssociationKind.DISTRICT: N_("District association"),
    AssociationKind.COMMUNE: N_("Commune or ward association"),
    AssociationKind.CHAPTER: N_("Village branch"),
    AssociationKind.CLAN_BOARD: N_("Clan board"),
    AssociationKind.SCHOOL_BOARD: N_("School board"),
    AssociationKind.AGENCY_BOARD: N_("Agency board"),
}
"""What one association is called by its kind; `KIND_NAMES` are the headings of lists."""

CHAPTER_BASES = {
    ChapterBase.VILLAGE: N_("Village"),
    ChapterBase.RESIDENTIAL_GROUP: N_("Residential group"),
    ChapterBase.SCHOOL: N_("School"),
    ChapterBase.AGENCY: N_("Agency"),
    ChapterBase.FELLOW_COUNTRYMEN: N_("Fellow countrymen"),
}

BOOKKEEPING_NAMES = {
    Bookkeeping.LEDGERED: N_("Keeps its books here"),
    Bookkeeping.DECLARED: N_("Only declares figures once a year"),
}


class Association(Base):
    """One association or board.

    code: a readable handle, unique in the book, used in addresses (`xa-long-he`); never re-used.
    name: its name today; former ones and aliases are in `names`. chapter_base: of a chapter, if known.
    ledgered_from: the first day its money is kept in this book; None while it only declares figures.
    area_id: where it stands; closed_on: the last day it could post.
    """

    __tablename__ = "association"
    __table_args__ = (
        UniqueConstraint("code", name="association_code_once"),
        CheckConstraint(_in("kind", AssociationKind), name="association_kind"),
        CheckConstraint(
            f"chapter_base IS NULL OR (kind = 'chapter' AND {_in('chapter_base', ChapterBase)})",
            name="association_chapter_base",
        ),
        CheckConstraint(
            "ledgered_from IS NULL OR ledgered_from >= founded_on", name="association_ledgered_from"
        ),
        CheckConstraint("closed_on IS NULL OR closed_on >= founded_on", name="association_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    kind: Mapped[str]
    chapter_base: Mapped[str | None]
    ledgered_from: Mapped[date | None]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[SortKey]
    address: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_area.id"), index=True)
    founded_on: Mapped[date]
    closed_on: Mapped[date | None]

    @hybrid_property
    def bookkeeping(self) -> str:
        """Whether its money is in this book today, or it only declares figures."""
        return Bookkeeping.DECLARED if self.ledgered_from is None else Bookkeeping.LEDGERED

    @bookkeeping.inplace.expression
    @classmethod
    def _bookkeeping(cls) -> ColumnElement[str]:
        return case(
            (cls.ledgered_from.is_(None), Bookkeeping.DECLARED.value), else_=Bookkeeping.LEDGERED.value
        )


class AssociationCodeTaken(Refusal):
    """Two associations may not share a code."""

    rule = "association_code_once"
    status = 422
    message = N_("Another association already uses the code “%(code)s”. Choose another code.")
    general = N_("Another association already uses this code. Choose another code.")


class LedgerStarted(InputError):
    """Books are begun once."""

    rule = "ledger_starts_once"
    message = N_("The books of “%(name)s” have been kept here since %(day)s.")


class LedgerBeforeFounding(InputError):
    """No book is older than whoever keeps it."""

    rule = "association_ledgered_from"
    message = N_("Enter a day on which this association was there already.")


class LedgerAfterEntries(InputError):
    """The day a book begins is not moved past what stands in it."""

    rule = "association_ledger_keeps_entries"
    message = N_("Its book has entries before that day. Enter an earlier one.")


class AssociationStays(Refusal):
    """What an association is stays, and a closed one does not change at all."""

    rule = "association_stays"
    message = N_("This association is closed: it is only read. Revive it before anything is changed.")
    general = message


def refuse_closed(association: Association) -> None:
    """Refuse to change anything of an association that is closed (`AssociationStays`)."""
    if association.closed_on is not None:
        raise AssociationStays


class CodeUnreadable(InputError):
    """A code is made for addresses that people read aloud."""

    rule = "association_code_form"
    message = N_("Write the code with small letters a–z, digits and hyphens, for example xa-long-he.")


def found(
    session: Session,
    *,
    name: str,
    kind: AssociationKind,
    founded_on: date,
    code: str | None = None,
    address: str = "",
    area_id: int | None = None,
    bookkeeping: Bookkeeping = Bookkeeping.LEDGERED,
    chapter_base: ChapterBase | None = None,
    decree: Decree | None = None,
) -> Association:
    """Found an association that has no parent yet.

    name: its full Vietnamese name; code: its handle, made from the name when not given; chapter_base:
    where a chapter's members come from; decree: what it was founded by, recorded as an event.
    Returns the stored association. Refuses a code that is taken (`AssociationCodeTaken`).
    """
    name = clean(name)
    association = Association(
        code=code or slug(name),
        kind=kind,
        chapter_base=chapter_base,
        ledgered_from=founded_on if bookkeeping == Bookkeeping.LEDGERED else None,
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        address=clean(address),
        area_id=area_id,
        founded_on=founded_on,
        closed_on=None,
    )
    session.add(association)
    session.flush()
    if decree is not None:
        events.record(session, EventKind.FOUND, association.id, founded_on, decree)
    return association


def start_ledger(session: Session, association: Association, from_day: date) -> int:
    """Begin to keep the books of an association here that only declared figures. Returns its id.

    from_day: the first day of its book; figures declared for that day or later no longer count.
    Refuses one whose books are kept here (`LedgerStarted`) and, by the database, a day before its
    founding (`LedgerBeforeFounding`) or a closed one (`AssociationStays`).
    """
    if association.ledgered_from is not None:
        raise LedgerStarted(name=association.name, day=format_date(association.ledgered_from))
    session.get_one(Association, association.id).ledgered_from = from_day
    session.flush()
    return association.id


def without_title(name: str) -> str:
    """What an association is named after: "xã Long Hẹ" for "Hội Khuyến học xã Long Hẹ"."""
    return _TITLES.sub("", clean(name))


_TITLES = re.compile(r"^(?:(?:chi )?hội|ban) khuyến học ", re.IGNORECASE)


def has_code(session: Session, code: str) -> bool:
    """Whether an association, open or closed, has this code."""
    return session.scalar(select(Association.id).where(Association.code == code)) is not None


def free_code(session: Session, name: str, *, beside: str) -> str:
    """A code for a new association that nobody has: `xa-long-he` for "Hội Khuyến học xã Long Hẹ".

    beside: the code of the association above, put behind where the short one is taken. Empty when the
    name has no Latin letter.
    """
    return next(
        code for code in slugs(without_title(name), beside) if not code or not has_code(session, code)
    )


_of_code = Lookup(Association, Association.code == bindparam("code"))


def by_code(session: Session, code: str) -> Association:
    """The association with this code; refuses with `NotFound`."""
    association = _of_code.first(session, code=code)
    if association is None:
        raise NotFound
    return association


def find(session: Session, said: str) -> Association:
    """The association a person means: by code, id, or full name without regard to accents.

    Refuses with `NotFound` when none or more than one fits.
    """
    matches = Association.folded == fold(said)
    if said.isascii() and said.isdigit():
        matches = or_(matches, Association.id == int(said))
    found_here = session.scalars(select(Association).where(or_(Association.code == said, matches))).all()
    if len(found_here) != 1:
        raise NotFound
    return found_here[0]
