"""The files of the models of many labels (topics, cues, staff), written by training and read when the ear is made."""

from pathlib import Path
from typing import Final

import msgspec

from agents.hearing.grams import NEGATED
from agents.hearing.hinted import Hints
from agents.hearing.learned import OFFSET
from agents.hearing.lexicon import Lexicon
from agents.hearing.matters import WIDTH, Chinese, English, Matters
from agents.hearing.runs import known
from pipeline.learned import FOLDER, keep, kept, lines, planes
from schemas.errors import Misused

TOPICS: Final = "topics"
CUES: Final = "cues"  # what customers say
STAFF: Final = "staff"  # what staff say: cues and promises


class StoredMatters(msgspec.Struct, frozen=True, kw_only=True):
    """One language. Grams are joined by line breaks; `values` has a signed byte a gram and topic, topic by topic."""

    language: str
    version: str
    topics: tuple[str, ...]
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    grams: str
    letters: str
    values: bytes


def load_matters(folder: Path = FOLDER, name: str = TOPICS, lexicon: Lexicon | None = None) -> Matters:
    """The model of both languages; `lexicon` is that of all models that are asked together.

    A file that is missing, or is not what was trained, is Misused.
    """
    lexicon = lexicon or Lexicon()
    english, chinese = (kept(StoredMatters, _name(name, language), folder) for language in ("en", "zh"))
    if english.topics != chinese.topics:
        raise Misused(f"{folder} holds two models of {name} that do not belong together; train both anew")
    return Matters(
        english.topics,
        _english(english, lexicon),
        _chinese(chinese),
        _version(english, chinese),
        lexicon,
    )


def write_matters(stored: StoredMatters, folder: Path = FOLDER, name: str = TOPICS) -> None:
    """Replaces the language's file, and its checksum."""
    keep(stored, _name(name, stored.language), folder)


def load_hints(sore: frozenset[str], folder: Path = FOLDER, lexicon: Lexicon | None = None) -> Hints:
    """Both models of cues, of which `sore` are dissatisfaction by themselves; or Misused."""
    lexicon = lexicon or Lexicon()
    return Hints(load_matters(folder, CUES, lexicon), load_matters(folder, STAFF, lexicon), sore)


def _name(name: str, language: str) -> str:
    return f"{name}-{language}.model"


def _version(english: StoredMatters, chinese: StoredMatters) -> str:
    versions = dict.fromkeys((english.version, chinese.version))
    return f"model {'+'.join(versions)}"


def _english(stored: StoredMatters, lexicon: Lexicon) -> English:
    grams, parts = lines(stored.grams), lines(stored.letters)
    packed = _packed(stored, len(grams) + len(parts))
    values = dict(zip(grams, packed, strict=False))
    beside = [gram for gram in grams if " " in gram or gram[0] == NEGATED]
    words = [gram for gram in grams if " " not in gram and gram[0] != NEGATED]
    return English(
        stored.scale,
        stored.bias,
        dict(zip(lexicon.learn(words), map(values.__getitem__, words), strict=True)),
        dict(zip(lexicon.learn_beside(beside), map(values.__getitem__, beside), strict=True)),
        dict(zip(parts, packed[len(grams) :], strict=True)),
    )


def _chinese(stored: StoredMatters) -> Chinese:
    grams = lines(stored.grams)
    runs, rows, others = known(grams)
    values = planes(stored.values, len(grams), len(stored.topics)).T
    return Chinese(
        stored.scale,
        stored.bias,
        runs,
        values[[*rows.tolist(), *others]],
        {grams[row]: len(rows) + place for place, row in enumerate(others)},
    )


def _packed(stored: StoredMatters, count: int) -> list[int]:
    """Planes of signed bytes, one a topic, to one integer a gram."""
    fields = len(stored.topics)
    size = fields * WIDTH // 8
    whole = (planes(stored.values, count, fields).T.astype("<i2") + OFFSET).tobytes()
    return [int.from_bytes(whole[at : at + size], "little") for at in range(0, len(whole), size)]
