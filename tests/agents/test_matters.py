"""The topics' model: its arithmetic against the same sums written out, and what hearing makes of its answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.grams import Gram, Seen, chinese, english, letters, seen_in
from agents.hearing.index import Hit, Kind, Rule
from agents.hearing.matters import AT_ONCE, Logits, packed, summed
from agents.hearing.reading import NOTHING, Reading, Sentence
from agents.hearing.topics import Told, topic_hits
from schemas.taxonomy import OTHER
from tests.agents.models import Grams, matters_of

TOPICS = ("billing", "refund", "outage", "unsolved", "praise")
BYTES = st.integers(-127, 127)
FIVES = st.lists(BYTES, min_size=5, max_size=5)
KNOWN: dict[Gram, list[int]] = {
    "lights": [0, 0, 100, 0, 0],
    "coin": [90, 10, 0, 0, 0],
    "again": [0, 0, 0, 80, 0],
    "lovely": [0, 0, 0, 0, 120],
    ("lights", "again"): [0, 0, 20, 10, 0],
}
PARTS = {"<gl": [1, 2, 3, 4, 5], "glo": [-5, 4, -3, 2, -1]}
RUNS: dict[Gram, list[int]] = {"灯": [0, 0, 90, 0, 0], "灯$": [0, 0, 30, 0, 0], "钱": [100, 20, 0, 0, 0]}


MODEL = matters_of(TOPICS, Grams(KNOWN, RUNS, PARTS), 0.1, -3.0)


def logits(found: Seen) -> Logits:
    return MODEL.told(MODEL.lexicon.cut(found))


def written_out(found: list[list[int]], grams: int) -> list[float]:
    return [-3.0 + 0.1 * sum(one[n] for one in found) / (grams + 1) ** 0.5 for n in range(5)]


@given(st.lists(FIVES, min_size=1, max_size=300))
def test_a_sum_of_packed_weights_is_the_sum_of_each_field(values: list[list[int]]) -> None:
    many = values * (1 + AT_ONCE // len(values))
    for weights in (values, many):
        assert summed(list(map(packed, weights)), 5) == [sum(one) for one in zip(*weights, strict=True)]


@given(st.lists(st.sampled_from(["lights", "again", "coin", "glow", "xyz", "not"]), max_size=12))
def test_english_is_the_formula_and_an_unknown_word_is_judged_by_its_letters(said: list[str]) -> None:
    words, beside = english(said)
    found = [KNOWN[word] for word in words if word in KNOWN]
    found += [PARTS[run] for word in words if word not in KNOWN for run in letters(word) if run in PARTS]
    found += [KNOWN[gram] for gram in beside if gram in KNOWN]
    assert logits(seen_in(said)) == pytest.approx(written_out(found, len(words) + len(beside)))


@given(st.lists(st.sampled_from(["灯", "钱", "灯钱", "没有"]), max_size=6))
def test_chinese_is_the_formula(said: list[str]) -> None:
    grams = chinese(said)
    assert logits(Seen(0.0, frozenset(), frozenset(), grams)) == pytest.approx(
        written_out([RUNS[gram] for gram in grams if gram in RUNS], len(grams))
    )


@pytest.mark.parametrize("text", ["the lights again", "灯没有亮", "", "?"])
def test_one_language_is_judged_by_its_own_table(text: str) -> None:
    said = [text] if "灯" in text else [token for token in text.split() if token]
    assert MODEL.of(text, text) == pytest.approx(logits(seen_in(said)))


def test_mixed_text_lies_between_its_two_halves() -> None:
    mixed = MODEL.of("my dear coin is gone 灯", "my dear coin is gone 灯")
    english_alone = logits(seen_in(["my", "dear", "coin", "is", "gone"]))
    assert -3.0 < mixed[TOPICS.index("billing")] < english_alone[TOPICS.index("billing")]
    assert mixed[TOPICS.index("outage")] > -3.0


def told(text: str, *, complains: bool = True, named: str = "") -> Told:
    reading = NOTHING
    if named:
        at = text.index(named)
        hit = Hit(at, at + len(named), Rule(Kind.ABOUT, named, "billing"))
        reading = Reading((), (hit,), ())
    complaint = ((0, len(text)),) if complains else ()
    return Told(text, text, reading, complaint, 0, weighed=True)


def heard(*turns: Told) -> list[tuple[str, str, str]]:
    voice = "".join(turn.text for turn in turns)
    return [(hit.topic, hit.cue, voice[hit.begin : hit.end]) for hit in topic_hits(turns, MODEL)]


@pytest.mark.parametrize(
    ("text", "clause"), [("we sat there, the lights went", "the lights went"), ("我们坐着,灯灭了", "灯灭了")]
)
def test_a_complaint_without_a_phrase_has_the_likeliest_topic_and_its_clause(text: str, clause: str) -> None:
    assert heard(told(text)) == [("outage", "model test", clause)]


@pytest.mark.parametrize("text", ["we sat there and waited", "我们坐着等"])
def test_a_complaint_about_nothing_likely_is_other(text: str) -> None:
    assert heard(told(text)) == [(OTHER, OTHER, text)]


def test_what_is_merely_named_stays_where_it_is_likely() -> None:
    assert heard(told("my coin is gone", named="coin")) == [("billing", "coin", "coin")]
    flood = "lights " * 3 + "toss up"
    grams: dict[Gram, list[int]] = {"toss": [-127, 0, 0, 0, 0], "lights": [0, 0, 100, 0, 0]}
    unlikely = matters_of(TOPICS, Grams(grams, {}), 0.1, -3.0)
    assert [hit.topic for hit in topic_hits([told(flood, named="toss")], unlikely)] == ["outage"]


def test_a_complaint_is_never_praise() -> None:
    assert heard(told("how lovely")) == [(OTHER, OTHER, "how lovely")]


def test_where_nobody_complains_only_phrases_name_a_matter() -> None:
    assert heard(told("the lights, my coin", complains=False, named="coin")) == [("billing", "coin", "coin")]
    assert heard(told("again and then", complains=False)) == []
    assert heard(told("again and then")) == [("unsolved", "model test", "again and then")]


def test_a_phrase_that_states_a_fault_leaves_the_model_nothing_to_say() -> None:
    text = "the lights took my coin"
    fault = Hit(4, 10, Rule(Kind.FAULT, "lights took", "security"))
    sentence = Sentence(0, len(text), [fault], [], [], [])
    turn = told(text)._replace(reading=Reading((sentence,), (), ()))
    assert [hit.topic for hit in topic_hits([turn], MODEL)] == ["security"]


def test_among_many_turns_a_topic_must_be_likelier() -> None:
    faint = told("we all sat for very long and looked at lights")
    assert [hit.topic for hit in topic_hits([faint], MODEL)] == ["outage"]
    assert [hit.topic for hit in topic_hits([faint] * 400, MODEL)] == [OTHER]


def test_a_turn_that_says_too_little_is_not_weighed() -> None:
    assert heard(told("lights")._replace(weighed=False)) == [(OTHER, OTHER, "lights")]
