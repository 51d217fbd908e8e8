"""The language the taxonomy is written in."""

import pytest

from agents.hearing.fold import folding
from agents.hearing.index import Index, Kind, Rule
from agents.hearing.phrases import inflections, parse
from schemas.errors import Misused
from schemas.taxonomy import Languages

WORDS = {"cant": "can't|cannot"}


def found(phrase: str, text: str) -> list[str]:
    index = Index([Rule(Kind.FAULT, phrase, "x")], WORDS)
    return [text[hit.begin : hit.end] for hit in index.hits(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("bill~", "we billed, bills and billing", ["billed", "bills", "billing"]),
        ("stop~", "stopped; unstoppable", ["stopped"]),
        ("try~", "tries tried trying", ["tries", "tried", "trying"]),
        ("refund*", "refundable refunds", ["refundable", "refunds"]),
        ("(very |)slow", "very slow and slow", ["very slow", "slow", "slow"]),
        ("(very )?slow", "very slow", ["very slow", "slow"]),
        ("<cant> log in", "i cannot log in", ["cannot log in"]),
        ("parcel .. lost", "parcel was lost", ["parcel was lost"]),
        ("parcel .. lost", "parcel. it was lost", []),
        ("parcel ... late", "parcel is, as always, late", ["parcel is, as always, late"]),
        ("fee", "coffee fees fee", ["fee"]),
        ("退款 .. 没到", "退款一直没到", ["退款一直没到"]),
        ("退款 .. 没到", "退款这件事情我们以后再说没到", []),
        ("app", "你们的app很卡", ["app"]),
    ],
)
def test_phrases_find_what_they_say(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


@pytest.mark.parametrize(
    "phrase", ["(a|b", "a|b)", "<unknown>", "(a|)", "~", ".. a", "(x* a|b) c", "(" + "a|" * 700 + "b)"]
)
def test_a_phrase_that_cannot_be_read_is_named(phrase: str) -> None:
    with pytest.raises(Misused, match="phrase"):
        parse(phrase, WORDS)


def test_inflections() -> None:
    assert inflections("charge") == ("charge", "charges", "charged", "charging")
    assert inflections("watch") == ("watch", "watches", "watched", "watching")
    assert inflections("delay") == ("delay", "delays", "delayed", "delaying")


@pytest.mark.parametrize(
    "text", ["ABC", "退貨", "１２３", "İstanbul", "a\n\nb\tc", "@Acme http://x.y z", "“x”…", ""]
)
def test_folding_keeps_every_offset(text: str) -> None:
    folded = folding(Languages("", "", "貨", "货")).fold(text)
    assert len(folded) == len(text)
    assert folded == folded.lower()
