"""The files of the models of many labels (topics, cues, staff), written by training and read when the ear is made."""

from pathlib import Path
from typing import Final

import msgspec

from agents.hearing.hinted import Hints
from agents.hearing.matters import WIDTH, Matters, Table
from pipeline.learned import FOLDER, gram, keep, kept, laid, lines
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


def load_matters(folder: Path = FOLDER, name: str = TOPICS) -> Matters:
    """The model of both languages. A file that is missing, or is not what was trained, is Misused."""
    english, chinese = (kept(StoredMatters, _name(name, language), folder) for language in ("en", "zh"))
    if english.topics != chinese.topics:
        raise Misused(f"{folder} holds two models of {name} that do not belong together; train both anew")
    return Matters(english.topics, _table(english), _table(chinese), _version(english, chinese))


def write_matters(stored: StoredMatters, folder: Path = FOLDER, name: str = TOPICS) -> None:
    """Replaces the language's file, and its checksum."""
    keep(stored, _name(name, stored.language), folder)


def load_hints(sore: frozenset[str], folder: Path = FOLDER) -> Hints:
    """Both models of cues, of which `sore` are dissatisfaction by themselves; or Misused."""
    return Hints(load_matters(folder, CUES), load_matters(folder, STAFF), sore)


def _name(name: str, language: str) -> str:
    return f"{name}-{language}.model"


def _version(english: StoredMatters, chinese: StoredMatters) -> str:
    versions = dict.fromkeys((english.version, chinese.version))
    return f"model {'+'.join(versions)}"


def _table(stored: StoredMatters) -> Table:
    grams, parts = lines(stored.grams), lines(stored.letters)
    numbers = _packed(stored.values, len(grams) + len(parts), len(stored.topics))
    return Table(
        stored.scale,
        stored.bias,
        dict(zip(map(gram, grams), numbers, strict=False)),
        dict(zip(parts, numbers[len(grams) :], strict=True)),
    )


def _packed(values: bytes, count: int, fields: int) -> list[int]:
    """Planes of signed bytes, one a topic, to one integer a gram."""
    size = fields * WIDTH // 8
    planes = (values[place * count : (place + 1) * count] for place in range(fields))
    whole = laid(planes, count, WIDTH // 8, size)
    return [int.from_bytes(whole[at : at + size], "little") for at in range(0, len(whole), size)]
