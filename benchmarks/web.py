"""What a gift and a page of 50 rows cost over HTTP, as a ratio to a bare Starlette route with the same SQL.

    PYTHONPATH=. .venv/bin/python benchmarks/web.py [--gifts 5000] [--requests 400] [--rounds 5]

The statements our application runs are recorded from one real request; the bare route then runs the very
same statements through `sqlite3` on the event loop, with fresh ids, numbers and tokens. The page is held
against two floors: one that renders our own template, and one that renders the least HTML that shows the
rows. Both servers are uvicorn in a process of their own, asked in turns by the same client, and judged by
the CPU time (user and system) their process used. Nothing here is a test: it prints, it does not judge.
"""

import argparse
import hashlib
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from ledger import statements
from ledger.accounts import chart, funds
from ledger.accounts.funds import FundKind
from ledger.app import create_app
from ledger.associations import associations
from ledger.associations.associations import AssociationKind
from ledger.clock import today
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database, migrate
from ledger.identity import roles, sessions, users
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.money import Dong
from ledger.people import parties
from ledger.settings import Settings

HERE = Path(__file__).parent
CODE = "xa-long-he"
REGISTER = f"/desk/{CODE}/receipts"
GIFTS = f"/desk/{CODE}/contributions"
CASES = (
    ("page of 50 rows, floor with our HTML", REGISTER, REGISTER, " (goal 1.5)"),
    ("page of 50 rows, floor with the least HTML", REGISTER, "/least", ""),
    ("gift", GIFTS, GIFTS, " (goal 2.0)"),
)
WARM_UP = 50
TICKS = os.sysconf("SC_CLK_TCK")


def fill(url: str, gifts: int) -> tuple[str, int]:
    """Make a book with gifts in it; returns a signed-in browser's token and the id of its fund."""
    migrate(url)
    database = Database(url)
    with database.write() as session:
        chart.load_chart(session)
        place = associations.found(
            session, name="Xã Long Hẹ", kind=AssociationKind.COMMUNE, founded_on=chart.OPEN_SINCE, code=CODE
        )
        fund = funds.open_fund(
            session,
            name="Quỹ Khuyến học",
            kind=FundKind.UNRESTRICTED,
            owner_id=place.id,
            opened_on=chart.OPEN_SINCE,
            holders=[place.id],
        )
        user = users.create(session, login="thuquy", name="Thủ quỹ", password_hash=new_token())
        for role in (Role.TREASURER, Role.COMMITTEE_MEMBER):
            roles.grant(
                session, user_id=user.id, association_id=place.id, role=role, valid_from=chart.OPEN_SINCE
            )
        token = sessions.begin(session, user)
        givers = [
            parties.register(session, association_id=place.id, name=f"Người đóng góp thứ {n}").id
            for n in range(50)
        ]
        by = roles.actor(session, user_id=user.id, name=user.name)
    with database.write() as session:
        for number in range(gifts):
            gift = NewContribution(
                place.id, givers[number % 50], Dong(200_000 + number), fund.id, Method.CASH, today()
            )
            contributions.record(session, gift, by=by, client_key=new_token())
    database.close()
    return token, fund.id


def form(token: str, fund_id: int) -> bytes:
    """One gift as a browser sends it."""
    proof = hashlib.sha256(b"form " + token.encode()).hexdigest()
    fields = {"csrf": proof, "key": new_token(), "giver": "Người đóng góp thứ 7", "amount": "300.000"}
    fields |= {"fund": str(fund_id), "method": "cash", "date": today().strftime("%d/%m/%Y")}
    return urlencode(fields).encode()


def record(url: str, token: str, fund_id: int) -> dict[str, list[dict[str, object]]]:
    """The statements of one page and of one gift, with their parameters and what they answered."""
    database = Database(url)
    app = create_app(Settings(database_url=url), database)
    client = TestClient(app, base_url="http://127.0.0.1", cookies={"ledger": token})
    said: dict[str, list[dict[str, object]]] = {}
    seen: list[dict[str, object]] = []

    def remember(_c: object, _cursor: object, sql: str, parameters: object, *_: object) -> None:
        seen.append({"sql": sql, "parameters": list(parameters), "rows": []})  # type: ignore[call-overload]

    for engine in (database.engine, database.reader):
        event.listen(engine, "before_cursor_execute", remember)
    plain_run = statements.run

    def remembered_run(connection: Connection, sql: str, parameters: object) -> object:
        remember(None, None, sql, parameters)
        return plain_run(connection, sql, parameters)

    statements.run = remembered_run  # type: ignore[assignment]  # for this one recording
    answer = client.get(REGISTER)
    expect(answer.status_code, HTTPStatus.OK)
    said["page"], seen[:] = list(seen), []
    sent = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post(GIFTS, content=form(token, fund_id), headers=sent, follow_redirects=False)
    expect(answer.status_code, HTTPStatus.SEE_OTHER)
    said["gift"] = list(seen)
    statements.run = plain_run
    with database.read() as session:
        for statement in said["gift"]:
            statement["rows"] = answered(session, str(statement["sql"]))
    database.close()
    return said


