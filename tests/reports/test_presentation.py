"""Reports show the codes and names of the books an association keeps; the figures stay the same."""

from datetime import date

from ledger.accounts import presentation
from ledger.accounts.presentation import Profile
from ledger.database import Database
from ledger.identity.roles import Role
from ledger.reports.asked import Asked
from ledger.reports.catalogue import BOOKS, REPORTS, STATEMENTS, kept
from tests.factories import contributions, identity
from tests.factories.communes import open_commune

WHOLE = (date(2026, 1, 1), date(2026, 12, 31))


def test_report__in_detail_books_has_their_codes_and_the_same_figures(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 300_000)
    shown: dict[Profile, dict[str, tuple[object, ...]]] = {}
    for profile in (Profile.SEPARATE, Profile.DETAIL_BOOKS):
        with book.write() as session:
            clerk = identity.actor(session, commune.association, Role.ADMINISTRATOR, name=profile.value)
            presentation.choose(
                session,
                association_id=commune.id,
                profile=profile,
                valid_from=date(2026, 1, 1 + len(shown)),
                by=clerk,
            )
        with book.read() as session:
            report = REPORTS["trial-balance"].make(session, Asked(commune.association, *WHOLE))
            shown[profile] = {str(row.cells[0]): row.cells[2:] for row in report.rows}
    assert shown[Profile.SEPARATE]["5111"] == shown[Profile.DETAIL_BOOKS]["35311"]
    assert shown[Profile.SEPARATE]["511"] == shown[Profile.DETAIL_BOOKS]["3531"]
    assert "5111" not in shown[Profile.DETAIL_BOOKS]


def test_kept__a_cash_book_is_less_than_full_accounts() -> None:
    assert kept(BOOKS, Profile.SEPARATE) == BOOKS
    assert set(kept(BOOKS, Profile.SIMPLE)) == {"cash-book", "bank-book"}
    assert set(kept(STATEMENTS, Profile.SIMPLE)) == {"activities", "fund-statement", "budget"}
