"""Pages of the committee."""

from fastapi import APIRouter

from ledger.web.routing import Route

router = APIRouter(route_class=Route)
