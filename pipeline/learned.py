"""The model's file, written by training and read when the ear is made."""

import zlib
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from agents.hearing.learned import FIELDS, OFFSET, WIDTH, Chinese, English, Learned
from agents.hearing.lexicon import Lexicon
from agents.hearing.runs import Numbers, known
from schemas.errors import Misused

T = TypeVar("T")

FOLDER: Final = Path(__file__).resolve().parent.parent / "schemas" / "model"
CHECKSUMS: Final = "SHA256SUMS"


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


def load(folder: Path = FOLDER, lexicon: Lexicon | None = None) -> Learned:
    """The model of both languages; `lexicon` is that of all models that are asked together.

    A file that is missing, or is not what was trained, is Misused.
    """
    lexicon = lexicon or Lexicon()
    english, chinese = (kept(Stored, f"{language}.model", folder) for language in ("en", "zh"))
    version = (
        english.version if english.version == chinese.version else f"{english.version}+{chinese.version}"
    )
    return Learned(_english(english, lexicon), _chinese(chinese), f"earshot/{version}", lexicon)


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


def _english(stored: Stored, lexicon: Lexicon) -> English:
    words, beside, parts = (lines(text) for text in (stored.words, stored.beside, stored.letters))
    values = _packed(stored.values, len(words) + len(beside) + len(parts)).tolist()
    return English(
        scale=stored.scale,
        bias=stored.bias,
        words=dict(zip(lexicon.learn(words), values, strict=False)),
        beside=dict(zip(lexicon.learn_beside(beside), values[len(words) :], strict=False)),
        letters=dict(zip(parts, values[len(words) + len(beside) :], strict=True)),
    )


def _chinese(stored: Stored) -> Chinese:
    grams = lines(stored.words)
    values = _packed(stored.values, len(grams))
    runs, rows, others = known(grams)
    return Chinese(
        scale=stored.scale,
        bias=stored.bias,
        runs=runs,
        values=values[rows],
        others={grams[row]: int(values[row]) for row in others},
    )


def _packed(values: bytes, count: int) -> Numbers:
    """Planes of signed bytes, one a field, to one integer a gram."""
    found = np.zeros(count, np.int64)
    for place, plane in enumerate(planes(values, count, FIELDS)):
        found |= (plane.astype(np.int64) + OFFSET) << place * WIDTH
    return found


def planes(values: bytes, count: int, fields: int) -> NDArray[np.int8]:
    """A row for each field, with a signed byte for each gram. As many bytes as that, or it is Misused."""
    if len(values) != count * fields:
        raise Misused("the model has other weights than grams; install Earshot anew")
    return np.frombuffer(values, np.int8).reshape(fields, count)


def lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _checksums(folder: Path) -> dict[str, str]:
    try:
        rows = (folder / CHECKSUMS).read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    return {name: digest for digest, name in (line.split() for line in rows)}
