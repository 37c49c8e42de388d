from random import Random

from ledger import ids
from ledger.identity import passphrases, users
from ledger.text import fold


def test_words__are_many_and_each_is_typed_in_one_way() -> None:
    assert len(set(passphrases.WORDS)) == len(passphrases.WORDS) >= 256
    assert all(word == fold(word) and len(word) >= 3 and word.isalpha() for word in passphrases.WORDS)


def test_new_passphrase__is_four_words_long_enough_to_keep() -> None:
    with ids.drawn_from(Random(7)):
        drawn = {passphrases.new_passphrase() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(passphrase) >= users.SHORTEST_PASSPHRASE for passphrase in drawn)
    assert all(passphrases.is_drawn(passphrase) for passphrase in drawn)


def test_is_drawn__knows_what_somebody_made_up() -> None:
    for typed in (
        "",
        "mot hai ba bon",
        "hoa hoa hoa",
        "hoa  hoa hoa",
        "hoa hoa hoa hoa hoa",
        "hoa hoa hoa hoA",
    ):
        assert not passphrases.is_drawn(typed)
