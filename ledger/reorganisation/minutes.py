"""The minutes of one hand-over, from one association that ended to one that follows: from stored rows only.

What they say was fixed on the day of the event: names as they were then, numbers that cannot go on, and
amounts of documents that cannot change. So they print the same in ten years, for which they are kept
(Decree 174/2016/ND-CP, art. 13).
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts import chart, places
from ledger.accounts.journal import Posting
from ledger.accounts.places import MAIN_NAMES, Place
from ledger.accounts.transfers_listed import TransferLine
from ledger.associations import association_names, tree
from ledger.associations.associations import Association
from ledger.dates import format_date
from ledger.errors import NotFound
from ledger.i18n import gettext, use_locale
from ledger.reorganisation.books import closed_books
from ledger.reorganisation.history import Past
from ledger.reorganisation.minutes_pdf import MinutesLine, MinutesPrint

A_DAY = timedelta(days=1)


def minutes(session: Session, past: Past, giver_id: int, taker_id: int) -> MinutesPrint:
    """What the minutes between two associations say; refuses with `NotFound` another pair."""
    pair = next((pair for pair in past.pairs if (pair[0].id, pair[1].id) == (giver_id, taker_id)), None)
    if pair is None:
        raise NotFound
    giver, taker = pair
    last_day = past.event.happened_on - A_DAY
    above = next(iter(tree.ancestors(session, giver.id, last_day)), None)
    return MinutesPrint(
        kind=past.event.kind,
        happened_on=past.event.happened_on,
        decision=past.event.decision,
        authority=past.event.authority,
        giver_name=association_names.name_on(session, giver.id, last_day),
        giver_address=giver.address,
        taker_name=association_names.name_on(session, taker.id, past.event.happened_on),
        above_name=association_names.name_on(session, above.id, last_day) if above else "",
        lines=tuple(_lines(session, past, giver, taker)),
        books=_books(session, giver.id),
        documents=tuple(_papers(past)),
    )


def _lines(session: Session, past: Past, giver: Association, taker: Association) -> Iterator[MinutesLine]:
    known = places.known(session, giver.id, past.event.happened_on - A_DAY)
    sent = [line for line in past.lines if (line.sender.id, line.receiver.id) == (giver.id, taker.id)]
    left = _accounts(session, sent)
    capital = chart.by_role(session)["capital_in_transit"]
    for line in sent:
        on_its_way, place = left[line.transfer.entry_id]
        fund = f"{line.fund.name} (phần vốn)" if on_its_way == capital else line.fund.name
        yield MinutesLine(fund, line.fund.purpose, _place(known[place]), int(line.transfer.amount))


def _accounts(session: Session, sent: Sequence[TransferLine]) -> dict[int, tuple[int, int]]:
    """The accounts that the money of each transfer went to and came from, by its entry."""
    entries = [line.transfer.entry_id for line in sent]
    found = session.execute(
        select(Posting.entry_id, Posting.debit_account_id, Posting.credit_account_id).where(
            Posting.entry_id.in_(entries)
        )
    )
    return {entry: (debit, credit) for entry, debit, credit in found}


def _place(place: Place) -> str:
    if place.row is not None:
        return f"{place.row.name} (người giữ: {place.row.holder_name})"
    with use_locale("vi"):
        return gettext(MAIN_NAMES[place.method])


def _books(session: Session, giver_id: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The last number of each book, by year, the newest first."""
    books = closed_books(session, giver_id)
    return tuple(
        (year, tuple(book.last for book in of_year)) for year, of_year in groupby(books, lambda b: b.year)
    )


def _papers(past: Past) -> Iterator[str]:
    for paper in past.documents:
        dated = f", ngày {format_date(paper.issued_on)}" if paper.issued_on else ""
        kept = f" (lưu tại: {paper.kept_at})" if paper.kept_at else ""
        yield f"{paper.title}{dated}{kept}"
