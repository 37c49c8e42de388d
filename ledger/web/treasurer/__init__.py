"""Pages of the treasurer."""

from fastapi import APIRouter

from ledger.web.routing import Route

router = APIRouter(route_class=Route)
