"""The language the taxonomy is written in."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("parcel .. (not|never) .. (came|come|here)", "parcel never, ever came", ["parcel never, ever came"]),
        ("parcel .. (not|never) .. (came|come|here)", "my parcel never. it is here", []),
        (
            "parcel (.. |)(call|called)",
            "a parcel you called about, parcel call",
            ["parcel you called", "parcel call"],
        ),
    ],
)
def test_phrases_find_what_they_say(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


_SAID = ("late", "later", "not", "nothing", "到", "没到")
_GROUPS = st.builds(
    lambda members, optional: f"({'|'.join(members)}{'|' if optional else ''})",
    st.lists(st.sampled_from(_SAID), min_size=1, max_size=3, unique=True),
    st.booleans(),
)
_PARTS = st.builds("{}{}".format, st.sampled_from((" .. ", " ... ", " (.. |)", " ", "")), _GROUPS)
_PHRASES = st.lists(_PARTS, min_size=1, max_size=4).map(lambda parts: f"parcel .. {''.join(parts)}")
_TEXTS = st.lists(st.sampled_from((*_SAID, "parcel", ".")), max_size=8).map(
    lambda words: f"parcel {' '.join(words)}"
)


def tried_everywhere(phrase: str, text: str) -> Iterator[str]:
    """What the phrase finds where nothing is looked at beforehand: each literal as a word of its own, and then the tail."""
    literals, tail = parse(phrase, WORDS)
    for literal in literals:
        for place in re.finditer(f"(?={re.escape(literal.text)})", text):
            begin, end = place.start(), place.start() + len(literal.text)
            if within_a_word(text, begin) or within_a_word(text, end):
                continue
            after = tail.match(text, end) if tail else None
            if after or not tail:
                yield text[begin : after.end() if after else end]


def within_a_word(text: str, place: int) -> bool:
    return re.fullmatch("[a-z0-9]{2}", text[max(0, place - 1) : place + 1]) is not None


@given(_PHRASES, _TEXTS)
def test_no_tail_that_would_match_is_left_untried(phrase: str, text: str) -> None:
    assert sorted(found(phrase, text)) == sorted(tried_everywhere(phrase, text))


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
