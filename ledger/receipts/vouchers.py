"""Vouchers: the numbered papers of gifts (receipt), money out (payment voucher) and the rest (memo).

A voucher is a frozen snapshot of what was printed: name, address, amount in figures and words, fund,
purpose. It is never edited; a wrong one is voided with a reason and stays in the register with its
number (Law on Accounting 88/2015, art. 18).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.clock import today
from ledger.database import Base, BigInt
from ledger.errors import NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor
from ledger.ids import new_token
from ledger.money import Dong
from ledger.receipts import numbering
from ledger.receipts.numbering import VoucherSeries
from ledger.statements import BulkInsert, Prepared, PreparedInsert
from ledger.words import amount_in_words

FIRST_BOOK = 1


class VoucherKind(StrEnum):
    """A gift received, money paid out, or anything else in the book (a memo voucher)."""

    RECEIPT = "receipt"
    PAYMENT = "payment"
    MEMO = "memo"


PREFIXES = {VoucherKind.RECEIPT: "PT", VoucherKind.PAYMENT: "PC", VoucherKind.MEMO: "PK"}
"""Phiếu thu, phiếu chi and phiếu kế toán, as Vietnamese bookkeepers abbreviate them."""


class Voucher(Base):
    """One numbered voucher. token: its unguessable public address; amount: whole đồng."""

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("association_id", "kind", "year", "book", "number", name="voucher_number_once"),
        UniqueConstraint("token", name="voucher_token_once"),
        UniqueConstraint("id", "amount", name="voucher_amount_key"),
        CheckConstraint("kind IN ('receipt', 'payment', 'memo')", name="voucher_kind"),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="voucher_amount_range"),
        CheckConstraint("number >= 1", name="voucher_number_positive"),
        CheckConstraint("length(token) = 26", name="voucher_token_length"),
        CheckConstraint("method IN ('cash', 'bank', 'none')", name="voucher_method"),
        Index("voucher_by_entry_ix", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    kind: Mapped[str]
    year: Mapped[int]
    book: Mapped[int]
    number: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    issued_on: Mapped[date]
    amount: Mapped[Dong]
    amount_in_words: Mapped[str]
    party_name: Mapped[str]
    party_address: Mapped[str]
    reason: Mapped[str]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    fund_name: Mapped[str]
    method: Mapped[str]
    token: Mapped[str]
    issued_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    issued_by_name: Mapped[str]

    @property
    def shown_number(self) -> str:
        """The number as printed, e.g. `PT-2026-Q01-0143`."""
        return shown_number(VoucherKind(self.kind), self.year, self.book, self.number)


class VoucherVoid(Base):
    """A voucher declared void; it keeps its number and says why. entry_id: the reversal."""

    __tablename__ = "voucher_void"
    __table_args__ = (
        UniqueConstraint("voucher_id", name="voucher_voided_once"),
        CheckConstraint("length(trim(reason)) >= 3", name="void_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))
    voided_on: Mapped[date]
    voided_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))


class VoidNeedsReason(Refusal):
    """A void receipt must say why."""

    rule = "void_has_reason"
    status = 422
    message = N_("Say in a few words why this receipt is cancelled.")
    general = message


class AlreadyVoid(Refusal):
    """A voucher is voided once."""

    rule = "voucher_voided_once"
    message = N_("This receipt was already cancelled.")
    general = message


_insert_vouchers = PreparedInsert(Voucher, Voucher.id)
_insert_all = BulkInsert(Voucher)


def shown_number(kind: VoucherKind, year: int, book: int, number: int) -> str:
    """A voucher number as printed, e.g. `PT-2026-Q01-0143`."""
    return f"{PREFIXES[kind]}-{year}-Q{book:02d}-{number:04d}"


@dataclass(frozen=True)
class VoucherDraft:
    """What a voucher will say; it has no number yet. amount: đồng."""

    amount: Dong
    party_name: str
    party_address: str
    reason: str
    fund_id: int
    fund_name: str


@dataclass(frozen=True)
class Issued:
    """The ids of vouchers issued together, in the order of their drafts, and the number of the first."""

    voucher_ids: Sequence[int]
    first_number: int


def issue(
    session: Session,
    *,
    association_id: int,
    kind: VoucherKind,
    entry_id: int,
    issued_on: date,
    method: str,
    drafts: Sequence[VoucherDraft],
    by: Actor,
) -> Issued:
    """Issue vouchers for a posted entry, with consecutive numbers from the series of the entry's year.

    issued_on: the accounting date; method: 'cash', 'bank', or 'none' when no money moved; drafts: one
    per voucher.
    Refuses a number out of turn (`NumberOutOfTurn`, by the database).
    """
    series = {
        "association_id": association_id,
        "kind": kind.value,
        "year": issued_on.year,
        "book": FIRST_BOOK,
    }
    first = numbering.draw(session, **series, count=len(drafts))  # type: ignore[arg-type]  # mixed key
    paper = {**series, "entry_id": entry_id, "issued_on": issued_on, "method": method}
    rows = [_row(draft, by, number=first + offset, **paper) for offset, draft in enumerate(drafts)]
    return Issued(_insert_vouchers.ids(session, rows), first)


def _row(draft: VoucherDraft, by: Actor, **paper: object) -> dict[str, object]:
    """The stored row of one voucher. paper: its series, number, entry, day and method."""
    return {
        **paper,
        **vars(draft),
        "amount_in_words": amount_in_words(draft.amount),
        "token": new_token(),
        "issued_by": by.user_id,
        "issued_by_name": by.name,
    }


def issue_many(
    session: Session,
    *,
    association_ids: Sequence[int],
    entry_ids: Sequence[int],
    issued_on: Sequence[date],
    methods: Sequence[str],
    drafts: Sequence[VoucherDraft],
    by: Sequence[Actor],
) -> Sequence[int]:
    """Issue many receipts at once, each of an entry, numbered by association and year in the order given.

    Every sequence has a value for each receipt; issued_on: the accounting dates. Returns their ids in
    order. Refuses a number out of turn (`NumberOutOfTurn`, by the database).
    """
    years = [day.year for day in issued_on]
    series = list(zip(association_ids, years, strict=True))
    kind = VoucherKind.RECEIPT.value
    first = numbering.draw_many(session, Counter(series), kind=kind, book=FIRST_BOOK)
    following = {key: count(number) for key, number in first.items()}
    words = {amount: amount_in_words(amount) for amount in {draft.amount for draft in drafts}}
    return _insert_all.columns(
        session,
        {
            "association_id": association_ids,
            "year": years,
            "number": [next(following[key]) for key in series],
            "entry_id": entry_ids,
            "issued_on": issued_on,
            "amount": [draft.amount for draft in drafts],
            "amount_in_words": [words[draft.amount] for draft in drafts],
            "party_name": [draft.party_name for draft in drafts],
            "party_address": [draft.party_address for draft in drafts],
            "reason": [draft.reason for draft in drafts],
            "fund_id": [draft.fund_id for draft in drafts],
            "fund_name": [draft.fund_name for draft in drafts],
            "method": methods,
            "token": [new_token() for _ in drafts],
            "issued_by": [actor.user_id for actor in by],
            "issued_by_name": [actor.name for actor in by],
        },
        kind=kind,
        book=FIRST_BOOK,
    )


def void(session: Session, *, voucher_id: int, reason: str, entry_id: int, by: Actor) -> None:
    """Declare a voucher void beside its reversal entry; refuses an empty reason or a second time."""
    session.execute(
        insert(VoucherVoid).values(
            voucher_id=voucher_id, voided_on=today(), voided_by=by.user_id, reason=reason, entry_id=entry_id
        )
    )


def by_token(session: Session, token: str) -> tuple[Voucher, VoucherVoid | None]:
    """The receipt at a public address, and its void if any; refuses with `NotFound`, whatever is wrong."""
    found = session.execute(
        select(Voucher, VoucherVoid)
        .outerjoin(VoucherVoid, VoucherVoid.voucher_id == Voucher.id)
        .where(Voucher.token == token.upper(), Voucher.kind == VoucherKind.RECEIPT)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class RegisterLine:
    """One line of the register: a voucher and its void, if any."""

    voucher: Voucher
    void: VoucherVoid | None


def one(session: Session, *, association_id: int, kind: VoucherKind, voucher_id: int) -> RegisterLine:
    """A voucher of an association by its id; refuses with `NotFound`, whatever is wrong."""
    found = session.execute(
        select(Voucher, VoucherVoid)
        .outerjoin(VoucherVoid, VoucherVoid.voucher_id == Voucher.id)
        .where(Voucher.id == voucher_id, Voucher.association_id == association_id, Voucher.kind == kind)
    ).one_or_none()
    if found is None:
        raise NotFound
    return RegisterLine(found[0], found[1])


_years = Prepared(
    select(VoucherSeries.year)
    .where(VoucherSeries.association_id == bindparam("association"), VoucherSeries.kind == bindparam("kind"))
    .distinct()
    .order_by(VoucherSeries.year.desc())
)


def years(session: Session, *, association_id: int, kind: VoucherKind) -> Sequence[int]:
    """The years in which an association issued vouchers of a kind, the newest first."""
    return [year for (year,) in _years.rows(session, association=association_id, kind=kind.value)]


@dataclass(frozen=True)
class EntryVouchers:
    """The vouchers of one entry: how many, the first and the last number, and who stands on the first."""

    count: int
    first: str
    last: str
    party_name: str


def of_entries(session: Session, entry_ids: Sequence[int]) -> Mapping[int, EntryVouchers]:
    """The vouchers behind entries, by entry id; entries without one are left out."""
    columns = (Voucher.entry_id, Voucher.kind, Voucher.year, Voucher.book)
    query = (
        select(
            *columns,
            func.count(),
            func.min(Voucher.number),
            func.max(Voucher.number),
            func.min(Voucher.party_name),
        )
        .where(Voucher.entry_id.in_(entry_ids))
        .group_by(*columns)
    )
    return {
        entry_id: EntryVouchers(
            count,
            shown_number(VoucherKind(kind), year, book, first),
            shown_number(VoucherKind(kind), year, book, last),
            party_name,
        )
        for entry_id, kind, year, book, count, first, last, party_name in session.execute(query)
    }


class RegisterEntry(NamedTuple):
    """One line of the register, as lists show it. amount: đồng; void_reason: None unless it is void."""

    voucher_id: int
    number: int
    shown_number: str
    issued_on: date
    party_name: str
    fund_name: str
    amount: int
    void_reason: str | None


_register = Prepared(
    select(
        Voucher.id,
        Voucher.year,
        Voucher.book,
        Voucher.number,
        Voucher.issued_on,
        Voucher.party_name,
        Voucher.fund_name,
        type_coerce(Voucher.amount, BigInt),
        VoucherVoid.reason,
    )
    .outerjoin(VoucherVoid, VoucherVoid.voucher_id == Voucher.id)
    .where(
        Voucher.association_id == bindparam("association"),
        Voucher.kind == bindparam("kind"),
        Voucher.year == bindparam("year"),
        Voucher.number < bindparam("before"),
    )
    .order_by(Voucher.book.desc(), Voucher.number.desc())
    .limit(bindparam("most"))
)
NEWEST = 2**62
"""Above every number: the first page of a register."""


def register(
    session: Session,
    *,
    association_id: int,
    kind: VoucherKind,
    year: int,
    before: int | None,
    limit: int = 50,
) -> Sequence[RegisterEntry]:
    """Vouchers of one series year, newest first. before: a number, for the next page."""
    found = _register.rows(
        session,
        association=association_id,
        kind=kind.value,
        year=year,
        before=NEWEST if before is None else before,
        most=limit,
    )
    return [
        RegisterEntry(identity, number, shown_number(kind, of_year, book, number), *rest)
        for identity, of_year, book, number, *rest in found
    ]
