"""Labelled texts: which sources there are, on what terms, how much each counts, and which rows are kept for measuring."""

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.ear import read_taxonomy

FEELINGS: Final = ("negative", "neutral", "positive")
SENTENCES: Final = Path(__file__).parent / "sentences"
CUES: Final = Path(__file__).parent / "cues"
HELD_OUT: Final = 10  # per cent
_SORE: Final = read_taxonomy().sore
_GLAD: Final = frozenset({"thanks", "praise", "resolved"})
_HARD: Final = frozenset({"vulnerability"})
_SEED: Final = 20261123
_COLUMNS: Final = 6  # language, channel, sentiment, complaint, topics, text


class Example(NamedTuple):
    """One text. A label that is not there is None; a weight says how much a row counts in training."""

    source: str
    language: str
    text: str
    feeling: int | None = None
    feeling_weight: float = 0.0
    complaint: int | None = None
    complaint_weight: float = 0.0
    weak: bool = False


@dataclass(frozen=True)
class Source:
    """`terms` as the source states them. `kept_out` says why its rows never train what ships."""

    terms: str
    feeling: float = 1.0
    complaint: float = 1.0
    kept_out: str = ""


NON_COMMERCIAL: Final = "non-commercial"
RESEARCH: Final = "research only"
SOURCES: Final = {
    "earshot": Source("Apache-2.0, written for Earshot", 4.0, 4.0),
    "airline": Source("CC BY-NC-SA 4.0", kept_out=NON_COMMERCIAL),
    "airline_complaint1700": Source("none stated", complaint=1.0),
    "amazon_apps": Source("MIT (repository)"),
    "cesamard": Source("MIT (repository)", 1.5, 1.0),
    "goemotions": Source("Apache-2.0", 0.25),
    "product_reviews_huliu": Source("CC BY 4.0", 0.7),
    "pros_cons": Source("CC BY 4.0", 0.35),
    "semeval14_laptops": Source("research", kept_out=RESEARCH),
    "semeval14_restaurants": Source("research", kept_out=RESEARCH),
    "semeval_2013_2016": Source("CC BY 3.0 (the organisers' notes)", 0.6),
    "skytrax_seat": Source("CC0 1.0"),
    "sst2": Source("none stated"),
    "x_fincorp": Source("MIT (repository)", 1.5, 1.0),
    "appstore_zh": Source("none stated"),
    "nlpcc2014": Source("none stated"),
    "online_shopping_10_cats": Source("none stated"),
    "smp2020_usual": Source("none stated", 1.5),
    "smp2020_virus": Source("none stated"),
    "waimai_10k": Source("none stated"),
    "weibo_senti_sample": Source("none stated", 0.3),
    "xs_test_conversation": Source("none stated"),
    "stc3_weibo_helpdesk": Source("annotations CC BY 4.0, labels Apache-2.0", 3.0, 3.0),
    "twcs_sample": Source("CC BY-NC-SA 4.0", kept_out=NON_COMMERCIAL),
    "jddc_sample": Source("research", kept_out=RESEARCH),
    "citizen_messages": Source("none stated", complaint=0.5),
    "cfpb": Source("public domain (US)", complaint=0.3),
    "crosswoz": Source("Apache-2.0", 0.5, 0.5),
    "uss_multiwoz": Source("MIT", 1.0, 1.0),
    "clinc150": Source("CC BY 3.0", 0.5, 0.5),
    "multidogo": Source("CDLA-Permissive-1.0", 0.4, 0.4),
    "bdci_car2018": Source("none stated", 0.3),
}


def read(data: Path) -> list[Example]:
    """All examples, the folder's and our own sentences; also those of kept-out sources, to measure and compare."""
    return [*_labelled(data), *_weak(data), *_own(), *_cued()]


def trains(example: Example, *, everything: bool = False) -> bool:
    return not is_held_out(example.text) and (everything or not source_of(example).kept_out)


