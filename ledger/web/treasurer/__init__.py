"""Pages of the treasurer: the desk, money in, money out, and the books that show both."""

from fastapi import APIRouter

from ledger.web.routing import Route
from ledger.web.treasurer import books, contributions, desk, payments, receipts, rosters, transfers

router = APIRouter(route_class=Route)
for room in (desk, contributions, receipts, rosters, payments, transfers, books):
    router.include_router(room.router)
