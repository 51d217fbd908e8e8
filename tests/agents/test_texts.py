from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.calendar import DEFAULT_CALENDAR
from agents.hearing.fold import Folding
from agents.hearing.index import MANNERS, Hit, Index, Kind, Rule
from agents.hearing.pledges_english import may_pledge
from agents.hearing.promises import find_promises
from agents.hearing.texts import LONGEST_REMEMBERED, Texts
from schemas.errors import Misused
from schemas.taxonomy import Cue, Name, Written
from schemas.values import Speaker
from tests.agents.models import Grams, learned_of, matters_of

_SORRY = Cue(
    id="sorry", name=Name(en="Sorry", zh="抱歉"), speaker=Speaker.STAFF, phrases=Written(en="so sorry")
)
_CHURN = Cue(id="churn", name=Name(en="Leaving", zh="离开"), phrases=Written(en="close my account"))
_INDEX = Index(
    [
        Rule(Kind.CUE, "so sorry", "sorry", cue=_SORRY),
        Rule(Kind.CUE, "close my account", "churn", cue=_CHURN),
        Rule(Kind.FAULT, "app ... (crash~|freez~)", "app"),
        Rule(Kind.FAULT, "app (down|broken)", "app"),
        Rule(Kind.ABOUT, "app", "app"),
        Rule(Kind.NEGATOR, "not"),
        Rule(Kind.SHIELD, "not great"),
        Rule(Kind.COURTEOUS, "thank you for your (patience|time)"),
        Rule(Kind.DISCOURTEOUS, "calm down"),
    ],
    {},
)
_WORDS = (
    "so sorry close my account app crashed down broken not great thank you for your patience calm , . crash"
)
_LEARNED = learned_of(Grams({"great": (-90, 90, -20)}, {"great": (-90, 90, -20)}))
_MATTERS = matters_of(("outage",), Grams({"app": [90]}, {"app": [90]}), lexicon=_LEARNED.lexicon)
_TEXTS = st.lists(st.sampled_from(_WORDS.split(" ")), max_size=14).map(" ".join)


def texts(most: int) -> Texts:
    return Texts(_INDEX, _LEARNED, _MATTERS, Folding({}), frozenset({"ok"}), most)


@given(st.lists(_TEXTS, max_size=12))
def test_what_is_remembered_is_what_would_be_read_again(said: list[str]) -> None:
    forgetful, small = texts(0), texts(3)
    for text in said * 2:
        assert small.of_customer(text) == forgetful.of_customer(text)
        assert small.of_staff(text) == forgetful.of_staff(text)


def test_models_that_number_words_differently_are_not_asked_together() -> None:
    other = matters_of(("outage",), Grams({"app": [90]}, {}))
    with pytest.raises(Misused, match="one lexicon"):
        Texts(_INDEX, _LEARNED, other, Folding({}), frozenset(), 0)


def test_only_short_texts_are_remembered() -> None:
    kept = texts(2)
    long = "great " * LONGEST_REMEMBERED
    assert kept.of_customer("great") is kept.of_customer("great")
    assert kept.of_customer(long) is not kept.of_customer(long)


@given(_TEXTS)
def test_staff_are_heard_for_manners_and_their_own_cues_only(text: str) -> None:
    def of_staff(hits: list[Hit]) -> list[Hit]:
        return [hit for hit in hits if hit.rule.kind in MANNERS or hit.rule.id == "sorry"]

    assert of_staff(_INDEX.staff_hits(text)) == of_staff(_INDEX.hits(text))


@pytest.mark.parametrize(
    "text",
    [
        "I'll call you tomorrow",
        "we ll refund it",
        "We will be in touch",
        "I shall send it",
        "my manager is going to phone you",
        "I am sending a new card today",
        "Your visit is set for Monday",
        "The parcel is due on Friday",
        "I promise you a refund",
        "You can expect a call by Friday",
        "You have my word",
        "An engineer is booked for 3 May",
        "The card is being sent today",
    ],
)
def test_no_promise_is_passed_over_unread(text: str) -> None:
    assert may_pledge(text.lower())


@pytest.mark.parametrize(
    "text", ["", "Hello, how can I help?", "您好，有什么可以帮您？", "Please hold the line."]
)
def test_small_talk_is_no_promise(text: str) -> None:
    assert find_promises(text, datetime(2026, 8, 3, tzinfo=UTC), DEFAULT_CALENDAR) == []
