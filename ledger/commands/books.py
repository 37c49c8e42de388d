"""Making a book, opening it, and letting people into it."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import chart
from ledger.associations import areas, associations, former_areas
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.database import Database, ensure_migrated, migrate, own_number
from ledger.dates import parse_date
from ledger.disclosure import merging
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_, gettext
from ledger.identity import founding, roles, users
from ledger.identity.roles import Role
from ledger.settings import from_environment


class NoSuchAssociation(Refusal):
    """The association asked for is not in the book, or several fit."""

    rule = "command_association"
    message = N_("No association, or more than one, is meant by “%(said)s”. Give its code.")


class PassphrasesDiffer(InputError):
    """The passphrase typed again is another one."""

    rule = "command_passphrase_again"
    message = N_("The two passphrases are not the same. Nothing was recorded.")


class RoleNeedsPlace(InputError):
    """A role is held somewhere."""

    rule = "command_role_place"
    message = N_("Give --role and --association together, or neither.")


@contextmanager
def open_book(*, writing: bool) -> Iterator[Database]:
    """The book named by the environment, at this program's schema, closed at the end."""
    with closing(Database(from_environment().database_url, writing=writing)) as database:
        ensure_migrated(database)
        yield database


def association(session: Session, said: str) -> Association:
    """The association a person means by its code, id or full name; refuses with `NoSuchAssociation`."""
    try:
        return associations.find(session, said)
    except NotFound as error:
        raise NoSuchAssociation(said=said) from error


def init(chosen: argparse.Namespace) -> int:
    """Migrate the database, load areas and chart into a new book, and found its head if one is named."""
    founded = _founding_day(chosen.founded)
    url = from_environment().database_url
    migrate(url, chosen.book)
    with closing(Database(url)) as database, database.write() as session:
        areas.load_areas(session)
        former_areas.load_former_areas(session)
        chart.load_chart(session)
        if chosen.association:
            founding.found_head(session, name=chosen.association, code=chosen.code or "", founded_on=founded)
        number = session.scalars(own_number).one()
        print(gettext("Book %(number)s is ready: %(url)s", number=number, url=repr(database.url)))
    return 0


def merge(chosen: argparse.Namespace) -> int:
    """Copy SQLite books into a fresh one, and say what is called otherwise there."""
    merged = merging.merge(chosen.books, chosen.into, chosen.book_number)
    for one in merged.renamed:
        said = {"before": one.before, "after": one.after, "book": one.book}
        print(gettext("“%(before)s” of book %(book)s is now “%(after)s”.", **said))
    numbers = ", ".join(map(str, merged.numbers))
    print(
        gettext("%(file)s holds the books %(numbers)s; everything agrees.", file=chosen.into, numbers=numbers)
    )
    return 0


def _founding_day(typed: str | None) -> date:
    """The day from which the head keeps books here: as typed, or the first day of this year."""
    return parse_date(typed, today=today()) if typed else today().replace(month=1, day=1)


def create_user(chosen: argparse.Namespace) -> int:
    """Create a user, with a role in an association if one is given."""
    if (chosen.role is None) != (chosen.association is None):
        raise RoleNeedsPlace
    password_hash = users.hash_passphrase(_passphrase(from_stdin=chosen.passphrase_stdin))
    with open_book(writing=True) as database, database.write() as session:
        user = users.create(session, login=chosen.login, name=chosen.name, password_hash=password_hash)
        if chosen.role is not None:
            place = association(session, chosen.association)
            roles.grant(
                session,
                user_id=user.id,
                association_id=place.id,
                role=Role(chosen.role),
                valid_from=today(),
            )
    print(gettext("“%(login)s” can sign in now.", login=user.login))
    return 0


def _passphrase(*, from_stdin: bool) -> str:
    """The passphrase, typed twice without being shown, or the first line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(gettext("Passphrase: "))
    if getpass.getpass(gettext("The same passphrase again: ")) != first:
        raise PassphrasesDiffer
    return first
