"""A refused record becomes a letter that fits into a record itself, however large it was."""

import msgspec
import pytest

from pipeline.ports import Record
from pipeline.stages.hearing import KEPT, dead_letter
from schemas.errors import Rejected
from schemas.interactions import DeadLetter


def letter(value: bytes, headers: dict[str, str]) -> DeadLetter:
    record = Record("voc.calls", 2, 7, 1, b"", value, headers)
    made = dead_letter(record, Rejected("$", "no JSON"))
    assert len(made.value) < 8 * 1024**2
    assert made.key == b"voc.calls/2/7"
    return msgspec.json.decode(made.value, type=DeadLetter)


def test_bytes_and_headers_are_kept_as_they_came() -> None:
    found = letter(b"\xff\x00" * 1000, {"earshot-replays": "2", "other": "ü"})
    assert (found.value, found.left_out) == (b"\xff\x00" * 1000, 0)
    assert (found.headers, found.replays) == ({"earshot-replays": "2", "other": "ü"}, 2)


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 30, str(2**40), "-1", "three", "²", ""])
def test_a_number_of_replays_that_is_not_ours_is_none(number: str) -> None:
    """Anybody may write the header, and 5,000 digits are more than Python reads."""
    assert letter(b"{", {"earshot-replays": number}).replays == 0


def test_of_what_is_too_large_the_beginning_is_kept_and_the_rest_is_counted() -> None:
    found = letter(b"a" * (KEPT + 17), {f"h{n}": "x" * 10_000 for n in range(2_000)})
    assert (len(found.value), found.left_out) == (KEPT, 17)
    assert 0 < len(found.headers) < 10
