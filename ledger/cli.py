"""The program `khuyenhoc`: everything that is done to a book outside the browser.

A refusal is one sentence on stderr and exit code 1, never a traceback. Commands speak Vietnamese on
a Vietnamese terminal and English on any other.
"""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ledger import __version__
from ledger.commands import books, reports
from ledger.disclosure.exports import FORMATS
from ledger.errors import Refusal
from ledger.i18n import gettext, set_locale
from ledger.identity.roles import Role

HOST, PORT = "127.0.0.1", 8000
STORIES = ("province", "reorganisation")
"""The demonstrations, by the names that `commands.serving` has for them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code. arguments: those of the process if not given."""
    _prepare_terminal()
    chosen = _parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except Refusal as refusal:
        return _fail(" ".join(filter(None, (refusal.sentence, refusal.advice))))
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        return _fail(gettext("The database did not answer: %(reason)s", reason=reason))
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(gettext("Stopped."), file=sys.stderr)
        return 130
    return code


def _prepare_terminal() -> None:
    """Choose the language of the terminal, and never fail on a letter that it cannot show."""
    spoken = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    set_locale("vi" if spoken.startswith("vi") else "en")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, what is said of it."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="khuyenhoc",
        description=gettext("A double-entry fund ledger for the Associations for Promotion of Education."),
        epilog=gettext("KHUYENHOC_DATABASE_URL names the book: sqlite:///FILE or postgresql://…"),
    )
    parser.add_argument("--version", action="version", version=f"khuyenhoc {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], said: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=said, description=said)
        added.set_defaults(run=run)
        return added

    _add_books(command)
    _add_serving(command)
    _add_reports(command)
    return parser


def _add_books(command: Command) -> None:
    """What makes books, and lets people into them."""
    init = command("init", books.init, gettext("Make a new book, or bring an old one up to date."))
    init.add_argument("--book", type=int, default=1, help=gettext("number of a new book, 1 to 32767"))
    init.add_argument("--association", help=gettext("full name of the association the book belongs to"))
    init.add_argument("--code", help=gettext("its code in addresses, such as tinh-mau"))
    init.add_argument("--founded", help=gettext("day from which it keeps books here, as day/month/year"))

    join = command("merge", books.merge, gettext("Copy books that were kept apart into one fresh book."))
    join.add_argument(
        "books", type=Path, nargs="+", metavar="BOOK", help=gettext("a SQLite file; it is only read")
    )
    join.add_argument("--into", type=Path, required=True, metavar="FILE", help=gettext("the file to make"))
    join.add_argument(
        "--book-number",
        type=int,
        required=True,
        metavar="N",
        help=gettext("its number, above those of all the books"),
    )

    user = command("create-user", books.create_user, gettext("Let a person sign in."))
    user.add_argument("--login", required=True)
    user.add_argument("--name", required=True)
    user.add_argument("--role", choices=[role.value for role in Role])
    user.add_argument("--association", help=gettext("where the role is held: code, id or full name"))
    user.add_argument("--passphrase-stdin", action="store_true")


def _add_serving(command: Command) -> None:
    """What opens a book to browsers."""
    serve = command("serve", _serve, gettext("Serve the book to browsers."))
    serve.add_argument("--host", default=HOST)
    serve.add_argument("--port", type=int, default=PORT)

    demo = command("demo", _demo, gettext("Serve the demonstration province from a file of its own."))
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--fresh", action="store_true", help=gettext("build the demonstration anew"))
    demo.add_argument(
        "--story",
        choices=STORIES,
        default=STORIES[0],
        help=gettext("a province with three years of books, or July 2025 in eight provinces"),
    )
    demo.add_argument("--no-serve", action="store_true", help=gettext("end when it is built"))


def _add_reports(command: Command) -> None:
    """What reads a book."""
    check = command("verify", reports.verify, gettext("Derive everything again and say what does not agree."))
    check.add_argument("--json", action="store_true")

    shown = command("totals", reports.totals, gettext("Show a year of an association, as its page does."))
    shown.add_argument("association", help=gettext("its code, id or full name"))
    shown.add_argument("--year", type=int, required=True)
    shown.add_argument(
        "--structure-as-of",
        dest="structure_on",
        metavar="D",
        help=gettext("day whose structure counts, or 'now'; the last day shown if not given"),
    )
    shown.add_argument("--until", metavar="D", help=gettext("day of the year with which the figures end"))
    shown.add_argument("--own", action="store_true", help=gettext("only its own books"))
    shown.add_argument("--json", action="store_true")

    out = command("export", reports.export, gettext("Write the journal for other programs, without names."))
    out.add_argument("what", choices=["journal"])
    out.add_argument("--format", choices=FORMATS, default="csv")
    out.add_argument("--association", help=gettext("only its own books: code, id or full name"))
    out.add_argument("--from", dest="first", help=gettext("first day; what was there before is left out"))
    out.add_argument("--to", dest="last", help=gettext("last day"))
    out.add_argument("-o", "--output", type=Path, help=gettext("a file instead of standard output"))


def _serve(chosen: argparse.Namespace) -> int:
    with _loading():
        from ledger.commands import serving  # noqa: PLC0415 - the web takes 1 s that no other command needs

    return serving.serve(chosen)


def _demo(chosen: argparse.Namespace) -> int:
    with _loading():
        from ledger.commands import serving  # noqa: PLC0415 - the same

    return serving.demo(chosen)


@contextmanager
def _loading() -> Iterator[None]:
    """Load modules without looking for garbage: there is none yet, and the search takes a seventh of it."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
