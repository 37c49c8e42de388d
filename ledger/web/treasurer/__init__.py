"""Pages of the treasurer: the desk, money in, money out, and the books that show both."""

from fastapi import APIRouter

from ledger.web.routing import Route
from ledger.web.treasurer.books import router as books
from ledger.web.treasurer.contributions import router as contributions
from ledger.web.treasurer.desk import router as desk
from ledger.web.treasurer.payments import router as payments
from ledger.web.treasurer.receipts import router as receipts
from ledger.web.treasurer.rosters import router as rosters
from ledger.web.treasurer.transfers import router as transfers

router = APIRouter(route_class=Route)
for room in (desk, contributions, receipts, rosters, payments, transfers, books):
    router.include_router(room)
