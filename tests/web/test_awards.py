from collections.abc import Mapping
from datetime import date

import pytest

from ledger.accounts import balances
from ledger.accounts.balances import Position
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.disbursements import award_lists, payments, programmes
from ledger.disbursements.award_lists import AwardList
from ledger.identity import roles
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people import parties
from ledger.recognition import recognitions
from ledger.recognition.recognitions import LearningModel
from tests.web.conftest import FOUNDED, TODAY, Site
from tests.web.pages import Form, Page

DESK = "/desk/xa-thu/awards"
FUND, RESTRICTED = "quy-xa-thu", "quy-mau"


@pytest.fixture
def rich(site: Site) -> Site:
    """Two programmes, the second for holders of a title only; 5.000.000 đồng in the fund of each."""
    opened = (
        (FUND, "Khen thưởng học sinh giỏi", "reward", False),
        (RESTRICTED, "Học bổng người lớn", "adult_learner", True),
    )
    with site.database.write() as session:
        place = site.places["xa-thu"].id
        for fund, name, category, titled in opened:
            programmes.open_programme(
                session,
                association_id=place,
                fund_id=site.funds[fund].id,
                name=name,
                category=category,
                opened_on=FOUNDED,
                recognition_required=titled,
            )
            gift = NewContribution(
                association_id=place,
                giver="Vàng A Cho",
                amount=Dong(5_000_000),
                fund_id=site.funds[fund].id,
                method=Method.CASH,
                received_on=date(2026, 11, 2),
            )
            contributions.record(session, gift, by=site.people["treasurer"])
    site.sign_in("member")
    return site


def know(site: Site, name: str, apart: str = "") -> int:
    """Somebody the commune knows already; returns the id."""
    with site.database.write() as session:
        place = site.places["xa-thu"].id
        return parties.register(session, association_id=place, name=name, distinguisher=apart).id


def recognize(site: Site, name: str) -> None:
    """Somebody who holds the title of Learning Citizen."""
    with site.database.write() as session:
        place, member = site.places["xa-thu"].id, site.people["member"]
        party = parties.register(session, association_id=place, name=name)
        model = LearningModel.CITIZEN
        registered = recognitions.register(
            session, association_id=place, party_id=party.id, model=model, year=2026, by=member
        )
        recognitions.assess(session, registration_id=registered, points=80, threshold=70, by=member)
        recognitions.recognize(
            session,
            association_id=place,
            number="1/QĐ",
            decided_on=TODAY,
            registration_ids=[registered],
            by=site.people["chair"],
        )


def form_with(site: Site, programme: str, fields: Mapping[str, str]) -> tuple[Page, dict[str, str]]:
    """The form to propose, and the fields with the programme chosen by its name."""
    page = site.get(f"{DESK}/new")
    with site.database.read() as session:
        offered = programmes.programmes(session, site.places["xa-thu"].id)
    return page, {"programme": next(str(p.id) for p, _ in offered if p.name.startswith(programme)), **fields}


def propose(site: Site, fields: Mapping[str, str], *, programme: str = "Khen", status: int = 200) -> Page:
    """A list sent by whoever is signed in; the page that answers."""
    page, typed_fields = form_with(site, programme, fields)
    return site.submit(page, typed_fields, status=status)


def lists(site: Site) -> list[AwardList]:
    """Every list of the commune, in the order they were proposed."""
    with site.database.read() as session:
        found = award_lists.proposals(session, site.places["xa-thu"].id)
        return [award_lists.award_list(session, proposal.id) for proposal, _ in reversed(found)]


def position(site: Site, fund: str = FUND) -> Position:
    """What the commune holds and has promised of a fund."""
    with site.database.read() as session:
        place = site.places["xa-thu"].id
        return balances.position(session, association_id=place, fund_id=site.funds[fund].id)


def typed(page: Page, name: str) -> str:
    """What a form of the page holds in a field now; empty when nothing is chosen."""
    return dict(page.form().values).get(name, "")


