"""The model's arithmetic, against the same sums written out plainly."""

from collections.abc import Sequence
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.clauses import clauses
from agents.hearing.grams import Gram, Seen, chinese, english, letters, plain, seen, seen_in, tokens
from agents.hearing.learned import AT_ONCE, FIELDS, Scores, feelings, pack, unpack
from agents.hearing.mood import sorest
from tests.agents.models import Grams, learned_of

BYTES = st.integers(-127, 127)
TRIPLES = st.tuples(BYTES, BYTES, BYTES)
WORDS = ("refund", "late", "never", "good", "not", "soooo", "!!", "42", "app")
HAN = ("退款", "一直", "没到", "真好", "谢谢")

Triple = tuple[int, int, int]

KNOWN: dict[Gram, Triple] = {
    "refund": (5, -3, 9),
    "late": (40, -40, 60),
    "good": (-90, 100, -80),
    "soo": (1, 1, 1),
    "!!": (3, 2, 1),
}
BESIDE: dict[Gram, Triple] = {("not", "good"): (70, -80, 50), "¬good": (20, -30, 10)}
PARTS = {"<ap": (1, 2, 3), "app": (-4, 5, -6), "pp>": (7, -8, 9)}
RUNS: dict[Gram, Triple] = {
    "退": (9, -9, 9),
    "退款": (20, -20, 30),
    "好": (-50, 60, -40),
    "谢谢$": (-100, 120, -90),
    "app": (1, 0, 2),
}
SCALE, BIAS = (0.01, 0.02, 0.03), (0.1, -0.2, -0.3)
MODEL = learned_of(Grams({**KNOWN, **BESIDE}, RUNS, PARTS), SCALE, BIAS)


def of(found: Seen) -> Scores:
    return MODEL.of(MODEL.lexicon.cut(found))


def in_chinese(said: Sequence[str]) -> Seen:
    return Seen(0.0, frozenset(), frozenset(), chinese(said))


def written_out(grams: Sequence[Sequence[int]], count: int) -> Scores:
    sums = [sum(found[n] for found in grams) for n in range(FIELDS)]
    return Scores(*(BIAS[n] + sums[n] * SCALE[n] / (count + 1) ** 0.5 for n in range(FIELDS)))


@given(st.lists(TRIPLES, min_size=1, max_size=AT_ONCE))
def test_a_sum_of_packed_weights_is_the_sum_of_each_field(values: list[tuple[int, int, int]]) -> None:
    total = sum(map(pack, values))
    assert unpack(total, len(values)) == tuple(map(sum, zip(*values, strict=True)))


def test_a_text_of_any_length_is_the_formula() -> None:
    said = [f"{first}{second}" for first in "abcdefghijklmnopqrst" for second in "uvwxyz" * 5]
    grams = chinese(["退款" * 3, *said, *(chr(0x4E00 + n) for n in range(900))])
    found = [RUNS[gram] for gram in grams if gram in RUNS]
    assert len(grams) > 2 * AT_ONCE
    assert of(Seen(0.0, frozenset(), frozenset(), grams)) == pytest.approx(written_out(found, len(grams)))


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_english_is_the_formula(said: list[str]) -> None:
    words, beside = english([plain(word) for word in said])
    found: list[Sequence[int]] = [
        KNOWN.get(word)
        or tuple(
            map(sum, zip((0, 0, 0), *(PARTS[run] for run in letters(word) if run in PARTS), strict=True))
        )
        for word in words
    ]
    found += [BESIDE[gram] for gram in beside if gram in BESIDE]
    assert of(seen_in(said)) == pytest.approx(written_out(found, len(words) + len(beside)))


@given(st.lists(st.sampled_from((*HAN, "app")), max_size=8))
def test_chinese_is_the_formula(said: list[str]) -> None:
    grams = chinese(said)
    assert of(in_chinese(said)) == pytest.approx(
        written_out([RUNS[gram] for gram in grams if gram in RUNS], len(grams))
    )


@given(st.lists(st.sampled_from(WORDS + HAN), max_size=12))
def test_mixed_text_stands_between_its_languages(said: list[str]) -> None:
    english_part, chinese_part = [w for w in said if w not in HAN], [w for w in said if w in HAN]
    found = of(seen_in(said))
    if chinese_part and len([w for w in english_part if w.isalpha()]) <= 2:
        assert found == of(in_chinese(said))
    elif chinese_part:
        halves = of(seen_in(english_part)), of(in_chinese(said))
        for one, en, zh in zip(found, *halves, strict=True):
            assert min(en, zh) - 1e-9 <= one <= max(en, zh) + 1e-9


@given(st.floats(-900, 900), st.floats(-900, 900))
def test_feelings_are_probabilities(negative: float, positive: float) -> None:
    found = feelings(Scores(negative, positive, 0.0))
    assert sum(found) == pytest.approx(1)
    assert min(found) >= 0


def test_what_is_remembered_changes_nothing() -> None:
    said = ["apps", "apper", "zzz", "refund", "late"]
    assert of(seen_in(said)) == of(seen_in(said))


@given(st.text(alphabet="ab ,.!?;的了。，\n", max_size=60))
def test_clauses_cover_all_that_is_not_blank(text: str) -> None:
    found = clauses(text)
    assert found
    covered = set(chain.from_iterable(range(begin, end) for begin, end in found))
    assert {n for n, character in enumerate(text) if not character.isspace()} <= covered
    assert sum(end - begin for begin, end in found) == len(covered)


def test_the_sorest_clause_is_the_one_that_complains() -> None:
    text = "hello there my good friends, my refund is late, bye"
    begin, end = sorest(MODEL, text, text)
    assert text[begin:end] == "my refund is late,"


def test_capitals_names_and_links_are_seen() -> None:
    text = "@Shop WHY is my ORDER late https://x.example"
    assert {"<at>", "<url>", "<caps>"} <= set(tokens(text, text.lower()))
    assert of(seen("late", "late")).complaint > of(seen("good", "good")).complaint
