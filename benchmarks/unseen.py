"""How the ear does on sentences that nobody who mends it reads: cues, topics of complaints, promises with their due times.

    .venv/bin/python -m benchmarks.unseen

The sentences in `benchmarks/unseen/` were written apart from phrases and models, and train nothing. Look at these figures,
not at the sentences: once a rule was mended for one of them it measures nothing any more. Strict: a tag that was not
asked for is wrong, unless the line names it as one that may be there.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from agents.hearing.ear import Ear
from pipeline.commands.tag import Line, Tagged, tagged
from pipeline.ear import load_ear
from pipeline.settings import Settings

FOLDER = Path(__file__).parent / "unseen"
LANGUAGES = ("en", "zh")

Due = datetime | date | None


class Promise(msgspec.Struct, frozen=True):
    """`due` is a moment (RFC 3339), a date, or None: not said."""

    due: str | None


class Row(msgspec.Struct, frozen=True):
    """`may`: tags that are right as well."""

    text: str
    lang: str
    speaker: Literal["customer", "staff"] = "customer"
    at: datetime | None = None
    cues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()


def main() -> None:
    """Prints micro-averages by language."""
    ear = load_ear(Settings())
    told("cues", ear, lambda row: row.cues, lambda found: (hit.cue for hit in found.cues))
    told("topics", ear, lambda row: row.topics, lambda found: (hit.topic for hit in found.topics))
    told(
        "promises",
        ear,
        lambda row: (_asked(promise.due) for promise in row.promises),
        lambda found: (_due(promise.due) for promise in found.promises),
    )


def told(
    name: str, ear: Ear, asked: Callable[[Row], Iterable[str]], heard: Callable[[Tagged], Iterable[str]]
) -> None:
    """One file: what was asked for against what was heard."""
    lines = (FOLDER / f"{name}.jsonl").read_bytes().splitlines()
    rows = [msgspec.json.decode(line, type=Row) for line in lines]
    for language in LANGUAGES:
        right = wrong = missed = 0
        for row in rows:
            if row.lang == language:
                line = Line(text=row.text, speaker="staff" if name == "promises" else row.speaker, at=row.at)
                want, got = frozenset(asked(row)), frozenset(heard(tagged(ear, line, 1)))
                right += len(want & got)
                wrong += len(got - want - frozenset(row.may))
                missed += len(want - got)
        precision, recall = right / (right + wrong), right / (right + missed)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:9}{language}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


def _asked(due: str | None) -> str:
    return _due(datetime.fromisoformat(due)) if due and "T" in due else str(due)


def _due(due: Due) -> str:
    return f"{due.timestamp():.0f}" if isinstance(due, datetime) else str(due)


if __name__ == "__main__":
    main()
