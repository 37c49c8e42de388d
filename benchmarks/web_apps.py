"""The two applications that `benchmarks/web.py` serves: ours, and a bare Starlette one with the same SQL."""

import json
import os
import re
import sqlite3
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ledger.app import create_app
from ledger.database import Database
from ledger.ids import new_token
from ledger.receipts.vouchers import RegisterEntry
from ledger.settings import from_environment
from ledger.web.render import environment

LEAST = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Biên lai</title></head>
<body><h1>Biên lai</h1><table><tbody>
{% for row in rows %}<tr>{% for value in row[:9] %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table></body></html>"""
TOKEN = re.compile("[0-9A-Z]{26}")
ROWS = 50
FRAME: dict[str, Any] = {
    "locale": "vi",
    "page_title": "Sổ biên lai",
    "current_path": "/desk/xa-long-he/receipts",
    "csrf_token": "0" * 64,
    "actor": SimpleNamespace(association_name="Xã Long Hẹ", roles={"treasurer"}),
    "desk": SimpleNamespace(path="/desk/xa-long-he"),
    "nav": [("/desk/xa-long-he", "Bàn làm việc", True)] * 6,
    "demo": False,
    "province_name": "Xã Long Hẹ",
    "year": 2026,
    "years": [2026],
    "newest": None,
    "older": "/desk/xa-long-he/receipts?before=1",
}
"""What our page is framed with, made beforehand."""


def ours() -> FastAPI:
    """The product, as it is served."""
    settings = from_environment()
    return create_app(settings, Database(settings.database_url))


def floor() -> Starlette:
    """Two routes that run the recorded statements through `sqlite3` on the event loop."""
    script = json.loads(Path(os.environ["FLOOR_SCRIPT"]).read_text(encoding="utf-8"))
    path = os.environ["FLOOR_DATABASE"]
    reader, writer = (_connection(path, writing=writing) for writing in (False, True))
    least = Environment(autoescape=True).from_string(LEAST)
    same = environment().get_template("treasurer/receipts.html")

    def rows() -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for said in script["page"]:
            if not said["sql"].startswith("BEGIN"):
                answer = reader.execute(said["sql"], said["parameters"]).fetchall()
                found = max(found, answer, key=len)
        return found

    async def register(_request: Request) -> Response:
        lines = [_entry(*row) for row in rows()]
        return HTMLResponse(same.render(**FRAME, lines=lines[:ROWS]))

    async def least_register(_request: Request) -> Response:
        return HTMLResponse(least.render(rows=rows()[:ROWS]))

    async def gift(request: Request) -> Response:
        parse_qs((await request.body()).decode())
        _replay(writer, script["gift"])
        return RedirectResponse("/", status_code=303)

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/desk/{code}/receipts", register),
            Route("/least", least_register),
            Route("/desk/{code}/contributions", gift, methods=["POST"]),
            Route("/healthz", healthz),
        ]
    )


def _entry(*row: Any) -> RegisterEntry:
    identity, year, book, number, day, *rest = row
    shown = f"PT-{year}-Q{book:02d}-{number:04d}"
    return RegisterEntry(identity, number, shown, date.fromisoformat(day), *rest)


def _connection(path: str, *, writing: bool) -> sqlite3.Connection:
    address = path if writing else f"file:{path}?mode=ro"
    connection = sqlite3.connect(address, uri=not writing, isolation_level=None)
    for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    if writing:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    return connection


def _replay(writer: sqlite3.Connection, script: list[dict[str, list[object]]]) -> None:
    """Run the statements of one gift again, with the ids and numbers that are answered now."""
    fresh: dict[object, object] = {}
    writer.execute("BEGIN IMMEDIATE")
    for said in script:
        if str(said["sql"]).startswith("BEGIN"):
            continue
        values = [fresh.get(value, value) for value in said["parameters"]]
        if "INSERT INTO voucher " in str(said["sql"]) or "INSERT INTO audit_event" in str(said["sql"]):
            values = [new_token() if isinstance(v, str) and TOKEN.fullmatch(v) else v for v in values]
        rows = writer.execute(str(said["sql"]), values).fetchall()
        for before, now in zip(said["rows"], rows, strict=False):
            fresh.update(zip(before, now, strict=True))  # type: ignore[call-overload]
    writer.execute("COMMIT")
