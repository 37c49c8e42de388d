"""What the treasurers of the province and of Long Hẹ record beside gifts and awards, in 2026.

Running costs, interest, an advance for a ceremony, a term deposit of an endowment, goods, a cash
count: each kind of entry once at least, so that every book has something to show. All of it lies in
two funds of its own and in the year after the article, whose figures it leaves alone.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from ledger.accounts import chart, funds
from ledger.accounts.corrections import Cause
from ledger.accounts.funds import Fund, FundKind
from ledger.accounts.journal import EntryKind
from ledger.associations.associations import Association
from ledger.demo.diary import Diary
from ledger.demo.funds import Funds
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.treasury import acts, adjustments, advances, counts, deposits, fund_transfers, goods
from ledger.treasury.acts import NewAct
from ledger.treasury.advances import NewAdvance, NewSettlement
from ledger.treasury.counts import NewCount
from ledger.treasury.deposits import NewDeposit, NewReturn
from ledger.treasury.fund_transfers import NewFundTransfer
from ledger.treasury.goods import NewLot, Source

YEAR = 2026
OPERATIONS_FUND, ENDOWMENT_FUND = "quy-hoat-dong", "quy-bao-toan-von"
MILLION = 1_000_000
CAPITAL = 200 * MILLION
MONTHS = range(1, 11)
"""The months whose running costs are recorded by the last day of the book."""

REASONS = {
    "expense_management": "Văn phòng phẩm, điện thoại",
    "bank_fee": "Phí quản lý tài khoản",
    "expense_fundraising": "In thư ngỏ vận động quỹ",
}


@dataclass(frozen=True)
class Office:
    """One treasurer at work: whose books, in which fund, on which scale of running costs (đồng a month)."""

    place: Association
    fund: Fund
    opening: int
    monthly: int


def enter_work(diary: Diary, tree: Tree, opened: Funds, staff: Staff) -> None:
    """Enter the year's work of the two treasurers in the diary."""

    def begin(session: Session, day: date) -> None:
        running, endowment = _open_funds(session, tree, day)
        for office in (
            Office(tree.head, running, 60 * MILLION, 1_250_000),
            Office(tree.long_he.association, running, 6 * MILLION, 120_000),
        ):
            _Work(diary, staff, office).enter()
        _Endowment(diary, staff, Office(tree.head, endowment, CAPITAL, 0), opened.scholarship).enter()

    diary.enter(date(YEAR, 1, 2), begin)


def _open_funds(session: Session, tree: Tree, day: date) -> tuple[Fund, Fund]:
    """The fund of running costs, and the endowment."""
    running = funds.open_fund(
        session,
        name="Quỹ hoạt động khuyến học",
        code=OPERATIONS_FUND,
        kind=FundKind.UNRESTRICTED,
        owner_id=tree.head.id,
        opened_on=day,
        holders=[tree.head.id, tree.long_he.association.id],
    )
    endowment = funds.open_fund(
        session,
        name="Quỹ bảo toàn vốn Sơn La",
        code=ENDOWMENT_FUND,
        kind=FundKind.ENDOWMENT,
        purpose="Chỉ dùng tiền lãi để thêm vào học bổng",
        owner_id=tree.head.id,
        opened_on=day,
        holders=[tree.head.id],
    )
    return running, endowment


