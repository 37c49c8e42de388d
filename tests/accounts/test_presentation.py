"""One chart shown in three ways, each from a day on."""

from datetime import date

import pytest

from ledger.accounts import chart, presentation
from ledger.accounts.presentation import Profile, ProfileChosenTwice
from ledger.associations.associations import AssociationKind
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope, Role
from tests.factories import associations, identity
from tests.factories.communes import open_commune

BEFORE, AFTER = date(2025, 12, 31), date(2026, 1, 1)


def test_shown__full_accounts_unless_chosen(book: Database) -> None:
    commune = open_commune(book)
    with book.read() as session:
        cash = chart.by_role(session)["cash"]
        assert presentation.profile_of(session, commune.id, AFTER) == Profile.SEPARATE
        assert presentation.shown(session, commune.id, AFTER)[cash].code == "1111"


def test_profile_of__a_clan_keeps_a_cash_book(book: Database) -> None:
    with book.write() as session:
        clan = associations.association(session, "Dòng họ Mẫu", kind=AssociationKind.CLAN_BOARD)
    with book.read() as session:
        assert presentation.profile_of(session, clan.id, AFTER) == Profile.SIMPLE


def test_profile_of__nobody_is_refused(book: Database) -> None:
    with book.read() as session, pytest.raises(NotFound):
        presentation.profile_of(session, 1, AFTER)


def test_choose__counts_from_its_day_on(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        administrator = identity.actor(session, commune.association, Role.ADMINISTRATOR, name="Quản Trị")
        presentation.choose(
            session,
            association_id=commune.id,
            profile=Profile.DETAIL_BOOKS,
            valid_from=AFTER,
            by=administrator,
        )
    with book.read() as session:
        gifts = chart.by_role(session)["contributions"]
        assert presentation.shown(session, commune.id, BEFORE)[gifts].code == "5111"
        assert presentation.shown(session, commune.id, AFTER)[gifts].code == "35311"


def test_choose__once_for_a_day(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        administrator = identity.actor(session, commune.association, Role.ADMINISTRATOR, name="Quản Trị")

    def choose(profile: Profile) -> None:
        with book.write() as session:
            presentation.choose(
                session, association_id=commune.id, profile=profile, valid_from=AFTER, by=administrator
            )

    choose(Profile.SIMPLE)
    with pytest.raises(ProfileChosenTwice):
        choose(Profile.SEPARATE)


def test_choose__only_an_administrator(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(OutsideScope), book.write() as session:
        presentation.choose(
            session,
            association_id=commune.id,
            profile=Profile.SIMPLE,
            valid_from=AFTER,
            by=commune.treasurer,
        )


def test_shown__every_account_with_a_job_has_a_name_in_every_profile(book: Database) -> None:
    with book.write() as session:
        clan = associations.association(session, "Dòng họ Mẫu", kind=AssociationKind.CLAN_BOARD)
    with book.read() as session:
        shown = presentation.shown(session, clan.id, AFTER)
        for role, identity_ in chart.by_role(session).items():
            names = shown[identity_]
            assert names.code, role
            assert names.name_vi, role
            assert names.name_en, role
