"""From lines to what is heard: the meaning of several lines together, and the way people really type."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

from pipeline.simulator.scene import Spoken
from pipeline.simulator.truth import Label
from schemas.interactions import Feeling
from schemas.values import Speaker

Beat = tuple[Speaker, Spoken]

_ANGRY: Final = ("😡", "🙄", "😤", "👎", "🤬")
_HAPPY: Final = ("😊", "🙏", "👍", "❤️", "🎉")
_EN_SLIPS: Final = (
    ("you're", "your"), ("definitely", "definately"), ("received", "recieved"), ("because", "becuase"), ("the ", "teh "),
    ("really", "realy"), ("can't", "cant"), ("don't", "dont"), ("I'm", "im"), ("account", "acount"), ("again", "agian"),
)  # fmt: skip
_ZH_SLIPS: Final = (
    ("账", "帐"),
    ("的", "滴"),
    ("什么", "啥"),
    ("在线", "再线"),
    ("怎么", "肿么"),
    ("，", " "),
    ("，", ","),
)


def label(key: str, said: Sequence[Spoken]) -> Label:
    """What these lines mean as one event: mixed feelings are no feeling to be scored on."""
    felt = {line.feeling for line in said} - {Feeling.NEUTRAL}
    languages = {line.language for line in said}
    return Label(
        key=key,
        language=languages.pop() if len(languages) == 1 else "mixed" if languages else "none",
        feeling=None if len(felt) > 1 or not said else felt.pop() if felt else Feeling.NEUTRAL,
        complaint=any(line.complaint for line in said),
        topics=_each_once(line.topics for line in said),
        cues=_each_once(line.cues for line in said),
        names=_each_once(line.names for line in said),
        secrets=_each_once(line.secrets for line in said),
    )


def _each_once(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in several for word in words))


def joined(said: Sequence[Spoken]) -> str:
    """Sentences in a row, with a space where the language has one."""
    text = ""
    for line in said:
        gap = " " if text and text[-1].isascii() else ""
        text += gap + line.text
    return text


def rough(text: str, said: Sequence[Spoken], rng: Random) -> str:
    """As typed with a thumb: now and then lower case, a slip, no full stop, an emoji. Secrets stay as they are."""
    if not any(line.secrets for line in said) and rng.random() < 0.35:
        text = _slipped(text, rng)
    feeling = label("", said).feeling
    if feeling in {Feeling.NEGATIVE, Feeling.POSITIVE} and rng.random() < 0.2:
        text += " " + rng.choice(_ANGRY if feeling is Feeling.NEGATIVE else _HAPPY)
    return text


def _slipped(text: str, rng: Random) -> str:
    slips = _EN_SLIPS if text.isascii() else _ZH_SLIPS
    right, wrong = rng.choice(slips)
    text = text.replace(right, wrong, 1)
    if rng.random() < 0.5:
        text = text.rstrip(".。")
    if text.isascii() and "http" not in text and rng.random() < 0.4:
        text = text.lower()
    if text.endswith(("!", "！")) and rng.random() < 0.5:
        text += text[-1] * 2
    return text
