"""TextBlob's users get our ear by the door they know; whoever keeps TextBlob's figure gets exactly that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textblob import Blobber, TextBlob

from pipeline.analyzer import EarshotAnalyzer
from pipeline.ear import load_ear
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.interactions import Language
from tests.listening import EAR, hear
from tests.odd_texts import ODD, SAID

ANALYZER = EarshotAnalyzer(EAR)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love this bank, they helped me at once!", "positive"),
        ("Nobody answers, my refund never arrived. Terrible service.", "negative"),
        ("服务非常好，特别满意，谢谢！", "positive"),
        ("退款到现在都没到账，态度还特别差！", "negative"),
    ],
)
def test_a_blob_has_our_sentiment_in_both_languages(text: str, label: str) -> None:
    found = TextBlob(text, analyzer=ANALYZER).sentiment
    heard = hear(text).sentiment
    assert heard is not None
    assert (found.label, found.polarity) == (label, heard.polarity / 10_000)
    assert found.p_neg + found.p_neu + found.p_pos == pytest.approx(1)
    assert (found.p_pos > found.p_neg) is (label == "positive")
    assert found.unscored == ""
    assert found == ANALYZER.RETURN_TYPE(*found)


@pytest.mark.parametrize(
    ("text", "why"), [("", "no_voice"), ("ok", "too_short"), ("お願いします、届きません", "language")]
)
def test_what_cannot_be_judged_says_why(text: str, why: str) -> None:
    found = TextBlob(text, analyzer=ANALYZER).sentiment
    assert found == (None, None, None, None, None, why)


def test_one_analyzer_serves_many_blobs() -> None:
    blobber = Blobber(analyzer=ANALYZER)
    assert blobber("Great help, thank you so much!").sentiment.label == "positive"
    assert blobber("气死我了，垃圾服务").sentiment.label == "negative"


def test_the_ear_is_loaded_when_first_asked() -> None:
    assert TextBlob("This is awful.", analyzer=EarshotAnalyzer()).sentiment == ANALYZER.analyze(
        "This is awful."
    )


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Misused, match="reads text, not int"):
        ANALYZER.analyze(5)  # type: ignore[arg-type]


@given(st.text(max_size=80))
def test_any_text_is_scored_or_says_why(text: str) -> None:
    found = ANALYZER.analyze(text)
    assert (found.label is None) is bool(found.unscored)
    assert found.polarity is None or -1 <= found.polarity <= 1


def test_the_reference_scorer_gives_the_library_s_own_polarity() -> None:
    ear = load_ear(Settings(scorer="textblob"))
    compared = 0
    for text in (*SAID, *ODD):
        heard = hear(text, ear=ear)
        if heard.sentiment is None:
            continue
        assert heard.sentiment.method.startswith("textblob/")
        assert heard.sentiment.polarity == round(TextBlob(heard.voice).sentiment.polarity * 10_000), text
        compared += 1
    assert compared > 300


def test_the_reference_scorer_leaves_chinese_unscored() -> None:
    heard = hear("服务非常好，特别满意，谢谢！", ear=load_ear(Settings(scorer="textblob")))
    assert (heard.language, heard.sentiment) == (Language.ZH, None)
