import pytest
from sqlalchemy.exc import IntegrityError

from ledger.accounts.balances import FundHasTooLittle
from ledger.accounts.journal import AlreadyReversed
from ledger.errors import DatabaseRefusal, NotFound, Refusal, from_database
from ledger.i18n import N_, use_locale

LOST = IntegrityError("INSERT", {}, Exception("lost"))


class TooHeavy(Refusal):
    rule = "cart_too_heavy"
    message = N_("The cart holds %(load)s kg.")


@pytest.fixture(autouse=True)
def english() -> object:
    with use_locale("en"):
        yield


def test_sentence__says_the_facts() -> None:
    refusal = FundHasTooLittle(fund="Quỹ Mẫu", available="0", asked="1.000.000")
    assert refusal.sentence == "“Quỹ Mẫu” has 0 đồng left to promise; 1.000.000 đồng is too much."
    assert str(refusal) == refusal.sentence


def test_sentence__without_facts_shows_no_placeholder() -> None:
    assert "%(" not in FundHasTooLittle().sentence
    assert TooHeavy().sentence == "The ledger refused this. Nothing was recorded."
    assert TooHeavy(load=700).sentence == "The cart holds 700 kg."


def test_sentence__a_percent_sign_among_the_facts_stays() -> None:
    assert TooHeavy(load="50%s").sentence == "The cart holds 50%s kg."


def test_advice__is_empty_when_there_is_nothing_to_add() -> None:
    assert AlreadyReversed().advice == ""
    assert FundHasTooLittle().advice.startswith("Lower the amounts")


def test_from_database__finds_the_refusal_of_a_rule() -> None:
    assert isinstance(from_database(LOST, "cart_too_heavy"), TooHeavy)
    assert isinstance(from_database(LOST, "posting_reversed_once"), AlreadyReversed)


def test_from_database__names_a_rule_without_words() -> None:
    refusal = from_database(LOST, "some_rule")
    assert isinstance(refusal, DatabaseRefusal)
    assert "“some_rule”" in refusal.sentence


def test_from_database__a_fault_stays_a_fault() -> None:
    with pytest.raises(IntegrityError):
        from_database(LOST, None)


def test_status__tells_what_kind_of_answer_it_is() -> None:
    assert (NotFound().status, AlreadyReversed().status) == (404, 409)
