"""Private details out, typed tokens in, before anything is written anywhere.

"my card is 4111 1111 1111 1111"   ->   "my card is [card]"
"""

import re
from bisect import bisect_right
from typing import Final

from msgspec import Struct

from agents.hearing.number_words import half_width
from agents.hearing.private.addresses import emails, ibans, ips, said_emails
from agents.hearing.private.digit_runs import digit_runs
from agents.hearing.private.hints import (
    CHINESE_SECRET,
    ENGLISH_SECRET,
    EXPIRY,
    NUMBER,
    SAID_ADDRESS,
    SAID_DIGITS,
    hints,
)
from agents.hearing.private.passwords import expiring, passwords
from agents.hearing.private.passwords_chinese import chinese_passwords
from agents.hearing.private.places import Place
from agents.hearing.private.spoken import said_digits

KINDS: Final = ("email", "phone", "card", "national_id", "iban", "ip", "secret")

_INVISIBLE: Final = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_TOKEN: Final = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")
# What a text that is not plain ASCII must have one of before it is worth bringing into half width.
_WIDE: Final = re.compile("[\\d@＠Ａ-Ｚａ-ｚ\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


class Mark(Struct, frozen=True):
    """One token: where it stands in the redacted text, and what it replaced in the source."""

    kind: str
    begin: int
    end: int
    source_begin: int
    source_end: int


class Redacted(Struct, frozen=True):
    """`marks` are in order of the text. Redacting `text` again changes nothing."""

    text: str
    marks: tuple[Mark, ...] = ()


def redact(text: str) -> Redacted:
    """The text with a token (`[card]`) for each private detail; kinds are those of `KINDS`.

    A token already in the text is left alone and has no mark.
    """
    redacted = Redacted(text)
    # A token may lay bare another detail (it ends a run of digits, say), so look again until nothing is found.
    while places := _places(redacted.text):
        told = [Place(mark.source_begin, mark.source_end, mark.kind) for mark in redacted.marks]
        redacted = _written(text, sorted(told + _in_source(redacted, places)))
    return redacted


def _in_source(redacted: Redacted, places: list[Place]) -> list[Place]:
    """The same places in the source: each is moved by what the tokens before it gained or lost."""
    ends = [mark.end for mark in redacted.marks]
    moved = []
    for begin, end, kind in places:
        before = bisect_right(ends, begin)
        shift = redacted.marks[before - 1].source_end - ends[before - 1] if before else 0
        moved.append(Place(begin + shift, end + shift, kind))
    return moved


def _written(source: str, places: list[Place]) -> Redacted:
    """The source with a token for each of the places, which are in order and do not overlap."""
    parts: list[str] = []
    marks: list[Mark] = []
    done = length = 0
    for begin, end, kind in places:
        token = f"[{kind}]"
        length += begin - done
        parts += (source[done:begin], token)
        marks.append(Mark(kind, length, length + len(token), begin, end))
        length += len(token)
        done = end
    return Redacted("".join((*parts, source[done:])), tuple(marks))


def _places(text: str) -> list[Place]:
    """Private details in order of the text, none overlapping another or a token."""
    if text.isascii():
        return _chosen(text)
    if not _WIDE.search(text) and not hints(text):
        return []
    wide = half_width(text)
    if not _INVISIBLE.search(wide):
        return _chosen(wide)
    kept = [index for index, sign in enumerate(wide) if not _INVISIBLE.match(sign)]
    seen = "".join([wide[index] for index in kept])
    return [Place(kept[begin], kept[end - 1] + 1, kind) for begin, end, kind in _chosen(seen)]


def _chosen(seen: str) -> list[Place]:
    """Of overlapping details the one found first, in the order of `_found`."""
    found = _found(seen)
    if not found:
        return []
    chosen: list[Place] = []
    taken = [Place(*token.span(), "") for token in _TOKEN.finditer(seen)] if "[" in seen else []
    for place in found:
        at = bisect_right(taken, place)
        if (at == 0 or taken[at - 1].end <= place.begin) and (
            at == len(taken) or place.end <= taken[at].begin
        ):
            taken.insert(at, place)
            chosen.append(place)
    return sorted(chosen)


def _found(text: str) -> list[Place]:
    """Cheap tests first: most texts hold no digit, no sign and no word that calls for a closer look."""
    hinted = hints(text)
    found: list[Place] = []
    if "@" in text:
        found += emails(text)
    if hinted & SAID_ADDRESS:
        found += said_emails(text)
    if hinted & ENGLISH_SECRET:
        found += passwords(text)
    if hinted & CHINESE_SECRET:
        found += chinese_passwords(text)
    if hinted & EXPIRY:
        found += expiring(text)
    if hinted & NUMBER:
        found += (*ips(text), *ibans(text), *digit_runs(text))
    if hinted & SAID_DIGITS:
        found += said_digits(text)
    return found
