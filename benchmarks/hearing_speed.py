"""Texts a second, one thread: the ear beside TextBlob, VADER and SnowNLP, in one run.

    .venv/bin/python -m benchmarks.hearing_speed [--data FOLDER] [--rounds 7] [--texts 300] [--json]

English texts of about 130 characters and Chinese of about 35, apart: the simulated bank's, or with --data those of the
labelled JSON lines in FOLDER. Every round has texts of its own, which no round before it had, so nothing that anybody
remembers of a whole text helps; within a round all read the same ones (SnowNLP a tenth of them), one after the other, in
turning order. Counted is the CPU time of the thread; shown are the medians over the rounds, and the ratio to the
language's reference (TextBlob, SnowNLP) as the median of the rounds' ratios.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median
from typing import Final

from textblob import TextBlob

from agents.hearing.ear import Ear, Utterance
from pipeline.ear import load_ear
from pipeline.evaluation.judges import snownlp, vader
from pipeline.evaluation.rows import read_folder
from pipeline.settings import Settings
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from schemas.errors import Misused
from schemas.events import CallEnded, ChatClosed, ChatMessage, EmailReceived, SocialPosted
from schemas.values import Speaker

AT: Final = datetime(2026, 8, 3, 9, tzinfo=UTC)
SHAPES: Final = {"en": (130, "textblob"), "zh": (35, "snownlp")}
"""Of a language: the characters of a text, and whom the others are compared with."""

Read = Callable[[str], object]


@dataclass(frozen=True)
class Reader:
    """Reads each of `share` of a round's texts once."""

    name: str
    read: Read
    share: float = 1.0


@dataclass(frozen=True)
class Speed:
    """`ratio` is to the language's reference."""

    language: str
    name: str
    texts_per_second: float
    ratio: float


def sentiment_of(ear: Ear) -> Read:
    """The ear's sentiment alone."""
    return ear.feelings_of


def everything_of(ear: Ear) -> Read:
    """All that is heard in a customer's text."""
    return lambda text: ear.hear([Utterance(Speaker.CUSTOMER, text, AT)])


def everything_twice(ear: Ear) -> Read:
    """The same text once more as staff's: promises are looked for in their words only."""
    return lambda text: ear.hear([Utterance(Speaker.CUSTOMER, text, AT), Utterance(Speaker.STAFF, text, AT)])


def fresh_ear() -> Ear:
    """One that remembers no text: the readers of a round must not help each other."""
    return replace(load_ear(Settings()), remembers=0)


def readers(language: str) -> tuple[Reader, ...]:
    """Ours, and those who know the language."""
    ours = (
        Reader("earshot: sentiment alone", sentiment_of(fresh_ear())),
        Reader("earshot: everything", everything_of(fresh_ear())),
        Reader("earshot: everything, also as staff", everything_twice(fresh_ear())),
    )
    if language == "zh":
        return (*ours, Reader("snownlp", snownlp(), share=0.1))
    return (*ours, Reader("textblob", lambda text: TextBlob(text).sentiment), Reader("vader", vader()))


def measure(language: str, rounds: Sequence[Sequence[str]]) -> list[Speed]:
    """The first round warms up and is not counted."""
    all_readers = readers(language)
    rates: dict[str, list[float]] = {reader.name: [] for reader in all_readers}
    for number, texts in enumerate(rounds):
        turn = number % len(all_readers)
        for reader in (*all_readers[turn:], *all_readers[:turn]):
            rate = _rate(reader, texts)
            if number:
                rates[reader.name].append(rate)
    reference = rates[SHAPES[language][1]]
    return [
        Speed(
            language,
            name,
            median(found),
            median(ours / theirs for ours, theirs in zip(found, reference, strict=True)),
        )
        for name, found in rates.items()
    ]


def _rate(reader: Reader, texts: Sequence[str]) -> float:
    chosen = texts[: max(1, round(len(texts) * reader.share))]
    started = time.thread_time()
    for text in chosen:
        reader.read(text)
    return len(chosen) / (time.thread_time() - started)


def rounds_of(texts: Iterator[str], length: int, rounds: int, size: int) -> list[list[str]]:
    """`rounds` + 1 times `size` different texts of about `length` characters. Misused where there are too few."""
    wanted = (rounds + 1) * size
    found: dict[str, None] = {}
    for text in _of_length(texts, length):
        found[text] = None
        if len(found) == wanted:
            break
    if len(found) < wanted:
        raise Misused(
            f"{len(found)} texts of about {length} characters; {wanted} are needed: lower --texts or --rounds"
        )
    kept = list(found)
    return [kept[start : start + size] for start in range(0, wanted, size)]


def _of_length(texts: Iterator[str], length: int) -> Iterator[str]:
    """Within a quarter of `length`; shorter ones are joined with the next."""
    held = ""
    for text in texts:
        held = f"{held} {text}" if held else text
        if len(held) >= length * 0.75:
            if len(held) <= length * 1.25:
                yield held
            held = ""


def simulated(language: str) -> Iterator[str]:
    """What customers say in the simulated bank; other languages are passed over."""
    for event in simulate(Plan(customers=4_000)).events():
        match event:
            case CallEnded() | ChatClosed():
                said = [turn.text for turn in event.turns if turn.speaker is Speaker.CUSTOMER]
            case EmailReceived() | ChatMessage() | SocialPosted():
                said = [event.text]
            case _:
                continue
        yield from (text for text in said if _is_chinese(text) == (language == "zh"))


def _is_chinese(text: str) -> bool:
    return sum("\u4e00" <= character <= "\u9fff" for character in text) * 4 > len(text)


def labelled(folder: Path) -> Callable[[str], Iterator[str]]:
    """The texts of a folder that `earshot evaluate` reads, of one language."""
    sets = read_folder(folder, 4_000, 1).sets
    return lambda language: (row.text for drawn in sets if drawn.name.lang == language for row in drawn.rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, help="folder of labelled JSON lines; the simulated bank without it"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--texts", type=int, default=300, help="texts a round and language")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    try:
        run(chosen.data, chosen.rounds, chosen.texts, as_json=chosen.json)
    except Misused as error:
        parser.error(str(error))


def run(data: Path | None, rounds: int, size: int, *, as_json: bool) -> None:
    texts = labelled(data) if data else simulated
    speeds: list[Speed] = []
    for language, (length, _) in SHAPES.items():
        drawn = rounds_of(texts(language), length, rounds, size)
        found = measure(language, drawn)
        speeds += found
        if not as_json:
            show(language, drawn, found)
    if as_json:
        print(json.dumps([vars(speed) for speed in speeds]))


def show(language: str, rounds: Sequence[Sequence[str]], speeds: Sequence[Speed]) -> None:
    count = sum(map(len, rounds[1:]))
    mean = fmean(len(text) for texts in rounds for text in texts)
    print(f"{language}: {count:,} texts of {mean:.0f} characters in {len(rounds) - 1} rounds")
    for speed in speeds:
        print(f"  {speed.name:36}{speed.texts_per_second:>10,.0f} texts/s{speed.ratio:>9.2f}")


if __name__ == "__main__":
    main()
