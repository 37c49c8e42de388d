import pytest

from ledger.people import parties
from ledger.people.parties import PartyKind
from ledger.recognition import standings
from ledger.recognition.standings import Standing
from tests.web.conftest import Site
from tests.web.pages import Page

DESK = "/desk/xa-thu/recognition"
FAMILY = {"model": "family", "year": "2026"}


@pytest.fixture
def committee(site: Site) -> Site:
    """The site, with a member of the committee signed in."""
    site.sign_in("member")
    return site


def registered(site: Site) -> list[Standing]:
    """Everybody registered in the commune, in the order of registration."""
    with site.database.read() as session:
        return list(reversed(standings.listed(session, site.places["xa-thu"].id)))


def know(site: Site, name: str, apart: str = "", kind: PartyKind = PartyKind.PERSON) -> int:
    """Somebody the commune knows already; returns the id."""
    with site.database.write() as session:
        place = site.places["xa-thu"].id
        return parties.register(session, association_id=place, name=name, distinguisher=apart, kind=kind).id


def register(site: Site, names: str, model: str = "citizen") -> None:
    """A list registered by the member of the committee."""
    site.sign_in("member")
    site.submit(site.get(f"{DESK}/register"), {"model": model, "year": "2026", "names": names})


def assess(site: Site, *points: str) -> Page:
    """Points typed down the sheet by the member of the committee."""
    site.sign_in("member")
    sheet = site.get(f"{DESK}/assess")
    return site.submit(sheet, dict(zip(lines(sheet, "points-"), points, strict=True)))


def lines(page: Page, prefix: str) -> list[str]:
    """The fields of a sheet, from top to bottom."""
    return [i for i in page.ids if i.startswith(prefix) and not i.endswith("-error")]


def typed(page: Page, name: str) -> str:
    """What a form of the page holds in a field now."""
    return dict(page.form().values)[name]


# --- registering --------------------------------------------------------------------------------
def test_register__known_and_new_names_from_one_pasted_list(committee: Site) -> None:
    known = know(committee, "Gia đình ông Cũ", kind=PartyKind.HOUSEHOLD)
    form = committee.get(f"{DESK}/register")
    page = committee.submit(form, {**FAMILY, "names": "Gia đình ông Cũ\n\nGia đình bà Mới – bản Hai\n"})
    assert page.url.startswith(DESK)
    assert "2 names are registered." in page.text
    assert "Waiting for points: 2." in page.text
    first, second = registered(committee)
    assert first.party.id == known
    assert (second.party.name, second.party.distinguisher) == ("Gia đình bà Mới", "bản Hai")
    assert second.party.kind == PartyKind.HOUSEHOLD


@pytest.mark.parametrize(
    "line",
    [
        "1\tLò Văn Bảng\tbản Một",
        "12. Lò Văn Bảng – bản Một",
        "- Lò Văn Bảng – bản Một",
        "Lò Văn Bảng;bản Một",
        "Lo\u0300 Văn Bảng - bản Một",
    ],
)
def test_register__reads_lines_as_they_come_from_other_programs(committee: Site, line: str) -> None:
    register(committee, line)
    (only,) = registered(committee)
    assert only.party.label == "Lò Văn Bảng – bản Một"


def test_register__equal_names_ask_which_one(committee: Site) -> None:
    know(committee, "Lò Văn Đôi", "bản Một")
    second = know(committee, "Lò Văn Đôi", "bản Hai")
    form = committee.get(f"{DESK}/register")
    names = "Quàng Thị Mới\nLò Văn Đôi"
    asked = committee.submit(form, {"model": "citizen", "names": names}, status=422)
    assert "Several people are called “Lò Văn Đôi”. Choose the one you mean." in asked.text
    assert "Line 2: who is “Lò Văn Đôi”?" in asked.text
    assert "Lò Văn Đôi – bản Hai" in asked.text
    assert (typed(asked, "names"), typed(asked, "model")) == (names, "citizen")
    assert not registered(committee), "all or none"
    committee.submit(asked, {"which-2": str(second)})
    assert [s.party.label for s in registered(committee)] == ["Quàng Thị Mới", "Lò Văn Đôi – bản Hai"]


def test_register__an_answer_that_was_not_offered_is_asked_again(committee: Site) -> None:
    know(committee, "Lò Văn Đôi", "bản Một")
    know(committee, "Lò Văn Đôi", "bản Hai")
    stranger = know(committee, "Ai Khác")
    form = committee.get(f"{DESK}/register")
    asked = committee.submit(form, {"model": "citizen", "names": "Lò Văn Đôi"}, status=422)
    again = committee.submit(asked, {"which-1": str(stranger)}, status=422)
    assert "Choose the one you mean." in again.text


