"""Names an association once had, or is called by: many generations, all found by the search."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import Base


class AssociationName(Base):
    """A former name or an alias; the name of today is on the association itself.

    used_to: the last day it was the official name; None for what people merely say.
    """

    __tablename__ = "association_name"
    __table_args__ = (
        UniqueConstraint("association_id", "name", name="association_name_once"),
        CheckConstraint("length(name) >= 2", name="association_name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    used_to: Mapped[date | None]