def write_held_out(examples: Iterable[Example], folder: Path) -> None:
    """The rows kept back, as files for `earshot evaluate`."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = [one for one in examples if is_held_out(one.text) and not one.weak]
    for language in ("en", "zh"):
        lines = [json.dumps(_row(one), ensure_ascii=False) for one in kept if one.language == language]
        (folder / f"held_out_{language}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(example: Example) -> dict[str, str | int]:
    row: dict[str, str | int] = {"text": example.text, "lang": example.language, "source": example.source}
    if example.feeling is not None:
        row["sentiment"] = FEELINGS[example.feeling]
    if example.complaint is not None:
        row["complaint"] = example.complaint
    return row


def source_of(example: Example) -> Source:
    return SOURCES[example.source]


def is_held_out(text: str) -> bool:
    """By the text itself, without names, links and marks: the same words never stand on both sides."""
    bare = re.sub(r"https?://\S+|@\S+|\W+", "", text.lower())
    return int.from_bytes(blake2b(bare.encode(), digest_size=4).digest(), "big") % 100 < HELD_OUT


def _labelled(data: Path) -> Iterator[Example]:
    for language in ("en", "zh"):
        for row in rows(data / f"sentiment_{language}.jsonl.gz"):
            name = str(row["source"])
            feeling = FEELINGS.index(str(row["sentiment"]))
            yield Example(name, language, str(row["text"]), feeling, SOURCES[name].feeling)
    for row in rows(data / "complaint_en.jsonl.gz"):
        name = str(row["source"])
        yield Example(
            name,
            "en",
            str(row["text"]),
            complaint=int(str(row["complaint"])),
            complaint_weight=SOURCES[name].complaint,
        )
    for row in rows(data / "customer_service_labelled.jsonl.gz"):
        name = str(row["source"])
        feeling, complaint = FEELINGS.index(str(row["sentiment"])), int(str(row["complaint"]))
        terms = SOURCES[name]
        yield Example(
            name, str(row["lang"]), str(row["text"]), feeling, terms.feeling, complaint, terms.complaint
        )


def _weak(data: Path) -> Iterator[Example]:
    """Rows whose label follows from where they stand: customers' requests are neutral, citizens' letters complain."""
    yield from _some(_turns(data, "zh", "crosswoz"), 4_000, weak_feeling=True)
    yield from _some(_turns(data, "en", "uss_multiwoz"), 4_000, weak_feeling=True)
    yield from _some(_topics(data, "en", "clinc150"), 3_000, weak_feeling=True)
    yield from _some(_topics(data, "en", "multidogo"), 3_000, weak_feeling=True)
    yield from _some(_topics(data, "zh", "bdci_car2018"), 6_400, weak_feeling=True, complaint=None)
    yield from _some(_topics(data, "zh", "citizen_messages"), 300, weak_feeling=False, complaint=1)
    yield from _some(_topics(data, "en", "cfpb"), 2_000, weak_feeling=False, complaint=1)


def _some(
    found: Iterator[Example], most: int, *, weak_feeling: bool, complaint: int | None = 0
) -> Iterator[Example]:
    drawn = list(found)
    random.Random(_SEED).shuffle(drawn)
    for example in drawn[:most]:
        terms = source_of(example)
        yield example._replace(
            feeling=1 if weak_feeling else None,
            feeling_weight=terms.feeling,
            complaint=complaint,
            complaint_weight=terms.complaint,
            weak=True,
        )


def _turns(data: Path, language: str, name: str) -> Iterator[Example]:
    for row in rows(data / f"dialogues_{language}.jsonl.gz"):
        if row["source"] == name and row["speaker"] == "customer":
            yield Example(name, language, str(row["text"]))


def _topics(data: Path, language: str, name: str) -> Iterator[Example]:
    for row in rows(data / f"topic_{language}.jsonl.gz"):
        if str(row["source"]).startswith(name):
            yield Example(name, language, str(row["text"]))


def _own() -> Iterator[Example]:
    terms = SOURCES["earshot"]
    for place in sorted(SENTENCES.glob("*.tsv")):
        for number, line in enumerate(place.read_text(encoding="utf-8").splitlines(), start=1):
            columns = line.split("\t")
            if len(columns) != _COLUMNS:
                raise SystemExit(f"{place.name}, line {number}: {len(columns)} columns, not {_COLUMNS}")
            language, _, feeling, complaint, _, text = columns
            yield Example(
                "earshot",
                language,
                text,
                FEELINGS.index(feeling),
                terms.feeling,
                int(complaint),
                terms.complaint,
            )


def _cued() -> Iterator[Example]:
    """Our sentences for the cues of customers, where the cue tells the feeling too."""
    terms = SOURCES["earshot"]
    for place in sorted(CUES.glob("*.tsv")):
        for line in place.read_text(encoding="utf-8").splitlines():
            language, speaker, cues, text = line.split("\t")
            felt = _felt(frozenset(cues.split(",")))
            if speaker == "customer" and felt is not None:
                feeling, complaint = felt
                half = terms.feeling / 2
                yield Example("earshot", language, text, feeling, half, complaint, half)


def _felt(cues: frozenset[str]) -> tuple[int, int] | None:
    """Feeling and complaint that go with these cues; None where they leave it open."""
    if cues & _SORE:
        return None if cues & _GLAD else (0, 1)
    if cues and cues <= _GLAD:
        return 2, 0
    return (0, 0) if cues == _HARD else None


def rows(place: Path) -> Iterator[dict[str, object]]:
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