class _Work:
    """The year of one office."""

    def __init__(self, diary: Diary, staff: Staff, office: Office) -> None:
        self.diary, self.office = diary, office
        self.treasurer = staff.who(Role.TREASURER, office.place)

    def enter(self) -> None:
        """Enter everything but what follows from something else."""
        enter = self.diary.enter
        enter(
            date(YEAR, 1, 3), partial(self.act, EntryKind.OPENING, self.office.opening, "Số dư chuyển sang")
        )
        for month in MONTHS:
            enter(date(YEAR, month, 15), partial(self.pay, "expense_management", self.office.monthly))
            enter(date(YEAR, month, 26), partial(self.pay, "bank_fee", 11_000))
            interest = self.office.opening // 10_000 * 4
            enter(
                date(YEAR, month, 27),
                partial(self.act, EntryKind.INTEREST, interest, "Lãi tiền gửi không kỳ hạn"),
            )
        enter(date(YEAR, 3, 20), self.spend_and_correct)
        enter(date(YEAR, 8, 24), self.take_advance)
        enter(date(YEAR, 9, 4), self.receive_goods)
        enter(date(YEAR, 10, 30), self.count)

    def act(self, kind: EntryKind, amount: int, reason: str, session: Session, day: date) -> None:
        """Record money that came into the bank account."""
        new = NewAct(self.office.place.id, kind, self.office.fund.id, Dong(amount), "bank", day, reason)
        acts.record(session, new, by=self.treasurer)

    def pay(self, heading: str, amount: int, session: Session, day: date) -> None:
        """Record a running cost."""
        self.spend(heading, amount, session, day)

    def spend(self, heading: str, amount: int, session: Session, day: date) -> int:
        """Record a running cost, paid from the bank account; returns the id of its voucher."""
        return acts.record(
            session,
            NewAct(
                self.office.place.id,
                EntryKind.EXPENSE,
                self.office.fund.id,
                Dong(amount),
                "bank",
                day,
                REASONS[heading],
                heading_id=chart.by_role(session)[heading],
                party_name="Cửa hàng Mẫu" if heading != "bank_fee" else "Ngân hàng Mẫu",
            ),
            by=self.treasurer,
        )

    def spend_and_correct(self, session: Session, day: date) -> None:
        """Record a cost with a digit too many; it is put right ten days later."""
        voucher_id = self.spend("expense_fundraising", self.office.monthly * 2, session, day)
        right = adjustments.Right(Dong(self.office.monthly), Cause.AMOUNT, "Gõ nhầm, hóa đơn ghi một nửa")

        def correct(session: Session, _day: date) -> None:
            adjustments.correct(session, voucher_id=voucher_id, right=right, by=self.treasurer)

        self.diary.enter(date(YEAR, 3, 30), correct)

    def take_advance(self, session: Session, day: date) -> None:
        """Hand out an advance for the ceremony of the new school year; it is settled after it."""
        amount = self.office.monthly * 8
        advances.give(
            session,
            NewAdvance(
                self.office.place.id,
                self.office.fund.id,
                "Hoàng Văn Ứng Trước",
                "Tổ chức lễ trao thưởng đầu năm học",
                Dong(amount),
                "bank",
                day,
                date(YEAR, 9, 30),
            ),
            by=self.treasurer,
        )
        self.diary.enter(date(YEAR, 9, 12), partial(self.settle, amount))

    def settle(self, amount: int, session: Session, day: date) -> None:
        """Account for nine tenths of the open advance; the rest comes back in cash."""
        (line,) = advances.open_of(session, self.office.place.id)
        returned = amount // 10
        new = NewSettlement(
            line.advance.id,
            amount - returned,
            chart.by_role(session)["expense_ceremony"],
            returned,
            "cash",
            day,
        )
        advances.settle(session, new, by=self.treasurer)

    def receive_goods(self, session: Session, day: date) -> None:
        """Take in notebooks; most are given out a week later."""
        lot_id = goods.receive(
            session,
            NewLot(
                self.office.place.id,
                self.office.fund.id,
                Source.DONATED,
                "Vở ô ly 96 trang",
                "quyển",
                1_200,
                Dong(1_200 * 9_500),
                "Nhà in Mẫu",
                day,
            ),
            by=self.treasurer,
        )

        def give(session: Session, day: date) -> None:
            goods.give(
                session,
                lot_id=lot_id,
                quantity=900,
                given_to="Học sinh bán trú ba điểm trường",
                given_on=day,
                by=self.treasurer,
            )

        self.diary.enter(date(YEAR, 9, 11), give)

    def count(self, session: Session, day: date) -> None:
        """Count the cash box; it holds what the book says."""
        cash = chart.by_role(session)["cash"]
        left, pieces = counts.book_total(session, self.office.place.id, cash, day), {}
        for note in counts.DENOMINATIONS:
            pieces[note], left = divmod(left, note)
        new = NewCount(self.office.place.id, cash, day, pieces, "Ban kiểm tra", self.office.fund.id)
        counts.record(session, new, by=self.treasurer)


class _Endowment(_Work):
    """The endowment: its capital placed for half a year, and what it yielded added to the scholarships."""

    def __init__(self, diary: Diary, staff: Staff, office: Office, scholarships: Fund) -> None:
        super().__init__(diary, staff, office)
        self.scholarships = scholarships

    def enter(self) -> None:
        """Enter the capital; the rest follows from it."""
        self.diary.enter(
            date(YEAR, 1, 3), partial(self.act, EntryKind.OPENING, CAPITAL, "Vốn bảo toàn chuyển sang")
        )
        self.diary.enter(date(YEAR, 1, 5), self.place)

    def place(self, session: Session, day: date) -> None:
        """Place the capital until July."""
        new = NewDeposit(
            self.office.place.id,
            self.office.fund.id,
            "Ngân hàng Mẫu",
            Dong(CAPITAL),
            460,
            "bank",
            day,
            date(YEAR, 7, 5),
        )
        deposits.place_deposit(session, new, by=self.treasurer)
        self.diary.enter(date(YEAR, 7, 6), self.take_back)

    def take_back(self, session: Session, day: date) -> None:
        """Take the deposit back with its interest, which is passed on to the scholarships."""
        (line,) = deposits.listed(session, self.office.place.id)
        interest = 4_600_000
        deposits.take_back(session, NewReturn(line.deposit.id, interest, "bank", day), by=self.treasurer)
        move = NewFundTransfer(
            self.office.place.id,
            self.office.fund.id,
            self.scholarships.id,
            Dong(interest),
            "bank",
            day,
            "Tiền lãi sáu tháng, dùng đúng mục đích của quỹ",
        )
        fund_transfers.move(session, move, by=self.treasurer)
        self.diary.enter(date(YEAR, 7, 7), partial(self.place_again))

    def place_again(self, session: Session, day: date) -> None:
        """Place the capital again, for a year."""
        new = NewDeposit(
            self.office.place.id,
            self.office.fund.id,
            "Ngân hàng Mẫu",
            Dong(CAPITAL),
            480,
            "bank",
            day,
            date(YEAR + 1, 7, 7),
        )
        deposits.place_deposit(session, new, by=self.treasurer)
