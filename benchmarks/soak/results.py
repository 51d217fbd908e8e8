"""What a case found, and all cases as a table: for the terminal, for programs, for the document."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

import msgspec

from schemas.errors import Misused

BEGIN: Final = "<!-- results of make soak: begin -->"
END: Final = "<!-- results of make soak: end -->"
_HEAD: Final = (
    "case",
    "what",
    "rounds",
    "events",
    "faults",
    "lost",
    "doubled",
    "wrong",
    "redelivered",
    "recovery",
    "peak memory",
    "verdict",
)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One round of a case.

    `events` are raw records sent, refused ones and repetitions among them. `redelivered` are messages that stand on
    voc.interactions more than once. `recovery` is seconds from the last fault's end until nothing waited. `peak` is MiB of one
    worker, None where memory is not what the case is about. `faulty` says what else was not as it must be.
    """

    events: int = 0
    faults: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    redelivered: int = 0
    recovery: float = 0.0
    peak: int | None = None
    faulty: str = ""
    note: str = ""

    @property
    def passed(self) -> bool:
        return not (self.lost or self.doubled or self.wrong or self.faulty)

    def then(self, other: Self) -> "Outcome":
        """Both rounds as one: counts added up, the longest recovery, the highest peak."""
        peaks = [peak for peak in (self.peak, other.peak) if peak is not None]
        return Outcome(
            events=self.events + other.events,
            faults=self.faults + other.faults,
            lost=self.lost + other.lost,
            doubled=self.doubled + other.doubled,
            wrong=self.wrong + other.wrong,
            redelivered=self.redelivered + other.redelivered,
            recovery=max(self.recovery, other.recovery),
            peak=max(peaks, default=None),
            faulty=joined(self.faulty, other.faulty),
            note=other.note or self.note,
        )


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One case with all its rounds, one a seed. `left_out` is why it was not run."""

    case: str
    what: str
    seeds: tuple[int, ...]
    outcome: Outcome
    seconds: float = 0.0
    left_out: str = ""

    @property
    def verdict(self) -> str:
        if self.left_out:
            return f"left out: {self.left_out}"
        return "passed" if self.outcome.passed else "FAILED"


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of one call, and where and when they were found. `load` is how many processes wanted a core on average."""

    day: str
    cores: int
    load: float = 0.0
    python: str
    rows: tuple[Row, ...]


def joined(*parts: str) -> str:
    """What is wrong, one thing a line; empty when nothing is."""
    return "\n".join(filter(None, parts))


def line(row: Row) -> str:
    """For the terminal, the moment the case is over."""
    done = row.outcome
    if row.left_out:
        return f"{row.case:4} {row.verdict}"
    return (
        f"{row.case:4} {row.verdict:7} {done.events:>8,} events, {done.faults} faults; lost {done.lost}, doubled {done.doubled}, "
        f"wrong {done.wrong}, redelivered {done.redelivered:,}, recovery {done.recovery:.1f} s"
        + (f", peak {done.peak} MiB" if done.peak is not None else "")
        + (f"  [{row.seconds:.0f} s]" if row.seconds else "")
        + (f"  {done.note}" if done.note else "")
    )


def table(results: Results) -> str:
    """The rows in Markdown, with what was counted and where."""
    said = (
        f"{results.day}, Python {results.python}, {results.cores} cores that Kafka, ClickHouse, workers and oracle share with"
        f" whatever else runs: load {results.load:.0f} over the last 15 minutes, which the seconds below have to be read with."
    )
    rows = [_HEAD, tuple("---" for _ in _HEAD), *map(_cells, results.rows)]
    return "\n".join([said, "", *(f"| {' | '.join(cells)} |" for cells in rows)])


def _cells(row: Row) -> tuple[str, ...]:
    done = row.outcome
    what = f"{row.what}; {done.note}" if done.note else row.what
    if row.left_out:
        return (row.case, what, *["-"] * (len(_HEAD) - 3), row.verdict)
    return (
        row.case,
        what,
        str(len(row.seeds)),
        f"{done.events:,}",
        str(done.faults),
        str(done.lost),
        str(done.doubled),
        str(done.wrong),
        f"{done.redelivered:,}",
        f"{done.recovery:.0f} s",
        "-" if done.peak is None else f"{done.peak} MiB",
        row.verdict,
    )


def merged(old: Results | None, new: Results, order: Sequence[str]) -> Results:
    """The new rows, and those of the old ones whose case did not run again, in this order of cases."""
    ran = {row.case for row in new.rows}
    kept = [row for row in old.rows if row.case not in ran] if old else []
    rows = sorted((*kept, *new.rows), key=lambda row: order.index(row.case))
    return msgspec.structs.replace(new, rows=tuple(rows))


def write(page: Path, results: Results) -> None:
    """Put the table between the two marks of the page. Misused where they are missing."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise Misused(f"{page} has no lines {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}", encoding="utf-8")


def failures(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.left_out and not row.outcome.passed]
