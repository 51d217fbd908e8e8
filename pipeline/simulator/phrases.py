"""The ways of saying things: patterns from `phrases/*.yaml` with the meaning their section gives them."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final

import msgspec
import yaml

from schemas.interactions import Feeling

_SLOT: Final = re.compile(r"\{(\w+)\}")
LANGUAGES: Final = ("en", "zh", "mixed")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One pattern. `parts` are literal, slot, literal, slot, ..., literal."""

    parts: tuple[str, ...]
    feeling: Feeling = Feeling.NEUTRAL
    complaint: bool = False
    topics: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that says more of itself than its section does."""

    say: str
    feeling: Feeling | None = None
    complaint: bool | None = None
    topics: tuple[str, ...] | None = None
    cues: tuple[str, ...] | None = None


_UPSET: Final = Line(parts=(), feeling=Feeling.NEGATIVE, complaint=True)
_GLAD: Final = Line(parts=(), feeling=Feeling.POSITIVE)
_PLAIN: Final = Line(parts=())

# A section that is not named here (nor by its first word) is plain: staff, small talk, parts of a letter.
_MEANING: Final[Mapping[str, Line]] = {
    "complaint": _UPSET,
    "stolen": msgspec.structs.replace(_UPSET, topics=("security",)),
    "thanks": msgspec.structs.replace(_GLAD, cues=("thanks",)),
    "resolved": msgspec.structs.replace(_GLAD, cues=("resolved",)),
    "praise": msgspec.structs.replace(_GLAD, topics=("praise",), cues=("praise",)),
    "kept_word": msgspec.structs.replace(_GLAD, cues=("thanks",)),
    "not_resolved": msgspec.structs.replace(_UPSET, topics=("unsolved",), cues=("not_resolved",)),
    "polite_unsolved": msgspec.structs.replace(_UPSET, topics=("unsolved",), cues=("not_resolved",)),
    "repeat": msgspec.structs.replace(_UPSET, topics=("unsolved",), cues=("repeat",)),
    "waiting": msgspec.structs.replace(_UPSET, topics=("waiting",), cues=("waiting",)),
    "churn": msgspec.structs.replace(_UPSET, cues=("churn",)),
    "rival": msgspec.structs.replace(_UPSET, cues=("churn",)),
    "escalation": msgspec.structs.replace(_UPSET, cues=("escalation",)),
    "do_not_contact": msgspec.structs.replace(_UPSET, topics=("unwanted_contact",), cues=("do_not_contact",)),
    "re_explaining": msgspec.structs.replace(_UPSET, topics=("unsolved",), cues=("re_explaining",)),
    "irony": _UPSET,
    "broken_word": msgspec.structs.replace(_UPSET, topics=("broken_promise",)),
    "closer.cross": _UPSET,
    "vulnerability": msgspec.structs.replace(_PLAIN, cues=("vulnerability",)),
}

Book = Mapping[str, tuple[Line, ...]]


@cache
def book(language: str) -> Book:
    """Every section of a language; `mixed` has few, the rest is taken from the other two."""
    text = files(__package__).joinpath("phrases", f"{language}.yaml").read_text(encoding="utf-8")
    sections = msgspec.convert(yaml.safe_load(text), dict[str, tuple[str | _Written, ...]])
    return {name: tuple(_line(name, entry) for entry in entries) for name, entries in sections.items()}


def _line(section: str, entry: str | _Written) -> Line:
    written = _Written(entry) if isinstance(entry, str) else entry
    first, _, topic = section.partition(".")
    meant = _MEANING.get(section) or _MEANING.get(first, _PLAIN)
    topics = (topic,) if first in {"complaint", "question"} else meant.topics
    return Line(
        parts=tuple(_SLOT.split(written.say)),
        feeling=meant.feeling if written.feeling is None else written.feeling,
        complaint=meant.complaint if written.complaint is None else written.complaint,
        topics=topics if written.topics is None else written.topics,
        cues=meant.cues if written.cues is None else written.cues,
    )


def draw(section: str, language: str, topic: str, rng: Random) -> tuple[Line, str]:
    """A line of the section, or of its part for this topic, and the language the line is in."""
    if language == "mixed":
        own = book("mixed").get(section)
        if own and rng.random() < 0.8:
            return rng.choice(own), "mixed"
        language = "zh" if rng.random() < 0.75 else "en"  # staff answer them in Chinese
    return rng.choice(lines(section, language, topic)), language


@cache
def lines(section: str, language: str, topic: str) -> tuple[Line, ...]:
    """What may be said, mostly the lines for this topic.

    Topics of a customer's line are what it means; topics of staff's line are where it fits.
    """
    sections = book(language)
    found = sections.get(section, ()) + 3 * sections.get(f"{section}.{topic}", ())
    if section.startswith("staff."):
        found = tuple(line for line in found if not line.topics or topic in line.topics)
    return found


def patterns(language: str) -> set[str]:
    """Distinct patterns of a language, whatever fills their slots; names of subjects and letter parts do not count."""
    return {
        "{}".join(line.parts[::2])
        for name, lines in book(language).items()
        if name.partition(".")[0] not in {"subject", "mail", "link_only", "foreign"}
        for line in lines
    }
