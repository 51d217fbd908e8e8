"""What a model adds to the phrases, and what it takes back: with a model of a few words, made here."""

from datetime import UTC, date, datetime
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.calendar import Calendar
from agents.hearing.cues import Words
from agents.hearing.grams import seen
from agents.hearing.hinted import PROMISE, Hints, OfStaff, Said, promised
from agents.hearing.learned import Feelings
from agents.hearing.lexicon import Lexicon
from agents.hearing.mood import Mood
from pipeline.ear import read_taxonomy
from schemas.interactions import CueHit, PromiseHeard
from schemas.values import Speaker
from tests.agents.models import Grams, matters_of
from tests.listening import cues

AT = datetime(2026, 5, 13, 2, 30, tzinfo=UTC)  # Wednesday, half past ten in Shanghai
HERE = Calendar("Asia/Shanghai")
SORE = Mood(Feelings(0.8, 0.1, 0.1), 2.0)
CUES = ("waiting", "resolved", "not_resolved", "thanks")
STAFF = ("identity_check", PROMISE)
NEVER = -2.0


LEXICON = Lexicon()
HINTS = Hints(
    matters_of(
        CUES,
        Grams(
            {
                "queue": (60, 0, 0, 0),
                "mended": (0, 60, 0, 0),
                "broken": (0, 0, 60, 0),
                "cheers": (0, 0, 0, 99),
            },
            {"排队": (60, 0, 0, 0), "修好": (0, 60, 0, 0), "没修": (0, 0, 90, 0), "多谢": (0, 0, 0, 99)},
        ),
        0.5,
        NEVER,
        LEXICON,
    ),
    matters_of(
        STAFF,
        Grams(
            {"birthday": (60, -60), "courier": (0, 60), "weather": (-60, -60)},
            {"生日": (60, -60), "快递": (0, 60), "天气": (-60, -60)},
        ),
        0.5,
        NEVER,
        LEXICON,
    ),
    read_taxonomy().sore,
)


def words(text: str, speaker: Speaker = Speaker.CUSTOMER, at: int = 0) -> Words:
    return Words(text, text.lower(), at, speaker)


def added(text: str, *found: CueHit, mood: Mood = SORE, at: int = 0) -> list[CueHit]:
    whole = HINTS.weighed(LEXICON.cut(seen(text, text.lower())), mood)
    return HINTS.of_customer(words(text, at=at), found, whole) if whole else []


def of_staff(text: str, *found: CueHit) -> OfStaff:
    return HINTS.of_staff(words(text, Speaker.STAFF), list(found))


def promises(text: str, *found: PromiseHeard) -> list[PromiseHeard]:
    return promised(Said(text, text.lower(), AT), of_staff(text).vows, list(found), HERE)


def cue(id_: str, begin: int, end: int, speaker: Speaker = Speaker.CUSTOMER) -> CueHit:
    return CueHit(cue=id_, begin=begin, end=end, speaker=speaker)


@pytest.mark.parametrize("text", ["I stood in that queue.", "我一直在排队。"])
def test_a_cue_that_no_phrase_found_is_added(text: str) -> None:
    assert [hit.cue for hit in added(text)] == ["waiting"]


@pytest.mark.parametrize(
    ("text", "clause", "minutes"),
    [
        ("Hello there, the queue took 40 minutes, bye then", "the queue took 40 minutes,", 40),
        ("你们好呀，排队四十分钟了，再见再见", "排队四十分钟了，", 40),
    ],
)
def test_it_stands_at_the_clause_that_tells_most_of_it_and_says_how_long(
    text: str, clause: str, minutes: int
) -> None:
    folded = text.replace("，", ",")
    (hit,) = HINTS.of_customer(
        Words(text, folded, 100, Speaker.CUSTOMER), (), HINTS.customers.of(text, folded)
    )
    assert text[hit.begin - 100 : hit.end - 100] == clause
    assert hit.minutes == minutes
    assert hit.speaker is Speaker.CUSTOMER


def test_what_phrases_found_is_not_told_twice() -> None:
    assert added("I stood in that queue.", cue("waiting", 2, 5)) == []


