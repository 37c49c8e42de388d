"""Pages of the treasurer: the desk, money in, money out, and the books that show both."""

from fastapi import APIRouter

from ledger.web.routing import Route
from ledger.web.treasurer.acts import router as acts
from ledger.web.treasurer.advances import router as advances
from ledger.web.treasurer.books import router as books
from ledger.web.treasurer.closing_minutes import router as closing_minutes
from ledger.web.treasurer.contributions import router as contributions
from ledger.web.treasurer.counts import router as counts
from ledger.web.treasurer.declarations import router as declarations
from ledger.web.treasurer.declared_lists import router as declared_lists
from ledger.web.treasurer.deposits import router as deposits
from ledger.web.treasurer.desk import router as desk
from ledger.web.treasurer.fund_transfers import router as fund_transfers
from ledger.web.treasurer.goods import router as goods
from ledger.web.treasurer.hand_overs import router as hand_overs
from ledger.web.treasurer.payments import router as payments
from ledger.web.treasurer.periods import router as periods
from ledger.web.treasurer.places import router as places
from ledger.web.treasurer.planning import router as planning
from ledger.web.treasurer.receipts import router as receipts
from ledger.web.treasurer.remittance_rules import router as remittance_rules
from ledger.web.treasurer.rosters import router as rosters
from ledger.web.treasurer.transfers import router as transfers
from ledger.web.treasurer.unreported import router as unreported
from ledger.web.treasurer.vouchers import router as vouchers

router = APIRouter(route_class=Route)
for room in (
    desk,
    contributions,
    receipts,
    rosters,
    payments,
    transfers,
    closing_minutes,
    remittance_rules,
    books,
    planning,
    acts,
    vouchers,
    fund_transfers,
    advances,
    deposits,
    periods,
    places,
    hand_overs,
    counts,
    goods,
    declared_lists,
    declarations,
    unreported,
):
    router.include_router(room)
