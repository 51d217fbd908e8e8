"""What `earshot erase` asks, answered by the process that holds the home: this one, or the one that runs there."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from pipeline.embedded import open_identify
from pipeline.erasing.erase import Erasing
from pipeline.erasing.receipt import Receipt
from pipeline.ports import Record
from pipeline.settings import Settings
from pipeline.station import Front, Station
from pipeline.warehouse.removing import left_behind
from schemas.errors import Misused

ERASE: Final = "erase"
PATIENCE: Final = 3_600.0
"""Seconds that whoever asks waits for an answer: tables may have to be rewritten."""
_SETTLING: Final = 30.0
"""Seconds that agents are given to handle what has come, before it is erased as well."""


class Asked(msgspec.Struct, frozen=True):
    """Whom to erase, by id or by handle, or the receipt to check."""

    customer: str = ""
    handle: str = ""
    dry_run: bool = False
    receipt: Receipt | None = None


class Answered(msgspec.Struct, frozen=True):
    """Rows and records by table and topic; the receipt; or, one line each, what is left.

    `before`: until when the person was erased already, by a call before this one.
    """

    counts: dict[str, int] = {}
    receipt: Receipt | None = None
    left: tuple[str, ...] = ()
    before: datetime | None = None


def answered(front: Front, asked: Asked) -> Answered:
    """Do it. Misused where the settings do not allow it; Unavailable where a store is."""
    erasing = erasing_of(front)
    if asked.receipt:
        return Answered(left=tuple(left(front, erasing, asked.receipt)))
    if isinstance(front, Station):
        _settle(front)
    person = erasing.person(asked.customer, asked.handle)
    before = erasing.listed().moment(person.root)
    counts = erasing.counts(person, datetime.now(UTC))
    receipt = None if asked.dry_run else erasing.erase(person, lambda: datetime.now(UTC))
    if receipt:
        # To count all days anew takes too long for one person; the next refresh does it for all.
        front.warehouse.doubt_stories()
    return Answered(counts, receipt, before=before)


def left(front: Front, erasing: Erasing, receipt: Receipt) -> Iterator[str]:
    """One line for everything of the receipt's person that a query, the log or the disk still holds."""
    yield from erasing.left(receipt)
    if files := files_left(front, receipt):
        yield f"disk: {files} files that were replaced are not dropped yet; the server does so within minutes"


def files_left(front: Front, receipt: Receipt) -> int:
    return left_behind(front.warehouse, receipt.done_at)


def erasing_of(front: Front) -> Erasing:
    """The erasure's view of an open home."""
    log = front.log if isinstance(front, Station) else None
    kept, letters = _in_kafka(front.settings) if log is None else ({}, tuple)
    return Erasing(
        warehouse=front.warehouse,
        identify=open_identify(front.settings),
        policies=front.policies,
        log=log,
        kept=kept,
        letters=letters,
    )


def _in_kafka(settings: Settings) -> tuple[Mapping[str, timedelta | None], Callable[[], Iterable[Record]]]:
    if not settings.handle_secret:
        raise Misused("EARSHOT_HANDLE_SECRET is empty; without the workers' secret nobody is found by it")
    # Loaded when asked for: the embedded engine does without Kafka's libraries.
    from pipeline.operating.remaining import kept, letters  # noqa: PLC0415

    return kept(settings), partial(letters, settings)


def _settle(front: Station) -> None:
    """Agents in another thread of this process handle what is waiting; alone, we do it ourselves."""
    until = time.monotonic() + _SETTLING
    while front.engine.lag() and time.monotonic() < until:
        time.sleep(0.1)