@pytest.mark.parametrize("text", ["it is broken", "还是没修。"])
def test_the_opposite_of_what_phrases_found_is_not_added(text: str) -> None:
    assert [hit.cue for hit in added(text)] == ["not_resolved"]
    assert added(text, cue("resolved", 0, 2)) == []


@pytest.mark.parametrize("text", ["cheers", "多谢"])
def test_thanks_are_left_to_the_phrases(text: str) -> None:
    assert added(text) == []


def test_a_plain_turn_is_not_weighed() -> None:
    plain = Mood(Feelings(0.1, 0.8, 0.1), log(0.1 / 0.9))
    assert added("I stood in that queue.", mood=plain) == []
    assert added("I stood in that queue.", mood=plain._replace(complaint=0.0)) != []


@pytest.mark.parametrize(
    "text", ["Well, that was an afternoon wasted.", "柜台那位爱理不理的，我等了半天什么都没办成。"]
)
def test_who_is_angry_praises_in_phrases_alone(text: str) -> None:
    assert "praise" not in cues(text)


def test_a_long_turn_is_judged_by_its_sentences() -> None:
    talk = "We went there and looked at all of it one by one. " * 8
    (hit,) = added(f"{talk}Such a queue.")
    assert hit.begin == len(talk)


@given(st.lists(st.sampled_from(["queue", "mended", "broken", "cheers", "and", "then,"]), max_size=8))
def test_of_each_cue_there_is_one_at_most_and_never_both_of_a_pair(said: list[str]) -> None:
    found = [hit.cue for hit in added(" ".join(said))]
    assert len(found) == len(set(found))
    assert not {"resolved", "not_resolved"} <= set(found)


@pytest.mark.parametrize(
    ("text", "day"),
    [("The courier brings it on Friday.", date(2026, 5, 15)), ("快递周五给您带过去。", date(2026, 5, 15))],
)
def test_a_promise_that_no_phrase_found_has_the_due_time_of_its_sentence(text: str, day: date) -> None:
    (promise,) = promises(f"Good day. {text}")
    assert promise.due_day == day
    assert promise.said_at == AT
    assert (promise.begin, promise.end) == (10, 10 + len(text))


def test_a_promise_without_a_time_has_an_unknown_one() -> None:
    (promise,) = promises("Our courier will bring it.")
    assert promise.due_at is None


@pytest.mark.parametrize(
    "text",
    [
        "Once you have paid, the courier will bring it.",
        "Should we send the courier tomorrow?",
        "您付款之后，快递明天给您送。",
    ],
)
def test_what_the_customer_must_do_or_say_first_is_no_promise(text: str) -> None:
    assert promises(text) == []


def test_a_promise_that_a_phrase_found_is_kept_as_it_is() -> None:
    promise = PromiseHeard(said_at=AT, begin=4, end=20)
    assert promises("Our courier will bring it.", promise) == [promise]


@pytest.mark.parametrize("text", ["The weather will be fine tomorrow.", "明天天气会好。"])
def test_what_the_model_denies_is_taken_back(text: str) -> None:
    promise = PromiseHeard(said_at=AT, begin=0, end=5)
    asked = cue("identity_check", 0, 5, Speaker.STAFF)
    assert of_staff(text, asked).cues == ()
    assert promises(text, promise) == []


def test_only_what_stands_in_the_denied_sentence_is_taken_back() -> None:
    text = "The weather will be fine tomorrow. We will call."
    first, second = (
        PromiseHeard(said_at=AT, begin=0, end=5),
        PromiseHeard(said_at=AT, begin=36, end=40),
    )
    assert promises(text, first, second) == [second]


@pytest.mark.parametrize("text", ["And your birthday, for security?", "请问您的生日？"])
def test_a_cue_of_staff_is_added(text: str) -> None:
    (hit,) = of_staff(text).cues
    assert (hit.cue, hit.speaker) == ("identity_check", Speaker.STAFF)


@given(
    st.lists(
        st.sampled_from(["birthday", "courier", "weather", "will", "tomorrow.", "快递", "会在"]), max_size=8
    )
)
def test_the_same_words_are_heard_the_same_again(said: list[str]) -> None:
    text = " ".join(said)
    assert of_staff(text) == of_staff(text)
    assert promises(text) == promises(text)
