"""What waits on each desk when a visitor signs in: a list to decide, one to pay, a sheet to post.

Also a declined list and two gifts recorded twice and cancelled in the open, so that every state of the
book can be seen at Long Hẹ.
"""

from datetime import date

from sqlalchemy.orm import Session

from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.demo.awards import Recipient
from ledger.demo.committee import Committee, awards_for
from ledger.demo.diary import Diary
from ledger.demo.funds import ADULT, HARDSHIP, REWARD, SCHOLARSHIP, Funds, Programmes
from ledger.demo.givers import Givers
from ledger.demo.learning import adult_awards
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people.parties import PartyKind

DECLINED_ON = date(2026, 10, 16)
WAITING_FOR_PAYMENT = date(2026, 11, 16)
WAITING_FOR_THE_CHAIR = date(2026, 11, 18)
CANCELLED = {date(2026, 9, 7): 300_000, date(2026, 10, 5): 200_000}
"""Gifts recorded twice by mistake, in đồng; the second one is cancelled on the same day."""

TEACHERS = ("Lò Thị Bông", "Quàng Văn Sáo", "Mùa A Khèn", "Cà Thị Nếp")
PUPILS = ("Sùng Thị Lanh", "Thào A Suối", "Lường Văn Thác")


def enter_waiting(diary: Diary, tree: Tree, programmes: Programmes, committee: Committee) -> None:
    """Enter the lists of the last weeks: declined, waiting for payment, and waiting for the chair."""
    long_he, head = tree.long_he.association, tree.head

    def decline(session: Session, day: date) -> None:
        awards = awards_for(session, long_he, _pupils("Hoàn cảnh khó khăn"), [500_000] * len(PUPILS))
        proposal_id = committee.propose(
            session, day, programmes[long_he.id, HARDSHIP], awards, "Tiếp bước học sinh vượt khó, đợt 1"
        )
        committee.decide_later(
            long_he, proposal_id, DECLINED_ON, approved=False, minutes="Chưa đủ hồ sơ của gia đình, lập lại"
        )

    def promise(session: Session, day: date) -> None:
        awards = awards_for(session, long_he, _teachers(), [400_000] * len(TEACHERS))
        proposal_id = committee.propose(
            session, day, programmes[long_he.id, REWARD], awards, "Khen thưởng giáo viên ngày 20/11/2026"
        )
        committee.decide_later(long_he, proposal_id, WAITING_FOR_PAYMENT)
        awards = awards_for(session, head, _teachers(), [600_000] * len(TEACHERS))
        proposal_id = committee.propose(
            session, day, programmes[head.id, REWARD], awards, "Khen thưởng nhà giáo ngày 20/11/2026"
        )
        committee.decide_later(head, proposal_id, WAITING_FOR_PAYMENT)

    def propose(session: Session, day: date) -> None:
        committee.propose(
            session,
            day,
            programmes[long_he.id, ADULT],
            adult_awards(session, long_he.id, 2025, count=3, skip=4),
            "Học bổng người lớn học tập, đợt 2 năm 2026",
        )
        awards = awards_for(session, head, _pupils("Vượt khó học giỏi"), [700_000] * len(PUPILS))
        committee.propose(
            session, day, programmes[head.id, SCHOLARSHIP], awards, "Học bổng Tô Hiệu, đợt bổ sung năm 2026"
        )

    diary.enter(date(2026, 10, 12), decline)
    diary.enter(date(2026, 11, 9), promise)
    diary.enter(WAITING_FOR_THE_CHAIR, propose)


def _teachers() -> list[Recipient]:
    return [
        Recipient(name, PartyKind.PERSON, "Trường THCS Đồi Bút", None, "Giáo viên dạy giỏi")
        for name in TEACHERS
    ]


def _pupils(reason: str) -> list[Recipient]:
    return [
        Recipient(name, PartyKind.PERSON, f"lớp {grade}A, Trường THCS Đồi Bút", 2020 - grade, reason)
        for grade, name in enumerate(PUPILS, start=6)
    ]


def enter_cancelled(diary: Diary, tree: Tree, funds: Funds, givers: Givers, staff: Staff) -> None:
    """Enter gifts of Long Hẹ that were recorded twice, and cancelled."""
    association = tree.long_he.association
    treasurer = staff.who(Role.TREASURER, association)
    household = next(g for g in givers[association.id] if g.party.kind == PartyKind.HOUSEHOLD).party

    def mistake(session: Session, day: date) -> None:
        new = NewContribution(
            association_id=association.id,
            giver=household.id,
            amount=Dong(CANCELLED[day]),
            fund_id=funds.education.id,
            method=Method.CASH,
            received_on=day,
        )
        voucher_id = contributions.record(session, new, by=treasurer)
        contributions.cancel(session, voucher_id=voucher_id, reason="Ghi trùng một khoản", by=treasurer)

    for day in CANCELLED:
        diary.enter(day, mistake)