def test_register__what_tells_names_apart_needs_no_question(committee: Site) -> None:
    know(committee, "Lò Văn Đôi", "bản Một")
    second = know(committee, "Lò Văn Đôi", "bản Hai")
    register(committee, "Lò Văn Đôi – bản hai\nLò Văn Đôi – bản Ba")
    assert [s.party.id == second for s in registered(committee)] == [True, False]


def test_register__a_household_may_bear_the_name_of_a_known_person(committee: Site) -> None:
    person = know(committee, "Vàng A Chủ")
    register(committee, "Vàng A Chủ", model="family")
    (only,) = registered(committee)
    assert only.party.id != person
    assert only.party.kind == PartyKind.HOUSEHOLD


BAD_LISTS = {
    "no model": ({"names": "Lò Thử"}, "Choose the model."),
    "no names": ({"model": "citizen", "names": " \n "}, "Enter at least one name, one on each line."),
    "no year": ({"model": "citizen", "names": "Lò Thử", "year": "26"}, "Enter the year with four digits"),
    "year of 5000 digits": (
        {"model": "citizen", "names": "Lò Thử", "year": "2" * 5000},
        "Enter the year with four digits",
    ),
    "a line without a name": ({"model": "citizen", "names": "Lò Thử\n;bản Một"}, "Line 2: Enter the name."),
    "a name twice": (
        {"model": "citizen", "names": "Lò Thử\nCầm Thử\nlò thử"},
        "Line 3: “lò thử” is also on line 1.",
    ),
    "a hidden character": ({"model": "citizen", "names": "Lò\u202eThử"}, "Line 1: Type this text again."),
}


