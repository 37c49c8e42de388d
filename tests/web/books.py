"""Two years of books of the small province, whose figures the tests of the public pages know by heart."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.identity import roles, users
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import contributions as gifts
from tests.factories import disbursements
from tests.factories.communes import Commune
from tests.web.conftest import FOUNDED, Site

SECRETS = ("Bí Mật", "Lý Do", "Học Sinh", "Cô Giáo", "Lường Thị Mẫu", "Cầm Văn Thử", "Hoàng Thị Thử")
"""Parts of the names of givers, recipients and officers, and of a reason: none may be public."""


@dataclass(frozen=True)
class Books:
    """Tokens of receipts: one valid, one cancelled; token of the payment voucher; the commune's people."""

    commune: Commune
    valid: str
    cancelled: str
    payment: str


def keep(site: Site) -> Books:
    """Keep the books of xa-thu for two years.

    2025: 500.000 given. 2026: 300.000 and 200.000 given, 1.000.000 given and cancelled; 100.000 sent to
    the province and confirmed, 50.000 sent and on its way; two awards of 60.000 and 40.000 paid, one of
    70.000 promised. So in 2026 the commune goes from 500.000 to 750.000, the province from 500.000 to
    900.000 with all under it.
    """
    commune = _commune(site)
    give(site, 500_000, on=date(2025, 5, 1))
    valid = give(site, 300_000)
    give(site, 200_000, method=Method.BANK)
    cancelled = give(site, 1_000_000)
    gifts.cancel(site.database, commune, cancelled, reason="ghi nhầm tên Ông Lý Do")
    _send(site, commune, 100_000, confirmed=True)
    _send(site, commune, 50_000, confirmed=False)
    paid = disbursements.propose(site.database, commune, 60_000, 40_000)
    payment = disbursements.pay(site.database, commune, disbursements.decide(site.database, commune, paid))
    assert payment
    promised = disbursements.propose(site.database, commune, 70_000)
    disbursements.decide(site.database, commune, promised, number="11/QĐ-KH")
    with site.database.read() as session:
        tokens = {voucher.id: voucher.token for voucher in session.scalars(select(Voucher))}
        paper = select(Voucher).where(Voucher.kind == "payment").order_by(Voucher.id.desc())
        voucher = session.scalars(paper.limit(1)).one()
    return Books(commune, tokens[valid], tokens[cancelled], voucher.token)


def give(site: Site, amount: int, *, on: date = date(2026, 3, 1), method: Method = Method.CASH) -> int:
    """A gift to the named fund in xa-thu; returns the id of its receipt."""
    new = NewContribution(
        association_id=site.places["xa-thu"].id,
        giver="Người Tặng Bí Mật",
        amount=Dong(amount),
        fund_id=site.funds["quy-mau"].id,
        method=method,
        received_on=on,
    )
    with site.database.write() as session:
        return contributions.record(session, new, by=site.people["treasurer"])


def _commune(site: Site) -> Commune:
    people = site.people
    return Commune(
        province=site.places["tinh-mau"],
        association=site.places["xa-thu"],
        fund=site.funds["quy-mau"],
        treasurer=people["treasurer"],
        colleague=people["treasurer2"],
        member=people["member"],
        chair=people["chair"],
        stranger=_province_treasurer(site),
    )


def _province_treasurer(site: Site) -> Actor:
    place = site.places["tinh-mau"].id
    with site.database.write() as session:
        user = users.create(session, login="tinh", name="Thủ Quỹ Tỉnh", password_hash="cannot sign in")
        roles.grant(session, user_id=user.id, association_id=place, role=Role.TREASURER, valid_from=FOUNDED)
        return roles.actor(session, user_id=user.id, name=user.name)


def _send(site: Site, commune: Commune, amount: int, *, confirmed: bool) -> None:
    with site.database.write() as session:
        sent = remittances.send(
            session,
            NewRemittance(
                sender_id=commune.association.id,
                receiver_id=commune.province.id,
                fund_id=commune.fund.id,
                amount=Dong(amount),
                sent_on=date(2026, 3, 2),
                place="cash",
            ),
            by=commune.treasurer,
        )
        if confirmed:
            remittances.confirm(
                session,
                transfer_id=sent,
                confirmed_on=date(2026, 3, 3),
                by=commune.stranger,
                place="cash",
            )
