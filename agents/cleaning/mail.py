"""The new part of an e-mail.

First quotes are found, by the marks that need no language (`>`, blockquote), then by the words of mail programs; then
what is added to the new part: signatures, device lines, notices. Each step only marks lines. A forward without a word
of its own keeps what it forwards.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from agents.cleaning import marks
from agents.cleaning.markup import plain
from agents.cleaning.words import Words, joined

_SIGNATURE_LINES: Final = 12
_SIGNATURE_CHARACTERS: Final = 600
_HEADER_LINES: Final = 14
_AUTOMATIC_PRECEDENCE: Final = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})


def own_words(subject: str, text: str, html: str) -> Words:
    """What the author of this e-mail wrote in it; `html` is read only where `text` is blank.

    The subject is not part of the words; it only tells a forward. Every line that is not blank is in exactly one
    of the two parts.
    """
    body = text if text.strip() else plain(html)
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _own_words(body, forward=marks.is_forward_subject(subject), opened=False)


def _own_words(body: str, *, forward: bool, opened: bool) -> Words:
    lines = body.split("\n")
    kept = [True] * len(lines)
    introduced = _cut_quotes(lines, kept)
    silent = not _any_word(lines, kept) and any(marks.is_quoted(line) for line in lines)
    if silent and not opened and (forward or not introduced):
        return _opened(lines)
    wrote = False
    for start, end in list(_runs(kept)):
        wrote |= _cut_additions(lines, kept, start, end, wrote=wrote)
    own = [line for line, keep in zip(lines, kept, strict=True) if keep]
    cut = [line for line, keep in zip(lines, kept, strict=True) if not keep]
    return Words(joined(own), joined(cut))


def _opened(lines: list[str]) -> Words:
    """There is nothing but quoted text: it is read as the message itself."""
    quoted = [marks.unquoted(line) for line in lines if marks.is_quoted(line) or not line.strip()]
    others = [line for line in lines if not marks.is_quoted(line)]
    words = _own_words("\n".join(quoted), forward=False, opened=True)
    return Words(words.own, joined([*others, *words.cut.split("\n")]))


def is_automatic(subject: str, headers: Mapping[str, str]) -> bool:
    """Whether a program wrote this e-mail: replies of absent people, bounces, mailing lists and mass mail.

    `headers` are by lower-case name.
    """
    submitted = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    sender = headers.get("from", "").lower()
    return (
        submitted not in {"no", ""}
        or headers.get("precedence", "").strip().lower() in _AUTOMATIC_PRECEDENCE
        or any(
            name in headers
            for name in ("x-auto-response-suppress", "list-id", "x-autoreply", "x-autorespond")
        )
        or headers.get("content-type", "").lstrip().lower().startswith("multipart/report")
        or headers.get("return-path", "").strip() == "<>"
        or "mailer-daemon@" in sender
        or "postmaster@" in sender
        or marks.is_automatic_subject(subject)
    )


def _cut_quotes(lines: list[str], kept: list[bool]) -> bool:
    """Unmark quoted lines; True when a mail program's words introduced them."""
    introduced = wrote = False  # `wrote`: a word of the author stands above
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        over = at if marks.is_quoted(lines[at]) else _introduction(lines, at)
        if over > at:
            introduced = True
            # Below a person's own words, and not marked line by line, all the rest is the older message.
            if wrote and not _quote_follows(lines, over):
                over = len(lines)
            kept[at:over] = [False] * (over - at)
        else:
            kept[at] = not marks.is_quoted(lines[at])
            wrote = wrote or (kept[at] and not marks.is_furniture(lines[at]))
            over = at + 1
        at = over
    return introduced


def _is_word(line: str) -> bool:
    return bool(line.strip()) and not marks.is_furniture(line)


def _quote_follows(lines: list[str], at: int) -> bool:
    below = _next_word(lines, at)
    return below < len(lines) and marks.is_quoted(lines[below])


def _introduction(lines: list[str], at: int) -> int:
    """The index after the words that introduce a quoted message, or `at` when none begin here."""
    line = lines[at]
    if not marks.may_introduce(line):
        return _attribution(lines, at)
    if marks.is_divider(line) or marks.asks_reply_above(line):
        below = _next_word(lines, at + 1)
        return max(at + 1, _header_block(lines, below)) if below < len(lines) else at + 1
    if marks.is_rule(line) and (below := _next_word(lines, at + 1)) < min(len(lines), at + 3):
        over = _header_block(lines, below)
        return over if over > below else at
    over = _header_block(lines, at)
    return over if over > at else _attribution(lines, at)


