"""The program `khuyenhoc`: everything that is done to a book outside the browser.

Each command is a function. A refusal is one sentence on stderr and exit code 1, never a traceback.
Commands speak Vietnamese on a Vietnamese terminal and English on any other.
"""

import argparse
import getpass
import io
import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger import __version__
from ledger.accounts import chart
from ledger.associations import areas, associations
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.database import Book, Database, NotMigrated, ensure_migrated, migrate
from ledger.disclosure import csv_files, export, totals
from ledger.disclosure.flows import FIELDS, Flow
from ledger.disclosure.totals import FundFlow, Totals
from ledger.disclosure.verify import verify
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_, gettext, set_locale
from ledger.identity import roles, users
from ledger.identity.roles import Role
from ledger.money import format_dong
from ledger.settings import Settings, from_environment

HOST, PORT = "127.0.0.1", 8000
DEMO_URL = "sqlite:///var/demo.db"
"""Always this file: the demo never touches a book in real use."""

SHOWN = FIELDS[:6]
"""opening, mobilized, transfers_in, transfers_out, spent, closing: what the text form of `totals` shows."""


class NoSuchAssociation(Refusal):
    """The association asked for is not in the book, or several fit."""

    rule = "cli_association"
    message = N_("No association, or more than one, is meant by “%(said)s”. Give its code.")


class PassphrasesDiffer(InputError):
    """The passphrase typed again is another one."""

    rule = "cli_passphrase_again"
    message = N_("The two passphrases are not the same. Nothing was recorded.")


