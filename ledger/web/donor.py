"""Pages of the donor, who asks whether the gift on a paper is in the books.

A receipt is found by its code alone. The code is never stored by browsers or search engines, and the
page shows nothing that is not on the paper, the name left out.
"""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts.funds import Fund
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.disclosure.figures import Figure
from ledger.disclosure.totals import structure_day, totals
from ledger.errors import InputError, NotFound
from ledger.i18n import N_, gettext
from ledger.ids import TOKEN_LENGTH
from ledger.receipts import vouchers
from ledger.receipts.vouchers import Voucher
from ledger.web.forms import receipt_code
from ledger.web.forms.fields import Fields
from ledger.web.render import page, see_other
from ledger.web.routing import Route, reading

router = APIRouter(route_class=Route)


@router.get("/check")
def check(request: Request) -> Response:
    """Type the code of a receipt. What cannot be a code gets a sentence beside the field."""
    fields = Fields(dict(request.query_params))
    code = fields.read("code", receipt_code.parse) if "code" in fields.values else None
    if code is not None:
        return see_other(f"/v/{code}")
    return page(
        request,
        "donor/check.html",
        status=422 if fields.errors else 200,
        title=N_("Check a receipt"),
        errors=fields.errors,
        values=fields.values,
        length=TOKEN_LENGTH,
    )


@router.get("/v/{token}")
@router.get("/V/{token}")
def receipt(request: Request, token: str) -> Response:
    """The receipt with this code; every other code gets one and the same page."""
    try:
        with reading(request) as session:
            found = _found(session, receipt_code.normalised(token))
            title = N_("This receipt was cancelled") if found["void"] else N_("This receipt is in the book")
            response = page(request, "donor/receipt.html", title=title, **found)
    except (NotFound, InputError):
        title = N_("This receipt is not in the book")
        response = page(request, "donor/unknown_receipt.html", status=404, title=title)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(session: Session, token: str) -> dict[str, Any]:
    """What the page of a receipt shows; refuses an unknown code (`NotFound`)."""
    found, void = vouchers.by_token(session, token)
    place = session.get_one(Association, found.association_id)
    fund = session.get_one(Fund, found.fund_id)
    return {
        "receipt": found,
        "void": void,
        "place": place,
        "fund": fund,
        "holds": [] if void else _totals_that_hold(session, found, place, fund),
    }


def _totals_that_hold(
    session: Session, found: Voucher, place: Association, fund: Fund
) -> list[tuple[str, int, str]]:
    """The published totals that contain a valid gift, the smallest first: (what, đồng, address)."""
    year = found.year
    here = totals(session, association_id=place.id, year=year)
    of_fund = next(line.flow.mobilized for line in here.own if line.fund_id == fund.id)
    held = [
        (gettext("%(fund)s, %(association)s", fund=fund.name, association=place.name), of_fund, place, "own")
    ]
    head = tree.top(session, structure_day(year))
    if head is not None and head.id != place.id:
        whole = totals(session, association_id=head.id, year=year).subtree_all.mobilized
        held.append((gettext("All funds, %(association)s", association=head.name), whole, head, "subtree"))
    return [(label, amount, _address(where, year, scope, fund)) for label, amount, where, scope in held]


def _address(place: Association, year: int, scope: str, fund: Fund) -> str:
    narrowed = f"&fund={fund.code}" if scope == "own" else ""
    return f"/associations/{place.code}/entries?year={year}&figure={Figure.MOBILIZED}&scope={scope}{narrowed}"
