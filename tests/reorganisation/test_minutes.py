from datetime import timedelta

import pytest

from ledger.associations import association_names
from ledger.associations.associations import Association
from ledger.associations.events import EventKind
from ledger.errors import NotFound
from ledger.reorganisation import history
from ledger.reorganisation.minutes import minutes
from ledger.reorganisation.minutes_pdf import minutes_pdf
from tests.factories import cash
from tests.printing.reading import text_of
from tests.reorganisation import stage as stages
from tests.reorganisation.stage import DAY, DECREE, Stage


@pytest.fixture
def stage(stage_on_sqlite: Stage) -> Stage:
    """On SQLite alone: what is asked here is asked in Python."""
    return stage_on_sqlite


def printed(stage: Stage, event_id: int, giver: Association, taker: Association) -> bytes:
    with stage.book.read() as session:
        past = history.one(session, stage.province.id, event_id)
        return minutes_pdf(minutes(session, past, giver.id, taker.id))


def test_minutes__say_all_and_print_the_same_later(stage: Stage) -> None:
    a, b, c = stage.communes
    box = cash.box(stage.book, stages.commune(stage), name="Hộp bản Cọ")
    cash.put(stage.book, stages.commune(stage), box, 15_000)
    event_id = stage.carry_out(stage.change(EventKind.MERGE, [a, b], c))
    first = printed(stage, event_id, a, c)
    said = text_of(first)
    for words in (
        f"Bên giao: {a.name}",
        f"Bên nhận: {c.name}",
        f"Có sự chứng kiến của: {stage.province.name}",
        "Bên giao hoạt động đến hết ngày 30/06/2026",
        "Hộp bản",
        "Quỹ trẻ mồ côi (mục đích: Trẻ mồ côi của xã): 300.000 đồng. Viết bằng chữ: Ba trăm nghìn đồng",
        "Quỹ Khuyến học: 715.000 đồng",
        "PT-2026-Q01-0003",
        "Đề án sắp xếp, ngày 04/05/2026",
    ):
        assert words in said, said
    stage.confirm_all(c)
    with stage.book.write() as session:
        later = session.get_one(Association, c.id)
        association_names.rename(
            session, later, "Hội Khuyến học xã Tên Mới", on=DAY + timedelta(days=3), decree=DECREE
        )
    assert printed(stage, event_id, a, c) == first
    assert "500.000" in text_of(printed(stage, event_id, b, c))
    with pytest.raises(NotFound):
        printed(stage, event_id, c, a)


def test_minutes__of_one_who_had_nothing(stage: Stage) -> None:
    first, second = stage.villages
    event_id = stage.carry_out(stage.change(EventKind.ABOLISH, [first], second))
    said = text_of(printed(stage, event_id, first, second))
    assert "1. Tiền: không có." in said
    assert "2. Quyển chứng từ: không có." in said


def test_history__of_what_was_done_beneath(stage: Stage) -> None:
    a, b, _ = stage.communes
    event_id = stage.carry_out(stage.change(EventKind.MERGE, [a], b))
    with stage.book.read() as session:
        (past,) = history.listed(session, stage.province.id)
        assert (past.event.id, past.recorded_by, past.unconfirmed) == (event_id, "Quản trị tỉnh", 3)
        assert history.listed(session, stage.province.id, before=event_id) == []
        with pytest.raises(NotFound):
            history.one(session, stage.communes[2].id, event_id)
    stage.confirm_all(b)
    with stage.book.read() as session:
        assert history.one(session, b.id, event_id).unconfirmed == 0
