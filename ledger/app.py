"""The only composition root: a table of contents of the running application."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from ledger import __version__
from ledger.associations import tree
from ledger.clock import today
from ledger.database import Database, ensure_migrated
from ledger.demo.notes import SEED_NOTES
from ledger.errors import Refusal
from ledger.i18n import Msgid
from ledger.settings import Settings
from ledger.web import (
    admin,
    api,
    committee,
    declared_files,
    donor,
    operation,
    problems,
    public,
    sign_in,
    timekeeping,
    treasurer,
)
from ledger.web.frontdoor import Frontdoor

SMALLEST_COMPRESSED = 1_000
"""Bytes; below it compression costs more than it saves."""


def create_app(settings: Settings, database: Database, *, notes: Sequence[Msgid] = SEED_NOTES) -> FastAPI:
    """The application over one open book.

    notes: what the public home of a demonstration says about its figures; a real book has none.
    Refuses a database that is not at this program's schema (`NotMigrated`).
    """
    ensure_migrated(database)
    app = FastAPI(title="Khuyến học", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.database = database
    app.state.province_name = _province_name(database)
    app.state.notes = notes if settings.demo else ()
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED)
    app.add_middleware(Frontdoor, secure=settings.secure_cookies)
    app.add_exception_handler(Refusal, problems.refused)
    app.add_exception_handler(HTTPException, problems.http_problem)
    app.add_exception_handler(RequestValidationError, problems.no_such_address)
    app.add_exception_handler(Exception, problems.broken)
    rooms = (operation, timekeeping, treasurer, sign_in, public, donor, api, declared_files, committee, admin)
    for room in rooms:
        app.include_router(room.router)
    return app


def _province_name(database: Database) -> str:
    """The name of the association at the head of the book, shown on every public page."""
    with database.read() as session:
        head = tree.top(session, today())
        return head.name if head else ""