# --- proposing ----------------------------------------------------------------------------------
def test_propose__usual_amount_exceptions_and_reasons(rich: Site) -> None:
    page = propose(
        rich,
        {
            "title": "Thưởng 1/6",
            "amount": "500 nghìn",
            "list": "Lò Một\nCầm Hai; 300.000; Giải Nhì\nVì Ba; ; lớp 9A\nTòng Bốn; con thứ ba",
        },
    )
    assert page.headings[0] == ("h1", "Thưởng 1/6")
    assert "It waits for the decision of: Hoàng Thị Thử." in page.text
    (only,) = lists(rich)
    assert [(line.party.name, line.award.amount, line.award.reason) for line in only.lines] == [
        ("Lò Một", 500_000, ""),
        ("Cầm Hai", 300_000, "Giải Nhì"),
        ("Vì Ba", 500_000, "lớp 9A"),
        ("Tòng Bốn", 500_000, "con thứ ba"),
    ]
    assert only.proposal.total == 1_800_000
    assert position(rich).promised == 0, "nothing is promised before the decision"


def test_propose__lines_pasted_from_a_spreadsheet(rich: Site) -> None:
    propose(rich, {"list": "1\tLò Một\t500.000\tGiải Nhất\r\n2\tCầm Hai\t1,5 triệu\t\r\n"})
    (only,) = lists(rich)
    assert [(line.party.name, line.award.amount, line.award.reason) for line in only.lines] == [
        ("Lò Một", 500_000, "Giải Nhất"),
        ("Cầm Hai", 1_500_000, ""),
    ]
    assert only.proposal.title == "Khen thưởng học sinh giỏi", "named after its programme"


def test_propose__equal_names_ask_which_one(rich: Site) -> None:
    know(rich, "Lò Văn Đôi", "bản Một")
    second = know(rich, "Lò Văn Đôi", "bản Hai")
    text = "Cầm Hai; 200k\nLò Văn Đôi; 300k"
    asked = propose(rich, {"list": text}, status=422)
    assert "Line 2: who is “Lò Văn Đôi”?" in asked.text
    assert typed(asked, "list") == text
    assert not lists(rich)
    rich.submit(asked, {"which-2": str(second)})
    (only,) = lists(rich)
    assert [line.party.label for line in only.lines] == ["Cầm Hai", "Lò Văn Đôi – bản Hai"]


BAD_LISTS = {
    "no list": ({"list": ""}, ["Add at least one person to the list."]),
    "no amount": ({"list": "Lò Một; 200k\nCầm Hai"}, ["Line 2: Enter the amount."]),
    "unclear": ({"list": "Lò Một; 1.3"}, ["Line 1: Enter the full amount"]),
    "a range": ({"list": "Lò Một; 200-300"}, ["Line 1: Enter one amount, not a range"]),
    "500": ({"list": "Lò Một; 500"}, ["Line 1: Write the amount in full. Do you mean 500.000 đồng?"]),
    "usual of 500": (
        {"amount": "500", "list": "Lò Một"},
        ["Write the amount in full. Do you mean 500.000 đồng?"],
    ),
    "usual with words": ({"amount": "nhiều", "list": "Lò Một"}, ["Enter the amount in digits"]),
    "several lines": (
        {"amount": "200k", "list": "Lò Một; 0\n\n; 300k\nVì Ba; -5"},
        ["Line 1: Enter an amount greater than 0.", "Line 4: Enter the amount without a minus sign."],
    ),
    "no name": ({"list": "; 300k"}, ["Line 1: Enter the name."]),
    "twice": ({"amount": "200k", "list": "Lò Một\nLò Một; 300k"}, ["Line 2: “Lò Một” is also on line 1."]),
    "hidden": ({"amount": "200k", "list": "Lò\u202eMột"}, ["Line 1: Type this text again."]),
    "hidden title": ({"title": "a\u202eb", "amount": "200k", "list": "Lò"}, ["Type this text again."]),
}


