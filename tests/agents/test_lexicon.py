"""What a text is cut into, faster: the same as `grams` says, for every text."""

from collections.abc import Iterator
from itertools import islice
from operator import getitem
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.hearing.fold import PLAINLY, folding
from agents.hearing.grams import Seen, seen
from agents.hearing.lexicon import Cut, Lexicon
from agents.hearing.runs import LONGEST, NONE, known, run_of, runs_of
from pipeline.documents import document
from pipeline.ear import SHIPPED
from pipeline.learned import load
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from schemas.events import CallEnded, ChatClosed, ChatMessage, EmailReceived, SocialPosted
from schemas.taxonomy import languages_from

FOLDING: Final = folding(languages_from(document(SHIPPED / "languages.yaml")))
ODD: Final = (
    "not", "never", "but", "don't", "don`t", "don’t", "soooo", "OK", "USB", "HTTP", "ABCDEF", "iPhone", "refund",
    "8)", "x8", ":-)", ";-(", "<3", "...", "..", ".", "。", "…", "!!!", "?", "#", "1234567", "１２３", "ＡＢＣ",
    "@shop", "@", "＠shop", "a@b.c", "http://a.b/c", "https://", "www.a.b", "WWW.", "[hi_x]", "[微笑]", "[",
    "\n\n", "\n", "\r\n", "\t", "\f", "\x1c", "\x85", "\u2028", "\u3000", "\u00a0", "\u200b", " ", "  ",
    "İ", "K", "Σ", "ß", "ö", "`", "'", "’", ",", "，", "、", "（", "退款", "沒有", "了", "A", "a" * 45, "A" * 45,
    "☀", "😀", "가", "の", "\ud800", "zxqv", "wibble", "^", "$", "¬", "¬not", "\0",
)  # fmt: skip
PIECES: Final = st.sampled_from(ODD) | st.sampled_from(ODD).map("{} ".format) | st.text(max_size=3)
TEXTS: Final = st.lists(PIECES, max_size=14).map("".join)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    made = Lexicon()
    made.learn(["refund", "soo", "usb", "don't", "shop"])
    return made


def same(one: Cut, other: Cut) -> bool:
    return (
        one._replace(strange=(), runs=NONE) == other._replace(strange=(), runs=NONE)
        and sorted(one.strange) == sorted(other.strange)
        and np.array_equal(one.runs, other.runs)
    )


def counts(cut: Cut) -> tuple[int, int, int]:
    return len(cut.words) + len(cut.strange), len(cut.beside), len(cut.runs) + len(cut.others)


def plainly(lexicon: Lexicon, text: str, folded: str) -> Cut:
    """As `grams` cuts it; no two grams have the same number."""
    found = seen(text, folded)
    cut = lexicon.cut(found)
    assert counts(cut) == (len(found.words), len(found.beside), len(found.chinese))
    return cut


@settings(max_examples=500)
@given(TEXTS)
def test_a_text_is_cut_into_its_grams(lexicon: Lexicon, text: str) -> None:
    assert same(lexicon.see(text, FOLDING.fold), plainly(lexicon, text, FOLDING.fold(text)))


@settings(max_examples=500)
@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_so_is_a_part_of_one(lexicon: Lexicon, text: str, begin: int, size: int) -> None:
    part, folded = (said[begin : begin + size] for said in (text, FOLDING.fold(text)))
    assert same(lexicon.see_folded(part, folded), plainly(lexicon, part, folded))


def test_what_customers_and_staff_say_is_cut_into_its_grams() -> None:
    lexicon = load().lexicon
    said = 0
    for text in islice(told(), 2_000):
        folded = FOLDING.fold(text)
        assert same(lexicon.see(text, FOLDING.fold), plainly(lexicon, text, folded)), text
        assert same(lexicon.see_folded(text, folded), lexicon.cut(seen(text, folded))), text
        said += 1
    assert said == 2_000


def told() -> Iterator[str]:
    for event in simulate(Plan(customers=1_500)).events():
        match event:
            case CallEnded() | ChatClosed():
                yield from (turn.text for turn in event.turns)
            case EmailReceived() | ChatMessage() | SocialPosted():
                yield event.text
            case _:
                continue


