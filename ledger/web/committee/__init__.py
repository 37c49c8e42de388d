"""Pages of the committee and its chair: recognition of learning models, and awards."""

from fastapi import APIRouter

from ledger.web.committee import awards, proposing, recognition
from ledger.web.routing import Route

router = APIRouter(route_class=Route)
router.include_router(recognition.router)
router.include_router(proposing.router)
router.include_router(awards.router)