@pytest.mark.parametrize(("fields", "sentences"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_propose__bad_input_names_the_line_and_keeps_everything(
    rich: Site, fields: dict[str, str], sentences: list[str]
) -> None:
    page, with_programme = form_with(rich, "Khen", fields)
    again = rich.submit(page, with_programme, status=422)
    for sentence in sentences:
        assert sentence in again.text
    assert {name: typed(again, name) for name in with_programme} == with_programme
    assert not lists(rich)


def test_propose__many_bad_lines_are_counted(rich: Site) -> None:
    page = propose(rich, {"list": "\n".join(f"Lò Số {n}" for n in range(8))}, status=422)
    assert "Line 5: Enter the amount. 3 more lines need another look." in page.text


@pytest.mark.parametrize("sent", [None, "0", "999999999999", "x"])
def test_propose__without_a_programme_keeps_the_list(rich: Site, sent: str | None) -> None:
    pairs = rich.get(f"{DESK}/new").form().filled({"amount": "200k", "list": "Lò Một"})
    page = rich.post(DESK, pairs + ([("programme", sent)] if sent else []), status=422)
    assert "Choose the programme." in page.text
    assert typed(page, "list") == "Lò Một"


def test_propose__a_programme_of_another_association_is_no_choice(rich: Site) -> None:
    with rich.database.write() as session:
        foreign = programmes.open_programme(
            session,
            association_id=rich.places["xa-ben"].id,
            fund_id=rich.funds["quy-xa-ben"].id,
            name="Của xã bên",
            category="reward",
            opened_on=FOUNDED,
        )
    page = propose(rich, {"amount": "200k", "list": "Lò Một", "programme": str(foreign.id)}, status=422)
    assert "Choose the programme." in page.text


def test_propose__untitled_people_are_refused_by_name_and_the_list_kept(rich: Site) -> None:
    recognize(rich, "Lò Học")
    know(rich, "Cầm Chưa")
    fields = {"amount": "200k", "list": "Lò Học\nCầm Chưa\nNgười Mới"}
    page = propose(rich, fields, programme="Học bổng", status=422)
    sentence = "“%s” holds no title. This programme is for recognized learners and families only."
    assert f"Line 2: {sentence % 'Cầm Chưa'}" in page.text
    assert f"Line 3: {sentence % 'Người Mới'}" in page.text
    assert sentence % "Lò Học" not in page.text
    assert typed(page, "list") == fields["list"]
    with rich.database.read() as session:
        place = rich.places["xa-thu"].id
        assert not parties.search(session, association_id=place, typed="Người Mới"), "nothing half-done"
    rich.submit(page, {"list": "Lò Học"})
    (only,) = lists(rich)
    assert only.lines[0].title is not None


def test_propose__the_same_form_twice_is_one_list(rich: Site) -> None:
    page, fields = form_with(rich, "Khen", {"amount": "200k", "list": "Lò Mới"})
    pairs = page.form().filled(fields)
    first, second = rich.send(DESK, pairs), rich.send(DESK, pairs)
    assert first.headers["location"] == second.headers["location"]
    assert len(lists(rich)) == 1


def test_propose__the_same_form_with_another_list_is_refused(rich: Site) -> None:
    page, fields = form_with(rich, "Khen", {"amount": "200k", "list": "Lò Mới"})
    rich.submit(page, fields)
    refused = rich.submit(page, {**fields, "list": "Lò Mới\nCầm Khác"}, status=409)
    assert "This form was already used to record something else." in refused.text
    assert len(lists(rich)) == 1


def test_propose__without_any_programme_says_whom_to_ask(site: Site) -> None:
    site.sign_in("member")
    page = site.get(f"{DESK}/new")
    assert "This association has no award programme yet. Ask the administrator to open one." in page.text


def test_propose__shows_what_each_fund_has_left(rich: Site) -> None:
    text = rich.get(f"{DESK}/new").text
    assert "“Quỹ Khuyến học xã Thử” has 5.000.000 đồng left to promise." in text
    assert "“Quỹ Học bổng Mẫu” has 5.000.000 đồng left to promise. For holders of a learning title" in text


# --- deciding -----------------------------------------------------------------------------------
PAPER = {"word": "approve", "number": "9/QĐ-HKH", "decided_on": "20/11/2026", "minutes": "Biên bản 3"}


@pytest.fixture
def proposed(rich: Site) -> Site:
    """A list of 1.000.000 đồng waits; the chair is signed in."""
    propose(rich, {"title": "Thưởng 1/6", "amount": "500k", "list": "Lò Một\nCầm Hai"})
    rich.sign_in("chair")
    return rich


def the_list(site: Site) -> Page:
    """The list that waits, as the one signed in sees it."""
    return site.get(f"{DESK}/{lists(site)[0].proposal.id}")


def decision_form(page: Page) -> Form | None:
    """The form to decide, where the page has one."""
    return next((form for form in page.forms if form.action.endswith("/decision")), None)


def proof(page: Page) -> list[tuple[str, str]]:
    """The hidden proof of a page, for a form that the page does not offer."""
    return [pair for pair in page.form().values if pair[0] == "csrf"]


def test_decide__an_approval_promises_the_money(proposed: Site) -> None:
    page = the_list(proposed)
    assert (
        "The fund has 5.000.000 đồng left to promise. After an approval it has 4.000.000 đồng." in page.text
    )
    after = proposed.submit(page, PAPER)
    assert "Approved. 1.000.000 đồng is promised and waits to be paid." in after.text
    assert "It can be paid by: Lường Thị Mẫu, Quàng Văn Mẫu." in after.text
    assert "No. 9/QĐ-HKH of 20/11/2026" in after.text
    assert position(proposed) == Position(5_000_000, 1_000_000)
    assert decision_form(after) is None
    assert "decided, to be paid" in proposed.get(DESK).text


def test_decide__a_declined_list_promises_nothing(proposed: Site) -> None:
    after = proposed.submit(the_list(proposed), {**PAPER, "word": "decline"})
    assert "Declined. Nothing is promised. The committee can propose another list." in after.text
    assert position(proposed).promised == 0
    assert "declined" in proposed.get(DESK).text


BAD_PAPERS = {
    "no word": ({"number": "9", "decided_on": "20/11/2026"}, "word", "Choose whether the list is approved"),
    "no number": ({**PAPER, "number": "  "}, "number", "Enter the number of the decision"),
    "no date": ({**PAPER, "decided_on": ""}, "decided_on", "Enter the date."),
    "tomorrow": ({**PAPER, "decided_on": "23/11/2026"}, "decided_on", "This date has not come yet."),
    "hidden": ({**PAPER, "minutes": "a\u202eb"}, "minutes", "Type this text again."),
}


@pytest.mark.parametrize(("fields", "beside", "sentence"), BAD_PAPERS.values(), ids=BAD_PAPERS)
def test_decide__bad_input_stands_beside_its_field_and_is_kept(
    proposed: Site, fields: dict[str, str], beside: str, sentence: str
) -> None:
    page = proposed.submit(the_list(proposed), fields, status=422)
    assert sentence in page.text
    assert f"{beside}-error" in page.ids
    assert {name: typed(page, name) for name in fields} == fields
    assert lists(proposed)[0].decision is None


def test_decide__a_number_used_before_stands_beside_its_field(proposed: Site) -> None:
    proposed.submit(the_list(proposed), PAPER)
    proposed.sign_in("member")
    other = propose(proposed, {"amount": "200k", "list": "Vì Ba"})
    proposed.sign_in("chair")
    page = proposed.submit(proposed.get(other.url), PAPER, status=422)
    assert "Another decision already has this number. Check the number on the paper." in page.text
    assert "number-error" in page.ids
    assert typed(page, "minutes") == "Biên bản 3"


def test_decide__ones_own_proposal_is_refused_on_its_own_page(rich: Site) -> None:
    with rich.database.write() as session:
        chair, place = rich.users["chair"].id, rich.places["xa-thu"].id
        roles.grant(
            session, user_id=chair, association_id=place, role=Role.COMMITTEE_MEMBER, valid_from=FOUNDED
        )
    rich.sign_in("chair")
    page = propose(rich, {"amount": "200k", "list": "Lò Một"})
    assert "You proposed this list yourself, so somebody else must decide it." in page.text
    assert "Nobody here can decide it. Ask the administrator to name a chair." in page.text
    assert decision_form(page) is None
    refused = rich.post(f"{page.url}/decision", [*proof(page), *PAPER.items()], status=409)
    assert refused.headings[0] == ("h1", "This cannot be done")
    assert "You proposed this list yourself, so somebody else must decide it." in refused.text
    assert "Another person with the role of chair in this association can decide it." in refused.text


def test_decide__more_than_the_fund_has_is_refused_on_its_own_page(rich: Site) -> None:
    propose(rich, {"list": "Lò Nhiều; 5.000.001"})
    rich.sign_in("chair")
    page = the_list(rich)
    assert "The fund has only 5.000.000 đồng left to promise. An approval will be refused." in page.text
    refused = rich.submit(page, PAPER, status=409)
    assert (
        "“Quỹ Khuyến học xã Thử” has 5.000.000 đồng left to promise; 5.000.001 đồng is too much."
        in refused.text
    )
    assert "Lower the amounts, choose another fund, or wait until more is contributed." in refused.text
    assert position(rich) == Position(5_000_000, 0)
    declined = rich.submit(the_list(rich), {**PAPER, "word": "decline"})
    assert "Declined." in declined.text


def test_decide__a_fund_is_not_promised_twice(rich: Site) -> None:
    pages = [propose(rich, {"list": f"{name}; 3 triệu"}) for name in ("Lò Một", "Cầm Hai")]
    rich.sign_in("chair")
    forms = [rich.get(page.url) for page in pages]
    rich.submit(forms[0], PAPER)
    refused = rich.submit(forms[1], {**PAPER, "number": "10/QĐ"}, status=409)
    assert "has 2.000.000 đồng left to promise; 3.000.000 đồng is too much." in refused.text
    assert position(rich) == Position(5_000_000, 3_000_000)


def test_decide__the_same_form_twice_is_one_decision(proposed: Site) -> None:
    page = the_list(proposed)
    proposed.submit(page, PAPER)
    proposed.submit(page, PAPER)
    refused = proposed.submit(page, {**PAPER, "word": "decline"}, status=409)
    assert "This form was already used" in refused.text
    assert position(proposed).promised == 1_000_000


def test_decide__a_list_already_decided_is_refused(proposed: Site) -> None:
    first, second = the_list(proposed), the_list(proposed)
    proposed.submit(first, PAPER)
    refused = proposed.submit(second, {**PAPER, "number": "10/QĐ"}, status=409)
    assert "This list was already decided." in refused.text
    assert position(proposed).promised == 1_000_000


@pytest.mark.parametrize("who", ["member", "treasurer"])
def test_decide__is_for_the_chair_only(proposed: Site, who: str) -> None:
    proposed.sign_in(who)
    page = the_list(proposed)
    assert decision_form(page) is None
    refused = proposed.post(f"{page.url}/decision", [*proof(page), *PAPER.items()], status=403)
    assert "Only someone with the role “Chair” in Hội Khuyến học xã Thử can do this." in refused.text
    assert lists(proposed)[0].decision is None


def test_pay__the_treasurer_is_led_from_the_list(proposed: Site) -> None:
    proposed.submit(the_list(proposed), PAPER)
    assert "Pay this list" not in [text for _, text in the_list(proposed).links]
    proposed.sign_in("treasurer")
    decision = lists(proposed)[0].decision
    assert decision is not None
    assert the_list(proposed).link("Pay this list") == f"/desk/xa-thu/payments/{decision.id}"
    with proposed.database.write() as session:
        payments.pay(
            session,
            decision_id=decision.id,
            paid_on=TODAY,
            method="cash",
            receiver_name="Cô Giáo Mẫu",
            by=proposed.people["treasurer"],
        )
    assert "Approved and paid in full." in the_list(proposed).text


# --- who may look -------------------------------------------------------------------------------
def test_awards__of_another_association_are_not_there(proposed: Site) -> None:
    path = the_list(proposed).url
    proposed.sign_in("neighbour")
    for address, status in ((DESK, 404), (path, 404), (f"{DESK}/new", 403)):
        proposed.get(address, status=status)
    proposed.get(path.replace("xa-thu", "xa-ben"), status=404)


@pytest.mark.parametrize("number", ["0", "1", "9" * 40, "abc"])
def test_award_list__that_does_not_exist(rich: Site, number: str) -> None:
    rich.get(f"{DESK}/{number}", status=404)


def test_awards__fifty_on_a_page(rich: Site) -> None:
    programme = int(form_with(rich, "Khen", {})[1]["programme"])
    with rich.database.write() as session:
        from ledger.disbursements import proposals  # noqa: PLC0415 - only here in such numbers

        party = parties.register(session, association_id=rich.places["xa-thu"].id, name="Lò Thử")
        for number in range(53):
            award = proposals.NewAward(party.id, Dong(1_000 + number), "")
            proposals.propose(
                session,
                programme_id=programme,
                title=f"Danh sách {number}",
                awards=[award],
                proposed_on=TODAY,
                by=rich.people["member"],
            )
    first = rich.get(DESK)
    older = rich.get(first.link("Next page"))
    assert (first.html.count('scope="row"'), older.html.count('scope="row"')) == (50, 3)
    assert len(first.html) <= 20 * 1024
