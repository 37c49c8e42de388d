"""Pages of administrators and inspectors: setting a book up, and looking into it."""

from fastapi import APIRouter

from ledger.web.admin import associations, funds, inspection, overview, people, profile, programmes, roles
from ledger.web.routing import Route

router = APIRouter(route_class=Route)
for room in (overview, associations, funds, programmes, people, roles, profile, inspection):
    router.include_router(room.router)
