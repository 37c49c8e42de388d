"""Pages of administrators and inspectors: setting a book up, and looking into it."""

from fastapi import APIRouter

from ledger.web.admin import (
    associations,
    funds,
    history,
    inspection,
    overview,
    people,
    profile,
    programmes,
    reorganise,
    reorganise_by_areas,
    roles,
)
from ledger.web.routing import Route

router = APIRouter(route_class=Route)
for room in (
    overview,
    associations,
    funds,
    programmes,
    people,
    roles,
    profile,
    reorganise,
    reorganise_by_areas,
    history,
    inspection,
):
    router.include_router(room.router)
