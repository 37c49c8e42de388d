"""For those who run the site: whether it is ready, and the files that every page uses or links to."""

from fastapi import APIRouter
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ledger.errors import NotFound
from ledger.web.render import STATIC, pdf, static_files
from ledger.web.routing import Route, reading

GUIDE = STATIC / "guide" / "thu-quy.pdf"
"""Printed from `docs/guide/thu-quy.html` by `scripts/take_pictures.py`."""

router = APIRouter(route_class=Route)


@router.get("/healthz")
def healthz(request: Request) -> Response:
    """Answers `ok` when the book can be read."""
    with reading(request) as session:
        session.execute(text("SELECT number FROM book"))
    return PlainTextResponse("ok")


@router.get("/guide")
def guide(request: Request) -> Response:  # noqa: ARG001 - what every route is given
    """The treasurer's guide in Vietnamese: one page, to print."""
    answer = pdf(GUIDE.read_bytes(), GUIDE.name)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@router.get("/static/{name}")
def static_file(request: Request, name: str) -> Response:
    """A static file under its hashed name, which browsers may keep for ever."""
    if name not in static_files():
        raise NotFound
    content, compressed, kind = static_files()[name]
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(compressed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(content, media_type=kind, headers=headers)