def _header_block(lines: list[str], at: int) -> int:
    """The index after a quoted message's header, or `at`.

    It has three different fields, the sender among them, and an address, a sending time or a fourth: the stops of a
    journey (`From: ... To: ... Date: ...`) are the customer's own words.
    """
    if at >= len(lines) or marks.header_kind(lines[at]) not in {"from", "sent", "date", "subject", "to"}:
        return at
    kinds: set[str] = set()
    over, addressed = at, False
    for index in range(at, min(len(lines), at + _HEADER_LINES)):
        line = lines[index]
        kind = marks.header_kind(line)
        if kind:
            kinds.add(kind)
            addressed |= "@" in line
            over = index + 1
        elif not _continues(line, kinds, gap=index > over):
            break
    sure = addressed or "sent" in kinds or len(kinds) > 3
    return over if len(kinds) >= 3 and "from" in kinds and sure else at


def _continues(line: str, kinds: set[str], *, gap: bool) -> bool:
    """Whether a line without a field's name still belongs to the header: one blank line, or more addresses."""
    return "@" in line and bool(kinds & {"to", "copy"}) if line.strip() else not gap


def _attribution(lines: list[str], at: int) -> int:
    """The index after `On ... wrote:`, which programs break over up to three lines, or `at`."""
    for length in (1, 2, 3):
        last = lines[at + length - 1].strip()[:500].rstrip() if at + length <= len(lines) else ""
        if not last:
            break
        if not last.endswith(marks.ATTRIBUTION_ENDS):
            continue
        part = lines[at : at + length]
        if length > 1 and not marks.begins_attribution(part[0]):
            break
        said = " ".join(piece.strip()[:500] for piece in part)
        introduces = marks.is_attribution(said) or marks.is_attribution_of_any_language(said)
        if marks.is_sure_attribution(said) or (introduces and _quote_follows(lines, at + length)):
            return at + length
    return at


def _next_word(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _any_word(lines: list[str], kept: list[bool]) -> bool:
    return any(keep and _is_word(line) for line, keep in zip(lines, kept, strict=True))


def _runs(kept: list[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of kept lines, as (start, end)."""
    start = 0
    for index, keep in enumerate([*kept, False]):
        if not keep:
            if index > start:
                yield start, index
            start = index + 1


def _cut_additions(lines: list[str], kept: list[bool], start: int, end: int, *, wrote: bool) -> bool:
    """Unmark, within one stretch, the signature, device lines, notices and banners; True when words are left.

    `wrote` tells whether the author has written something above this stretch.
    """
    words = False
    for first, over in _paragraphs(lines, start, end):
        above = wrote or words
        notice = above and marks.is_notice(" ".join(lines[first:over]))
        for index in range(first, over):
            kept[index] = not (notice or _is_added(lines[index], above=above))
        words = words or any(kept[first:over])
    sign = _signature(lines, kept, start, end)
    above = wrote or any(kept[index] and lines[index].strip() for index in range(start, sign))
    if sign < end and above:
        kept[sign:end] = [False] * (end - sign)
    return words


def _is_added(line: str, *, above: bool) -> bool:
    return marks.may_be_added(line) and (
        marks.is_device_line(line)
        or marks.is_automated_line(line)
        or marks.asks_reply_above(line)
        or (not above and marks.is_banner(line))
    )


def _paragraphs(lines: list[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for index in range(start, end + 1):
        if index == end or not lines[index].strip():
            if index > first:
                yield first, index
            first = index + 1


def _signature(lines: list[str], kept: list[bool], start: int, end: int) -> int:
    """Where the signature of a stretch begins; `end` when it has none."""
    room = words = 0
    found = end
    for index in range(end - 1, start - 1, -1):
        if lines[index].strip():
            if marks.is_signature_mark(lines[index]):
                return index
            closes = marks.is_closing(lines[index]) or marks.is_card(lines[index])
            # Thanks are the author's word; the name below them is not.
            if (closes or marks.is_thanks(lines[index])) and _is_sender(lines, kept, index + 1, end):
                found = index if closes else min(found, index + 1)
            words += 1
        room += len(lines[index]) + 1
        if words > _SIGNATURE_LINES or room > _SIGNATURE_CHARACTERS:
            break
    return found


def _is_sender(lines: list[str], kept: list[bool], start: int, end: int) -> bool:
    """Whether all that follows a closing is a name and how to reach it. A postscript is the author's word."""
    rest = [lines[index] for index in range(start, end) if kept[index] and lines[index].strip()]
    looks = (marks.is_contact, marks.is_closing, marks.is_name, marks.is_rule, marks.is_card)
    return all(any(look(line) for look in looks) for line in rest)
