"""Pairs of sentences that mean the same in English and Chinese, and what both must be heard as.

Said on Wednesday 13 May 2026 at 10:30 in Shanghai. In the table due times are local: `05-15` is a day, `05-15T15:00` a
moment, `?` a promise without a time. A topic of `*` may be any: the pair is about something else.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agents.hearing.calendar import Calendar
from agents.hearing.ear import Utterance
from schemas.interactions import Heard
from schemas.values import Speaker
from tests.listening import EAR

SAID = datetime(2026, 5, 13, 2, 30, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
HERE = replace(EAR, calendar=Calendar("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    speaker: Speaker
    cues: frozenset[str]
    topics: str
    complaint: str
    label: str
    due: tuple[str, ...]
    texts: tuple[str, str]

    def heard(self) -> tuple[Heard, Heard]:
        english, chinese = (HERE.hear([Utterance(self.speaker, text, SAID)]) for text in self.texts)
        return english, chinese


def parts(cell: str) -> Iterable[str]:
    return (part for part in cell.split(",") if part)


def _pairs() -> list[Pair]:
    table = Path(__file__).with_name("conformance.tsv").read_text(encoding="utf-8").splitlines()
    return [
        Pair(
            name=row["name"],
            speaker=Speaker(row["speaker"]),
            cues=frozenset(parts(row["cues"])),
            topics=row["topics"],
            complaint=row["complaint"],
            label=row["label"],
            due=tuple(parts(row["due"])),
            texts=(row["en"], row["zh"]),
        )
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


PAIRS = _pairs()
