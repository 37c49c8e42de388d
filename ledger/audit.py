"""Who did what, when: the append-only trail, and the place where a form can act only once.

Every act that changes the book leaves one row. The row carries the key of the form that asked for
it, so a double click, a reload or a resend finds the first result instead of acting again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.clock import now
from ledger.database import Base, one_at_a_time
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.statements import BulkInsert, Prepared, PreparedInsert

LONGEST_KEY = 64
"""Characters of a form's key; ours have 26. Longer ones would not fit into an index everywhere."""


class AuditEvent(Base):
    """One act of one person in one association.

    subject_type, subject_id: the row the act made, e.g. ('contribution', id).
    client_key: the key the form carried; fingerprint: SHA-256 of who
    asked for what.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("association_id", "client_key", name="form_acts_once"),
        CheckConstraint(f"length(client_key) <= {LONGEST_KEY}", name="form_key_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int]
    actor_id: Mapped[int]
    verb: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    client_key: Mapped[str | None]
    fingerprint: Mapped[str]
    recorded_at: Mapped[datetime]


class FormKeyUnreadable(Refusal):
    """The key is none that a form of ours carries."""

    rule = "form_key_length"
    status = 422
    message = N_("This form is damaged. Nothing was recorded; open it again and type the record there.")
    general = message


class FormAlreadyUsed(Refusal):
    """The same form key came with other content."""

    rule = "form_acts_once"
    message = N_("This form was already used to record something else. Nothing new was recorded.")
    general = message
    next_step = N_("Open a new form and type the new record there.")


_insert_event = PreparedInsert(AuditEvent, AuditEvent.id)
_insert_all = BulkInsert(AuditEvent)
_same_form = Prepared(
    select(AuditEvent.subject_id, AuditEvent.fingerprint).where(
        AuditEvent.association_id == bindparam("association"), AuditEvent.client_key == bindparam("key")
    )
)


@dataclass(frozen=True)
class Act:
    """An act under way: who does what, where, asked for by which form.

    earlier: the subject id of the same act when this form already did it; then nothing is left to do.
    """

    session: Session
    association_id: int
    actor_id: int
    verb: str
    client_key: str | None
    fingerprint: str
    earlier: int | None

    def done(self, subject_type: str, subject_id: int) -> int:
        """Leave the row in the trail; returns the subject's id."""
        _insert_event.ids(self.session, [self.row(subject_type, subject_id, now())])
        return subject_id

    def row(self, subject_type: str, subject_id: int, recorded_at: datetime) -> dict[str, object]:
        """The row that the act leaves; for one insert or for many."""
        return {
            "association_id": self.association_id,
            "actor_id": self.actor_id,
            "verb": self.verb,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "client_key": self.client_key,
            "fingerprint": self.fingerprint,
            "recorded_at": recorded_at,
        }


def begin(
    session: Session,
    *,
    association_id: int,
    actor_id: int,
    verb: str,
    client_key: str | None = None,
    content: Mapping[str, object] | None = None,
) -> Act:
    """Begin an act, or find that its form already did it.

    verb: what is done, e.g. 'record_contribution'; client_key: the key the form carried, if any;
    content: what the form said, in any order. The same form sent twice at once waits for the first
    answer. Refuses with `FormAlreadyUsed` when the key came before with other content, and with
    `FormKeyUnreadable` what is no key of a form.
    """
    digest = fingerprint(actor_id, verb, content or {})
    found = _sent_before(session, association_id, client_key)
    if found is not None and found[1] != digest:
        raise FormAlreadyUsed
    earlier = found[0] if found else None
    return Act(session, association_id, actor_id, verb, client_key, digest, earlier)


_as_json = json.JSONEncoder(sort_keys=True, default=str).encode


def fingerprint(actor_id: int, verb: str, content: Mapping[str, object]) -> str:
    """SHA-256 of who asked for what."""
    said = {"actor": actor_id, "verb": verb, **content}
    return hashlib.sha256(_as_json(said).encode()).hexdigest()


def readable(client_key: str | None) -> str | None:
    """The key of a form, if it carried one; refuses what is no key of a form (`FormKeyUnreadable`)."""
    if client_key is None or (
        client_key.isascii() and client_key.isprintable() and len(client_key) <= LONGEST_KEY
    ):
        return client_key
    raise FormKeyUnreadable


def _sent_before(session: Session, association_id: int, client_key: str | None) -> tuple[int, str] | None:
    """Subject and fingerprint of the act that the form with this key did before, if it did."""
    if readable(client_key) is None:
        return None
    one_at_a_time(session, "form", (association_id, client_key))
    found = _same_form.row(session, association=association_id, key=client_key)
    return (found[0], found[1]) if found else None


class ManyActs:
    """Many acts of one form, told one after the other: what they say together is the form's content.

    repeated: the form did them before; then they are only told again, to be compared.
    """

    def __init__(
        self, session: Session, *, association_id: int, actor_id: int, verb: str, client_key: str | None
    ) -> None:
        self._act = begin(session, association_id=association_id, actor_id=actor_id, verb=verb)
        self._key = client_key
        self._said = hashlib.sha256(self._act.fingerprint.encode())
        self._found = _sent_before(session, association_id, client_key)

    @property
    def repeated(self) -> bool:
        """Whether the form came before."""
        return self._found is not None

    def tell(self, fingerprint: str, name: str) -> None:
        """Add one act by its fingerprint. name: of whom it is about."""
        self._said.update(f"{fingerprint} {name}".encode())

    def done(self, subject_type: str, subject_id: int) -> int:
        """Leave the row of the whole; returns its subject's id, that of the first time if repeated."""
        digest = self._said.hexdigest()
        if self._found is None:
            return replace(self._act, client_key=self._key, fingerprint=digest).done(subject_type, subject_id)
        if self._found[1] != digest:
            raise FormAlreadyUsed
        return self._found[0]


def leave_rows(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Leave many rows in the trail, made by `Act.row`."""
    _insert_all.ids(session, rows)


def leave_many(
    session: Session,
    *,
    verb: str,
    subject_type: str,
    association_ids: Sequence[int],
    actor_ids: Sequence[int],
    subject_ids: Sequence[int],
    fingerprints: Sequence[str],
    recorded_at: Sequence[datetime],
) -> None:
    """Leave the rows of many acts of one verb without forms; every sequence has a value for each act."""
    _insert_all.columns(
        session,
        {
            "association_id": association_ids,
            "actor_id": actor_ids,
            "subject_id": subject_ids,
            "fingerprint": fingerprints,
            "recorded_at": recorded_at,
        },
        verb=verb,
        subject_type=subject_type,
        client_key=None,
    )