class PortTaken(Refusal):
    """Another program listens there."""

    rule = "cli_port"
    message = N_("Port %(port)s is taken by another program. Choose another with --port.")


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="khuyenhoc",
        description=gettext("A double-entry fund ledger for the Associations for Promotion of Education."),
        epilog=gettext("KHUYENHOC_DATABASE_URL names the book: sqlite:///FILE or postgresql://…"),
    )
    parser.add_argument("--version", action="version", version=f"khuyenhoc {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, said: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=said, description=said)
        added.set_defaults(run=run)
        return added

    init = command("init", run_init, gettext("Make a new book, or bring an old one up to date."))
    init.add_argument("--book", type=int, default=1, help=gettext("number of a new book, 1 to 32767"))

    serve = command("serve", run_serve, gettext("Serve the book to browsers."))
    serve.add_argument("--host", default=HOST)
    serve.add_argument("--port", type=int, default=PORT)

    demo = command("demo", run_demo, gettext("Serve the demonstration province from a file of its own."))
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--fresh", action="store_true", help=gettext("build the demonstration anew"))
    demo.add_argument("--no-serve", action="store_true", help=gettext("end when it is built"))

    check = command("verify", run_verify, gettext("Derive everything again and say what does not agree."))
    check.add_argument("--json", action="store_true")

    shown = command("totals", run_totals, gettext("Show a year of an association, as its page does."))
    shown.add_argument("association", help=gettext("its code, id or full name"))
    shown.add_argument("--year", type=int, required=True)
    shown.add_argument("--json", action="store_true")

    out = command("export", run_export, gettext("Write the journal for other programs, without names."))
    out.add_argument("what", choices=["journal"])
    out.add_argument("--format", choices=["csv"], default="csv")
    out.add_argument("-o", "--output", type=Path, help=gettext("a file instead of standard output"))

    user = command("create-user", run_create_user, gettext("Let a person sign in."))
    user.add_argument("--login", required=True)
    user.add_argument("--name", required=True)
    user.add_argument("--role", choices=[role.value for role in Role])
    user.add_argument("--association", help=gettext("where the role is held: code, id or full name"))
    user.add_argument("--passphrase-stdin", action="store_true")
    return parser


@contextmanager
def _book(*, writing: bool) -> Iterator[Database]:
    """The book named by the environment, at this program's schema, closed at the end."""
    with closing(Database(from_environment().database_url, writing=writing)) as database:
        ensure_migrated(database)
        yield database


def _association(session: Session, said: str) -> Association:
    try:
        return associations.find(session, said)
    except NotFound as error:
        raise NoSuchAssociation(said=said) from error


def run_init(chosen: argparse.Namespace) -> int:
    """Migrate the database, and load areas and chart into a new book."""
    url = from_environment().database_url
    migrate(url, chosen.book)
    with closing(Database(url)) as database, database.write() as session:
        areas.load_areas(session)
        chart.load_chart(session)
        number = session.scalars(select(Book.number)).one()
        print(gettext("Book %(number)s is ready: %(url)s", number=number, url=repr(database.url)))
    return 0


def run_serve(chosen: argparse.Namespace) -> int:
    """Serve the book until Ctrl-C."""
    settings = from_environment()
    with _book(writing=True) as database:
        _serve(settings, database, _listen(chosen.host, chosen.port))
    return 0


def run_demo(chosen: argparse.Namespace) -> int:
    """Build the demonstration when it is missing, then serve it until Ctrl-C."""
    from ledger.demo.staff import SIGN_INS  # imported here: no other command needs the demonstration

    with closing(Database(DEMO_URL)) as database:
        file = Path(str(database.url.database))
        if chosen.fresh or not _is_ready(database):
            _build_demo(file)
        if chosen.no_serve:
            print(gettext("The demonstration is ready in %(file)s.", file=file))
            return 0
        listening = _listen_near(chosen.port)
        print(gettext("To sign in, as one of these:"))
        for entry in SIGN_INS:
            print(f"  {entry.login:<20} {entry.passphrase:<24} {gettext(entry.role)}, {entry.association}")
        _serve(Settings(database_url=DEMO_URL, demo=True), database, listening)
    return 0


def _is_ready(database: Database) -> bool:
    """Whether the demonstration was built, by this version of the program."""
    try:
        ensure_migrated(database)
    except NotMigrated:
        return False
    return True


def _build_demo(file: Path) -> None:
    """Build the demonstration apart and move it into place when it is whole, so that none is half there."""
    from ledger.demo import province  # imported here: see `run_demo`

    with TemporaryDirectory(dir=file.parent, prefix="demo-") as folder:
        draft = Path(folder, file.name)
        migrate(f"sqlite:///{draft}")
        with closing(Database(f"sqlite:///{draft}")) as database:
            province.load(database, progress=lambda said: print(f"{said} …", flush=True))
        for left in ("-wal", "-shm"):
            file.with_name(file.name + left).unlink(missing_ok=True)
        draft.replace(file)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; refuses with `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTaken(port=port) from error


def _listen_near(port: int) -> socket.socket:
    """A socket that listens at the first free port from this one on; says so when it is another."""
    with ExitStack() as nothing_found:
        nothing_found.callback(lambda: None)
        for candidate in (*range(port, min(port + 100, 65_536)), 0):
            try:
                found = socket.create_server((HOST, candidate))
            except OSError:
                continue
            if candidate != port:
                print(gettext("Port %(port)s is taken; another one is used.", port=port))
            return found
    raise PortTaken(port=port)


def _serve(settings: Settings, database: Database, listening: socket.socket) -> None:
    """Serve until Ctrl-C, in one process."""
    import uvicorn  # imported here, with the application: 0.5 s that no other command needs

    from ledger.app import create_app

    host, port = listening.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if settings.public_url == Settings().public_url:
        settings = replace(settings, public_url=address)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings, database),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )
    print(gettext("Serving at %(address)s (Ctrl-C ends it)", address=address), flush=True)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        print(gettext("Stopped."))


def run_verify(chosen: argparse.Namespace) -> int:
    """Audit the book; 0 only when all holds."""
    with _book(writing=False) as database, database.read() as session:
        findings = verify(session)
    if chosen.json:
        _print_json({"holds": not findings, "findings": [asdict(finding) for finding in findings]})
    elif findings:
        for one in findings:
            print(f"{one.check} | {one.where} | {one.expected} ≠ {one.found}")
        print(gettext("%(count)s things do not agree.", count=len(findings)))
    else:
        print(gettext("Everything agrees."))
    return 1 if findings else 0


def run_totals(chosen: argparse.Namespace) -> int:
    """Show the totals of an association's year."""
    with _book(writing=False) as database, database.read() as session:
        association = _association(session, chosen.association)
        found = totals.totals(session, association_id=association.id, year=chosen.year)
    if chosen.json:
        _print_json(_as_json(found))
    else:
        _print_totals(found)
    return 0


def _as_json(found: Totals) -> dict[str, object]:
    place = found.association

    def side(funds: Sequence[FundFlow], together: Flow) -> dict[str, object]:
        lines = [{"fund": one.fund_code, "name": one.fund_name, **_figures(one.flow)} for one in funds]
        return {"funds": lines, "all": _figures(together)}

    return {
        "association": {"id": place.id, "code": place.code, "name": place.name, "kind": place.kind},
        "year": found.year,
        "structure_on": found.structure_on.isoformat(),
        "own": {**side(found.own, found.own_all), "counts": asdict(found.own_counts)},
        "subtree": {**side(found.subtree, found.subtree_all), "counts": asdict(found.subtree_counts)},
    }


def _figures(flow: Flow) -> dict[str, int]:
    return {**asdict(flow), "available": flow.available}


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _print_totals(found: Totals) -> None:
    print(f"{found.association.name}, {found.year} (đồng)")
    for title, funds, together in (
        (gettext("Own books"), found.own, found.own_all),
        (gettext("With all under it"), found.subtree, found.subtree_all),
    ):
        print(f"\n{title}")
        print(f"{'':<36}" + "".join(f"{name:>18}" for name in SHOWN))
        for name, flow in (*((one.fund_name, one.flow) for one in funds), (gettext("All funds"), together)):
            figures = "".join(f"{format_dong(getattr(flow, figure)):>18}" for figure in SHOWN)
            print(f"{name[:35]:<36}{figures}")


def run_export(chosen: argparse.Namespace) -> int:
    """Write the journal as CSV, to a file or to standard output."""
    with _book(writing=False) as database, database.read() as session:
        rows = export.journal(session)
        if chosen.output is None:
            csv_files.write(sys.stdout, export.JOURNAL_COLUMNS, rows)
            sys.stdout.flush()
            return 0
        draft = chosen.output.with_name(chosen.output.name + ".part")
        with draft.open("w", encoding="utf-8", newline="") as file:
            count = csv_files.write(file, export.JOURNAL_COLUMNS, rows)
        draft.replace(chosen.output)
        print(gettext("%(count)s postings written to %(file)s.", count=count, file=chosen.output))
    return 0


def run_create_user(chosen: argparse.Namespace) -> int:
    """Create a user, with a role in an association if one is given."""
    if (chosen.role is None) != (chosen.association is None):
        return _fail(gettext("Give --role and --association together, or neither."))
    password_hash = users.hash_passphrase(_passphrase(from_stdin=chosen.passphrase_stdin))
    with _book(writing=True) as database, database.write() as session:
        user = users.create(session, login=chosen.login, name=chosen.name, password_hash=password_hash)
        if chosen.role is not None:
            place = _association(session, chosen.association)
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