def test_words_that_no_model_knows_are_named_and_told_apart(lexicon: Lexicon) -> None:
    cut = lexicon.see("Zxqv refund zxqv wibble", FOLDING.fold)
    assert sorted(cut.strange) == ["wibble", "zxqv"]
    assert cut.words == {lexicon.number("refund")}
    assert len(cut.beside) == 3


def test_more_words_than_are_remembered_change_nothing() -> None:
    lexicon = Lexicon()
    lexicon.learn(["refund"])
    before = lexicon.see("refund zzz refund yyy zzz", FOLDING.fold)
    alphabets = ("abcdefghij", "klmnopqrst") * 3  # no letter three times in a row
    flood = ["".join(map(getitem, alphabets, map(int, str(number)))) for number in range(100_002)]
    assert len(lexicon.see(" ".join(flood), FOLDING.fold).strange) == 100_002
    after = lexicon.see("refund zzz refund yyy zzz", FOLDING.fold)
    assert (after.words, sorted(after.strange)) == (before.words, sorted(before.strange))
    assert counts(after) == counts(before)


@pytest.mark.parametrize(
    "text",
    [
        "wait ... no",
        "no.. wait...",
        "i̇t İt it",
        "K k `k",
        "OK USBUSB",
        "ABC DEF",
        "soo sooo",
        "https://\n\nno",
        "WWW.\n\n",
        "wait.\n\nhttp://a.b/c\n\nno",
    ],
)
def test_what_folds_or_shortens_oddly_is_cut_into_its_grams(lexicon: Lexicon, text: str) -> None:
    assert same(lexicon.see(text, FOLDING.fold), plainly(lexicon, text, FOLDING.fold(text)))


def test_what_is_learned_later_is_strange_no_more() -> None:
    lexicon = Lexicon()
    assert lexicon.see("refund", str.lower).strange == ["refund"]
    [number] = lexicon.learn(["refund"])
    assert (lexicon.see("refund", str.lower).words, lexicon.names[number]) == ({number}, "refund")


def test_pairs_and_negated_words_have_numbers_of_their_own(lexicon: Lexicon) -> None:
    numbers = list(lexicon.learn_beside(["not good", "¬good", "good not"]))
    assert len(set(numbers)) == 3
    assert set(numbers[:2]) <= lexicon.see("not good", FOLDING.fold).beside
    assert list(lexicon.learn_beside([])) == []


def test_only_chinese_is_folded_by_the_table_of_a_language() -> None:
    """Chunks without Chinese are folded without it."""
    own = {code: new for code, new in FOLDING.table.items() if PLAINLY.table.get(code) != new}
    assert own
    assert all(0x3400 <= code <= 0x9FFF and "\u3400" <= str(new) <= "\u9fff" for code, new in own.items())


@given(st.lists(st.text("退款一直没到", min_size=1, max_size=8), min_size=1, max_size=6))
def test_runs_are_the_chinese_grams(stretches: list[str]) -> None:
    ends = "^" + "$^".join(stretches) + "$"
    grams = {ends[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(ends) - size + 1)}
    numbers = sorted(number for gram in grams if (number := run_of(gram)) is not None)
    assert len(numbers) == len(grams)
    assert runs_of(stretches).tolist() == numbers


def test_a_table_knows_its_runs_and_leaves_the_rest() -> None:
    grams = ["退款", "app", "没$", "^", "[微笑]", "一直没到", "!!", "到", "", "退款a", "a退"]
    runs, which, others = known(grams)
    assert {grams[row] for row in which} == {"退款", "没$", "^", "到"}
    assert [grams[row] for row in others] == ["app", "[微笑]", "一直没到", "!!", "", "退款a", "a退"]
    assert runs.numbers[:-1].tolist() == [run_of(grams[row]) for row in which]
    asked = runs_of(["退款没到"])
    here = {int(number) for number in runs.numbers[runs.rows(asked)]}
    assert here == {run_of("退款"), run_of("^"), run_of("到")}
    assert [run_of(gram) for gram in ("", "app", "一直没到", "a退")] == [None] * 4


def test_nothing_is_nothing(lexicon: Lexicon) -> None:
    for text in ("", " ", "\n\n", ",", "。"):
        assert counts(lexicon.see(text, FOLDING.fold)) == (0, 0, 0)
        assert same(
            lexicon.see(text, FOLDING.fold), lexicon.cut(Seen(1.0, frozenset(), frozenset(), frozenset()))
        )
