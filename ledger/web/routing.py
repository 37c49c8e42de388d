"""How handlers run, and what every route may ask for.

Handlers are plain functions. On SQLite a short handler runs on the event loop itself: a pool of
threads that fight for one file costs more than the work they do (measured in `benchmarks/`).
Handlers marked `slow` (passphrases, PDFs, long lists), and all of them on PostgreSQL, run in threads.
"""

import functools
import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Path
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request

from ledger.database import Database
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.web import csrf

MOST_FIELDS = 12_000
"""A roster of 2,000 households has six fields a line; more than this is no form of ours."""

H = TypeVar("H", bound=Callable[..., Any])


def slow(handler: H) -> H:
    """Mark a handler that computes for long, so that it never holds up the event loop."""
    handler.slow = True  # type: ignore[attr-defined]  # a mark on the function itself
    return handler


class Route(APIRoute):
    """A route that chooses where its handler runs."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _placed(endpoint), **options)


def _placed(handler: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(handler):
        return handler
    needs_thread = getattr(handler, "slow", False)

    @functools.wraps(handler)
    async def placed(request: Request, **arguments: Any) -> Any:
        if needs_thread or not database(request).is_sqlite:
            return await run_in_threadpool(handler, request=request, **arguments)
        return handler(request=request, **arguments)

    return placed


def database(request: Request) -> Database:
    """The open book."""
    found: Database = request.app.state.database
    return found


def reading(request: Request) -> AbstractContextManager[Session]:
    """A session that reads one consistent state of the book."""
    return database(request).read()


def writing(request: Request) -> AbstractContextManager[Session]:
    """A session whose work is durable, whole, when its block ends; answer only after that."""
    return database(request).write()


class TooManyFields(InputError):
    """More fields than any form of ours has."""

    rule = "form_size"
    message = N_("This form has too many fields. Send the list in smaller parts.")


async def _sent_form(request: Request) -> FormData:
    sent = (await request.body()).decode("utf-8", errors="replace")
    try:
        pairs = parse_qsl(sent, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as problem:
        raise TooManyFields from problem
    form = FormData([*pairs])
    request.state.form = form
    csrf.check(request, form)
    return form


Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""An id in an address; anything else is an address that does not exist."""

Form = Annotated[FormData, Depends(_sent_form)]
"""The form that was sent; one without our token is refused before the handler runs."""
