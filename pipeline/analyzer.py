"""Earshot's sentiment for users of TextBlob.

    from textblob import TextBlob
    from pipeline.analyzer import EarshotAnalyzer

    analyzer = EarshotAnalyzer()
    TextBlob("Still no refund, and nobody answers.", analyzer=analyzer).sentiment
    TextBlob("退款到现在都没到账", analyzer=analyzer).sentiment.label

One analyzer serves any number of blobs. TextBlob's `polarity` and `subjectivity` properties stay the library's own: they
ask its pattern analyzer whatever analyzer the blob has.
"""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from textblob.base import DISCRETE, BaseSentimentAnalyzer

from agents.hearing.ear import Ear, Utterance
from pipeline.ear import load_ear
from pipeline.probabilities import probabilities_of
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.values import Speaker

_UNHEARD: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Sentiment does not depend on the moment; an utterance needs one."""


class Sentiment(NamedTuple):
    """`label` is negative, neutral or positive, `polarity` in [-1, 1]; the three probabilities sum to 1.

    A text that cannot be judged has a reason in `unscored` (`schemas.interactions.Unscored`) and None everywhere else. An ear
    whose scorer is TextBlob knows no probabilities.
    """

    label: str | None
    polarity: float | None
    p_neg: float | None
    p_neu: float | None
    p_pos: float | None
    unscored: str = ""


class EarshotAnalyzer(BaseSentimentAnalyzer):  # type: ignore[misc]  # textblob ships no types
    """English and Chinese. The ear is loaded at the first text, or given."""

    kind = DISCRETE
    RETURN_TYPE = Sentiment

    def __init__(self, ear: Ear | None = None) -> None:
        super().__init__()
        self._ear = ear

    def train(self) -> None:
        """Load the ear; called by the first `analyze`."""
        super().train()
        self._loaded()

    def analyze(self, text: str) -> Sentiment:
        """What a customer who says `text` feels. Misused where it is no text."""
        super().analyze(text)
        if not isinstance(text, str):
            raise Misused(f"EarshotAnalyzer reads text, not {type(text).__name__}")
        heard = self._loaded().hear([Utterance(Speaker.CUSTOMER, text, _UNHEARD)])
        if heard.sentiment is None:
            return Sentiment(None, None, None, None, None, heard.unscored.value if heard.unscored else "")
        found = heard.sentiment
        polarity = found.polarity / 10_000
        sure = None if found.confidence is None else found.confidence / 10_000
        shares = probabilities_of(found.label, polarity, sure) or (None, None, None)
        return Sentiment(found.label.value, polarity, *shares)

    def _loaded(self) -> Ear:
        if self._ear is None:
            self._ear = load_ear(Settings())
        return self._ear
