"""Pages of the public."""

from fastapi import APIRouter

from ledger.web.routing import Route

router = APIRouter(route_class=Route)
