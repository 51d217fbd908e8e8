"""The model's file, written by training and read when the ear is made."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from agents.hearing.grams import Gram
from agents.hearing.learned import FIELDS, OFFSET, WIDTH, Learned, Weights
from schemas.errors import Misused

T = TypeVar("T")

FOLDER: Final = Path(__file__).resolve().parent.parent / "schemas" / "model"
CHECKSUMS: Final = "SHA256SUMS"
_BYTES: Final = 8


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """One language. Grams are joined by line breaks; `values` has a signed byte a gram and field, field by field."""

    language: str
    version: str
    scale: tuple[float, float, float]
    bias: tuple[float, float, float]
    words: str
    beside: str
    letters: str
    values: bytes


def load(folder: Path = FOLDER) -> Learned:
    """The model of both languages. A file that is missing, or is not what was trained, is Misused."""
    english, chinese = (kept(Stored, f"{language}.model", folder) for language in ("en", "zh"))
    version = (
        english.version if english.version == chinese.version else f"{english.version}+{chinese.version}"
    )
    return Learned(en=_weights(english), zh=_weights(chinese), version=f"earshot/{version}")


def write(stored: Stored, folder: Path = FOLDER) -> None:
    """Replaces the language's file, and its checksum."""
    keep(stored, f"{stored.language}.model", folder)


def keep(stored: msgspec.Struct, name: str, folder: Path) -> None:
    """Replaces the file of that name, and its checksum."""
    packed = zlib.compress(msgspec.msgpack.encode(stored), 9)
    (folder / name).write_bytes(packed)
    sums = {**_checksums(folder), name: sha256(packed).hexdigest()}
    (folder / CHECKSUMS).write_text(
        "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), encoding="ascii"
    )


def packed(values: Sequence[bytes], count: int) -> Iterable[int]:
    """Signed bytes, a plane a field, to one integer a gram."""
    numbers = array("Q", laid(values, count, WIDTH // 8, _BYTES))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def laid(planes: Iterable[bytes], count: int, width: int, size: int) -> bytes:
    """Planes of signed bytes, one a field, made positive and laid `width` bytes apart in `size` bytes a gram."""
    whole = bytearray(count * size)
    for place, plane in enumerate(planes):
        whole[place * width :: size] = plane.translate(_OFFSET)
    return bytes(whole)


_OFFSET: Final = bytes((value + OFFSET) % 256 for value in range(256))  # a signed byte, made positive


def kept(kind: type[T], name: str, folder: Path) -> T:
    """What `keep` wrote. A file that is missing, or is not what was trained, is Misused."""
    place = folder / name
    try:
        found = place.read_bytes()
    except OSError as error:
        raise Misused(f"cannot read the model {place}: {error.strerror}; install Earshot anew") from None
    if sha256(found).hexdigest() != _checksums(folder).get(name):
        raise Misused(
            f"{place} is not the file that was trained (its checksum differs); install Earshot anew"
        )
    return msgspec.msgpack.decode(zlib.decompress(found), type=kind)


def _weights(stored: Stored) -> Weights:
    words, beside, parts = (lines(text) for text in (stored.words, stored.beside, stored.letters))
    count = len(words) + len(beside) + len(parts)
    planes = [stored.values[n * count : (n + 1) * count] for n in range(FIELDS)]
    numbers = list(packed(planes, count))
    return Weights(
        scale=stored.scale,
        bias=stored.bias,
        words=dict(zip(words, numbers, strict=False)),
        beside=dict(zip(map(gram, beside), numbers[len(words) :], strict=False)),
        letters=dict(zip(parts, numbers[len(words) + len(beside) :], strict=True)),
    )


def gram(text: str) -> Gram:
    first, blank, second = text.partition(" ")
    return (first, second) if blank else text


def lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _checksums(folder: Path) -> dict[str, str]:
    try:
        rows = (folder / CHECKSUMS).read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    return {name: digest for digest, name in (line.split() for line in rows)}
