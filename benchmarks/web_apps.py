"""The two applications that `benchmarks/web.py` serves: ours, and a bare Starlette one with the same SQL."""

import json
import os
import sqlite3
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
from ledger.settings import from_environment

TEMPLATE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><table><thead><tr><th>Số</th><th>Ngày</th><th>Người nộp</th><th>Số tiền</th></tr></thead><tbody>
{% for row in rows %}<tr>{% for value in row[:9] %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table></body></html>"""
TOKEN_LENGTH = 26


def ours() -> FastAPI:
    """The product, as it is served."""
    settings = from_environment()
    return create_app(settings, Database(settings.database_url))


def floor() -> Starlette:
    """Two routes that run the recorded statements through `sqlite3` on the event loop."""
    script = json.loads(open(os.environ["FLOOR_SCRIPT"], encoding="utf-8").read())
    path = os.environ["FLOOR_DATABASE"]
    reader, writer = (_connection(path, writing=writing) for writing in (False, True))
    page = Environment(autoescape=True).from_string(TEMPLATE)

    async def register(_request: Request) -> Response:
        rows: list[tuple[object, ...]] = []
        for said in (said for said in script["page"] if not said["sql"].startswith("BEGIN")):
            rows = reader.execute(said["sql"], said["parameters"]).fetchall() or rows
        return HTMLResponse(page.render(title="Biên lai", rows=rows))

    async def gift(request: Request) -> Response:
        sent = parse_qs((await request.body()).decode())
        _replay(writer, script["gift"], sent["key"][0])
        return RedirectResponse("/", status_code=303)

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/desk/{code}/receipts", register),
            Route("/desk/{code}/contributions", gift, methods=["POST"]),
            Route("/healthz", healthz),
        ]
    )


def _connection(path: str, *, writing: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path if writing else f"file:{path}?mode=ro", uri=not writing, isolation_level=None)
    for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    if writing:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    return connection


def _replay(writer: sqlite3.Connection, script: list[dict[str, list[object]]], key: str) -> None:
    """Run the statements of one gift again: ids and numbers answered now take the place of those recorded."""
    fresh: dict[object, object] = {}
    writer.execute("BEGIN IMMEDIATE")
    for said in script:
        if str(said["sql"]).startswith("BEGIN"):
            continue
        values = [fresh.get(value, value) for value in said["parameters"]]
        if "INSERT INTO voucher " in str(said["sql"]) or "INSERT INTO audit_event" in str(said["sql"]):
            values = [new_token() if isinstance(v, str) and len(v) == TOKEN_LENGTH and v.isupper() else v for v in values]
        rows = writer.execute(str(said["sql"]), values).fetchall()
        for before, now in zip(said["rows"], rows, strict=False):
            fresh.update(zip(before, now, strict=True))  # type: ignore[call-overload]
    writer.execute("COMMIT")