@pytest.mark.parametrize(("fields", "sentence"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_register__bad_input_keeps_what_was_typed(
    committee: Site, fields: dict[str, str], sentence: str
) -> None:
    page = committee.submit(committee.get(f"{DESK}/register"), fields, status=422)
    assert sentence in page.text
    assert page.title.startswith("Error: ")
    assert {name: typed(page, name) for name in fields} == fields
    assert not registered(committee)


def test_register__a_clan_is_no_citizen(committee: Site) -> None:
    know(committee, "Dòng họ Mẫu", kind=PartyKind.CLAN)
    form = committee.get(f"{DESK}/register")
    page = committee.submit(form, {"model": "citizen", "names": "Lò Thử\nDòng họ Mẫu"}, status=422)
    assert "Line 2: “Learning Citizen” is not for “Dòng họ Mẫu”. Choose the model that fits." in page.text


def test_register__a_second_time_in_a_year_names_who_is_registered(committee: Site) -> None:
    register(committee, "Lò Thử\nCầm Thử")
    form = committee.get(f"{DESK}/register")
    names = "Cầm Thử\nQuàng Mới"
    page = committee.submit(form, {"model": "citizen", "names": names}, status=422)
    assert "Already registered for this model in this year: Cầm Thử." in page.text
    assert typed(page, "names") == names
    assert len(registered(committee)) == 2, "Quàng Mới waits until the list is right"


def test_register__the_same_form_twice_is_one_act(committee: Site) -> None:
    form = committee.get(f"{DESK}/register").form()
    pairs = form.filled({"model": "citizen", "names": "Lò Thử\nCầm Thử"})
    assert committee.send(form.action, pairs).status_code == 303
    assert committee.send(form.action, pairs).status_code == 303
    assert len(registered(committee)) == 2
    with committee.database.read() as session:
        place = committee.places["xa-thu"].id
        assert len(parties.search(session, association_id=place, typed="thử")) == 2


def test_register__the_same_form_with_another_list_is_refused(committee: Site) -> None:
    form = committee.get(f"{DESK}/register")
    committee.submit(form, {"model": "citizen", "names": "Lò Thử"})
    page = committee.submit(form, {"model": "citizen", "names": "Lò Thử\nCầm Thử"}, status=409)
    assert "This form was already used to record something else. Nothing new was recorded." in page.text
    assert len(registered(committee)) == 1


# --- assessing ----------------------------------------------------------------------------------
def test_assess__one_threshold_for_the_whole_sheet(committee: Site) -> None:
    register(committee, "Lò Thử\nCầm Thí\nVì Vắng")
    sheet = committee.get(f"{DESK}/assess")
    assert typed(sheet, "threshold") == "70"
    first, second, _ = lines(sheet, "points-")
    page = committee.submit(sheet, {"threshold": "80", first: "79", second: "80"})
    assert "The points of 2 registrations are recorded." in page.text
    marks = {
        s.party.name: (s.assessment.points, s.assessment.threshold, bool(s.assessment.passed))
        for s in registered(committee)
        if s.assessment
    }
    assert marks == {"Cầm Thí": (79, 80, False), "Lò Thử": (80, 80, True)}, "in order of given names"
    assert "Waiting for points: 1. Passed and waiting for a decision: 1." in page.text


@pytest.mark.parametrize("wrong", ["101", "-1", "8,5", "tám mươi", "9" * 5000, "٨٠"])
def test_assess__bad_points_keep_the_whole_sheet(committee: Site, wrong: str) -> None:
    register(committee, "Lò Thử\nCầm Thí")
    sheet = committee.get(f"{DESK}/assess")
    first, second = lines(sheet, "points-")
    page = committee.submit(sheet, {first: "85", second: wrong}, status=422)
    assert "Enter points from 0 to 100." in page.text
    assert (typed(page, first), typed(page, second)) == ("85", wrong)
    assert not any(s.assessment for s in registered(committee)), "all or none"


@pytest.mark.parametrize("wrong", ["", "170"])
def test_assess__a_bad_threshold_keeps_the_whole_sheet(committee: Site, wrong: str) -> None:
    register(committee, "Lò Thử")
    sheet = committee.get(f"{DESK}/assess")
    (line,) = lines(sheet, "points-")
    page = committee.submit(sheet, {"threshold": wrong, line: "85"}, status=422)
    assert "Enter points from 0 to 100." in page.text
    assert (typed(page, "threshold"), typed(page, line)) == (wrong, "85")


def test_assess__an_empty_sheet_says_what_to_do(committee: Site) -> None:
    register(committee, "Lò Thử")
    page = committee.submit(committee.get(f"{DESK}/assess"), {}, status=422)
    assert "Type the points of at least one line." in page.text


def test_assess__the_same_sheet_twice_is_one_act_and_another_is_refused(committee: Site) -> None:
    register(committee, "Lò Thử")
    sheet = committee.get(f"{DESK}/assess")
    (line,) = lines(sheet, "points-")
    committee.submit(sheet, {line: "85"})
    committee.submit(sheet, {line: "85"})
    page = committee.submit(sheet, {line: "95"}, status=409)
    assert "This form was already used" in page.text
    (only,) = registered(committee)
    assert only.assessment is not None
    assert only.assessment.points == 85


def test_assess__two_sheets_at_once_keep_the_points_of_the_second(committee: Site) -> None:
    register(committee, "Lò Thử\nCầm Thí")
    mine, theirs = committee.get(f"{DESK}/assess"), committee.get(f"{DESK}/assess")
    first, second = lines(mine, "points-")
    committee.submit(theirs, {first: "60"})
    page = committee.submit(mine, {first: "85", second: "90"}, status=422)
    assert "Already assessed by somebody else: Cầm Thí." in page.text
    assert lines(page, "points-") == [second]
    assert typed(page, second) == "90"
    committee.submit(page, {})
    assert [s.assessment and s.assessment.points for s in registered(committee)] == [90, 60]


def test_assess__is_not_for_the_chair(site: Site) -> None:
    register(site, "Lò Thử")
    sheet = site.get(f"{DESK}/assess")
    (line,) = lines(sheet, "points-")
    site.sign_in("chair")
    page = site.get(f"{DESK}/assess", status=403)
    assert "Only someone with the role “Committee member” in Hội Khuyến học xã Thử can do this." in page.text
    assert "Assess registrations" not in [text for _, text in site.get(DESK).links]
    csrf = [pair for pair in site.get(DESK).form().values if pair[0] == "csrf"]
    site.post(f"{DESK}/assess", [*csrf, ("threshold", "70"), (line, "85")], status=403)
    assert not any(s.assessment for s in registered(site))


# --- recognizing --------------------------------------------------------------------------------
@pytest.fixture
def passed(site: Site) -> Site:
    """Two passed and one did not; the chair is signed in."""
    register(site, "Lò An\nCầm Bình\nVì Cúc")
    assess(site, "85", "90", "40")
    site.sign_in("chair")
    return site


def test_recognize__by_one_decision_with_number_and_date(passed: Site) -> None:
    form = passed.get(f"{DESK}/decide")
    assert "Vì Cúc" not in form.text
    assert typed(form, "decided_on") == "22/11/2026"
    page = passed.submit(form, {"number": "05/QĐ-HKH", "decided_on": "20/11/2026"})
    assert "2 titles are recognized." in page.text
    assert page.text.count("No. 05/QĐ-HKH of 20/11/2026") == 2
    decided = [s.decision.number if s.decision else None for s in registered(passed)]
    assert decided == ["05/QĐ-HKH", "05/QĐ-HKH", None]


def test_recognize__only_those_ticked(passed: Site) -> None:
    form = passed.get(f"{DESK}/decide")
    first, _ = lines(form, "tick-")
    page = passed.submit(form, {"number": "05/QĐ-HKH", first: None})
    assert "1 title is recognized." in page.text
    assert "Passed and waiting for a decision: 1." in page.text
    assert [bool(s.recognition) for s in registered(passed)] == [False, True, False]


BAD_PAPERS = {
    "no number": ({"number": " "}, "Enter the number of the decision, as written on the paper."),
    "no date": ({"number": "5", "decided_on": ""}, "Enter the date."),
    "a date to come": ({"number": "5", "decided_on": "23/11/2026"}, "This date has not come yet."),
    "no such day": ({"number": "5", "decided_on": "31/02/2026"}, "is not in the calendar."),
}


@pytest.mark.parametrize(("fields", "sentence"), BAD_PAPERS.values(), ids=BAD_PAPERS)
def test_recognize__bad_input_keeps_what_was_typed(
    passed: Site, fields: dict[str, str], sentence: str
) -> None:
    form = passed.get(f"{DESK}/decide")
    first, second = lines(form, "tick-")
    page = passed.submit(form, {**fields, first: None}, status=422)
    assert sentence in page.text
    assert {name: typed(page, name) for name in fields} == fields
    assert [name for name, _ in page.form().values if name.startswith("tick-")] == [second]
    assert not any(s.recognition for s in registered(passed))


def test_recognize__nobody_ticked_says_so(passed: Site) -> None:
    form = passed.get(f"{DESK}/decide")
    nobody = dict.fromkeys(lines(form, "tick-"))
    page = passed.submit(form, {"number": "5/QĐ", **nobody}, status=422)
    assert "Choose at least one registration that passed" in page.text
    assert typed(page, "number") == "5/QĐ"


def test_recognize__a_paper_entered_before_is_told_beside_its_number(passed: Site) -> None:
    form = passed.get(f"{DESK}/decide")
    passed.submit(form, {"number": "5/QĐ", lines(form, "tick-")[0]: None})
    page = passed.submit(passed.get(f"{DESK}/decide"), {"number": "5/QĐ"}, status=422)
    assert "A decision with this number and date was already entered." in page.text
    assert "number-error" in page.ids
    assert typed(page, "number") == "5/QĐ"


def test_recognize__the_same_form_twice_is_one_act(passed: Site) -> None:
    form = passed.get(f"{DESK}/decide")
    passed.submit(form, {"number": "5/QĐ"})
    passed.submit(form, {"number": "5/QĐ"})
    page = passed.submit(form, {"number": "6/QĐ"}, status=409)
    assert "This form was already used" in page.text
    assert {s.decision.number for s in registered(passed) if s.decision} == {"5/QĐ"}


def test_recognize__is_not_for_a_member(passed: Site) -> None:
    passed.sign_in("member")
    page = passed.get(f"{DESK}/decide", status=403)
    assert "Only someone with the role “Chair”" in page.text
    assert "Recognize by decision" not in [text for _, text in passed.get(DESK).links]


# --- who may look -------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["", "/register", "/assess", "/decide"])
def test_recognition__of_another_association_is_not_there(site: Site, path: str) -> None:
    site.sign_in("neighbour")
    assert site.answer(DESK + path).status_code == (403 if path else 404)


def test_recognition__is_read_by_an_inspector_from_above(site: Site) -> None:
    register(site, "Lò Thử")
    site.sign_in("inspector")
    page = site.get(DESK)
    assert "Lò Thử" in page.text
    assert not [text for _, text in page.links if text in ("Register names", "Assess registrations")]


def test_recognition__fifty_on_a_page(committee: Site) -> None:
    register(committee, "\n".join(f"Lò Văn Số {n}" for n in range(60)))
    first = committee.get(DESK)
    older = committee.get(first.link("Next page"))
    assert (first.html.count('scope="row"'), older.html.count('scope="row"')) == (50, 10)
    assert committee.get(older.link("Previous page")).html.count('scope="row"') == 50


def test_register__signed_out_while_typing_keeps_the_list(committee: Site) -> None:
    form = committee.get(f"{DESK}/register").form()
    pairs = form.filled({"model": "citizen", "names": "Lò Thử\nCầm Thử"})
    committee.client.cookies.set("ledger", "an old cookie")
    fresh = dict(committee.get("/sign-in").form().values)["csrf"]
    page = committee.post(form.action, [p for p in pairs if p[0] != "csrf"] + [("csrf", fresh)], status=401)
    assert "Cầm Thử" in typed(page, "typed").encode().decode("unicode_escape")
