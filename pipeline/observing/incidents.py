"""The incidents a worker may tell, and the only fields a line may have. A value outside its closed set is withheld.

No field takes free text. What a library says passes as `Scrubbed`, which only `libraries` and `faults` make, out of code.
"""

import logging
import math
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, TypedDict

from agents.channels import READERS
from pipeline.failpoints import POINTS
from pipeline.observing.faults import Scrubbed, named, trace
from pipeline.observing.names import Service
from pipeline.observing.refusals import Refusal
from schemas import tables, topics


class Incident(Enum):
    """Each with its level and its meaning."""

    def __init__(self, level: int, meaning: str) -> None:
        self.level = level
        self.meaning = meaning

    @property
    def event(self) -> str:
        return self.name.lower()

    WORKER_STARTED = (logging.INFO, "the worker runs")
    WORKER_STOPPING = (logging.INFO, "asked to end; what is in hand is finished first")
    WORKER_STOPPED = (logging.INFO, "all is written, acknowledged and closed")
    PARTITIONS_ASSIGNED = (logging.INFO, "this worker owns these partitions from now on")
    PARTITIONS_REVOKED = (logging.INFO, "other workers may own the partitions from now on")
    STALE_BATCH_DROPPED = (logging.INFO, "a batch of a former assignment is left to its new owner")
    SERVICE_BACK = (logging.INFO, "a service answers again")
    SERVICE_AWAY = (logging.WARNING, "a service does not answer; the same call is made again")
    RECORDS_REJECTED = (logging.WARNING, "records became dead letters")
    COMMIT_FAILED = (logging.WARNING, "positions could not be committed; the records may come again")
    FAILPOINT_REACHED = (logging.WARNING, "a test's failpoint acts")
    CLOCK_AHEAD = (logging.WARNING, "brokers, warehouse and worker disagree on the time")
    LIBRARY_WARNING = (logging.WARNING, "a library's warning, without its values")
    LIBRARY_ERROR = (logging.ERROR, "a library's error, without its values")
    RECORDS_MISSING = (
        logging.ERROR,
        "retention dropped records, or the topic was made anew, before they were handled",
    )
    TOO_MANY_REJECTS = (
        logging.ERROR,
        "so many refusals in a row are our fault, not the senders'; the worker ends",
    )
    WORKER_STALLED = (logging.CRITICAL, "records wait and none is handled; the worker ends")
    CRASHED = (logging.CRITICAL, "a bug; the worker ends")


class Fields(TypedDict, total=False):
    """What a line may say. `error` becomes class names, and from level error on the places in the code."""

    agent: str
    topic: str
    table: str
    service: str
    kind: str
    point: str
    partition: int
    partitions: int
    offset: int
    generation: int
    records: int
    rows: int
    windows: int
    customers: int
    lag: int
    tries: int
    port: int
    pid: int
    seconds: float
    wait: float
    host: str
    version: str
    group: str
    library: str
    said: Scrubbed
    error: BaseException


Check = Callable[[object], object]
"""The value as it may be written, or None."""


def _one_of(*known: str) -> Check:
    return lambda value: str(value) if value in known else None


def _like(pattern: str) -> Check:
    fits = re.compile(pattern, re.ASCII).fullmatch
    return lambda value: value if isinstance(value, str) and fits(value) else None


def _whole(value: object) -> object:
    return value if isinstance(value, int) and abs(value) < 1 << 63 else None


def _number(value: object) -> object:
    return round(value, 6) if isinstance(value, int | float) and math.isfinite(value) else None


def _scrubbed(value: object) -> object:
    return str(value)[:400] if isinstance(value, Scrubbed) and value else None


def _error(value: object) -> object:
    return str(named(value)) if isinstance(value, BaseException) else None


_WHOLE: Final = (
    "partition",
    "partitions",
    "offset",
    "generation",
    "records",
    "rows",
    "windows",
    "customers",
    "lag",
    "tries",
    "port",
    "pid",
)

CHECKS: Final[Mapping[str, Check]] = {
    "agent": _one_of(*(name for name, _ in READERS)),
    "topic": _one_of(*topics.ALL),
    "table": _one_of(*(table.name for table in tables.ALL)),
    "service": _one_of(*Service),
    "kind": _one_of(*Refusal),
    "point": _one_of(*POINTS),
    **dict.fromkeys(_WHOLE, _whole),
    "seconds": _number,
    "wait": _number,
    "host": _like(r"[A-Za-z0-9.:\[\]-]{1,100}"),
    "version": _like(r"[0-9][0-9a-z.+-]{0,31}"),
    "group": _like(r"[A-Za-z0-9._-]{1,64}"),
    "library": _like(r"[A-Za-z_][A-Za-z0-9_.]{0,99}"),
    "said": _scrubbed,
    "error": _error,
}


def permitted(incident: Incident, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that may be written, and under `withheld` how many others there were."""
    kept: dict[str, object] = {}
    for name, value in fields.items():
        check = CHECKS.get(name)
        clean = check(value) if check else None
        if clean is not None:
            kept[name] = clean
    if len(kept) < len(fields):
        kept["withheld"] = len(fields) - len(kept)
    error = fields.get("error")
    if incident.level >= logging.ERROR and isinstance(error, BaseException):
        kept["trace"] = trace(error)
    return kept