def expect(status: int, wanted: HTTPStatus) -> None:
    """A benchmark of refusals would be worth nothing."""
    if status != wanted:
        sys.exit(f"answered {status} instead of {wanted}")


def answered(session: Session, sql: str) -> list[list[int]]:
    """What a statement of the newest gift answered: the id of its row, or the number drawn."""
    for table in ("journal_entry", "posting", "voucher", "contribution", "audit_event"):
        if sql.startswith(f"INSERT INTO {table} "):
            return [[session.execute(text(f"SELECT max(id) FROM {table}")).scalar_one()]]  # noqa: S608 - ours
    if sql.startswith("UPDATE voucher_series"):
        return [[session.execute(text("SELECT max(last_number) FROM voucher_series")).scalar_one()]]
    return []


@contextmanager
def served(target: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve an application by uvicorn; yields (process id, port)."""
    port = 8400 + os.getpid() % 500 + len(target)
    command = [sys.executable, "-m", "uvicorn", "--factory", target]
    command += ["--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=HERE.parent)
    try:
        for _ in range(100):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def ask(
    served_at: tuple[int, int], sender: tuple[str, int], address: str, requests: int
) -> tuple[float, float]:
    """CPU microseconds of the server and milliseconds of the client, each per request."""
    (pid, port), (token, fund_id) = served_at, sender
    posting = address == GIFTS
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"ledger={token}", "Content-Type": "application/x-www-form-urlencoded"}
    used, began = cpu(pid), time.monotonic()
    for _ in range(requests):
        body = form(token, fund_id) if posting else None
        connection.request("POST" if posting else "GET", address, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        expect(answer.status, HTTPStatus.SEE_OTHER if posting else HTTPStatus.OK)
    elapsed = time.monotonic() - began
    return (cpu(pid) - used) / requests * 1e6, elapsed / requests * 1e3


def main() -> None:
    """Fill, record, serve both in turns, print the ratios."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gifts", type=int, default=5000)
    arguments.add_argument("--requests", type=int, default=400)
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url, bare = f"sqlite:///{folder}/ours.db", Path(folder, "floor.db")
        sender = fill(url, chosen.gifts)
        shutil.copy(Path(folder, "ours.db"), bare)
        script = Path(folder, "statements.json")
        script.write_text(json.dumps(record(url, *sender), default=str))
        floor = {"FLOOR_DATABASE": str(bare), "FLOOR_SCRIPT": str(script)}
        with (
            served("benchmarks.web_apps:ours", {"KHUYENHOC_DATABASE_URL": url}) as at_ours,
            served("benchmarks.web_apps:floor", floor) as at_floor,
        ):
            for name, address, bare_address, goal in CASES:
                places = ((at_ours, address), (at_floor, bare_address))
                for place, asked in places:
                    ask(place, sender, asked, WARM_UP)
                rounds = [
                    [ask(place, sender, asked, chosen.requests) for place, asked in places]
                    for _ in range(chosen.rounds)
                ]
                say(name, rounds, goal)


def say(name: str, rounds: list[list[tuple[float, float]]], goal: str) -> None:
    """Print the medians of one case."""
    mine = statistics.median(ours[0] for ours, _ in rounds)
    bare = statistics.median(floor[0] for _, floor in rounds)
    ratio = statistics.median(ours[0] / floor[0] for ours, floor in rounds)
    wait = statistics.median(ours[1] for ours, _ in rounds)
    print(
        f"{name}: {mine:.0f} µs of CPU, floor {bare:.0f} µs, ratio {ratio:.2f}{goal}; {wait:.1f} ms an answer"
    )


if __name__ == "__main__":
    main()
