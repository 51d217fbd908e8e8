"""The model card: what the model learned from, on what terms, how well it does and where it is weak."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.training.corpus import HELD_OUT, SOURCES, Example
from benchmarks.training.measure import Figures
from benchmarks.training.train_hints import HintFigures
from benchmarks.training.train_topics import TopicFigures


class Told(NamedTuple):
    """What the card reports. `cost` has pairs: as it ships, and with what is kept out learned from too."""

    version: str
    learned: Sequence[Example]
    figures: Sequence[Figures]
    cost: Sequence[tuple[Figures, Figures]]
    topics: Sequence[TopicFigures]
    hints: Sequence[HintFigures]
    sizes: Sequence[tuple[str, int]]


def card(told: Told) -> str:
    """Markdown. Every figure in it was measured by the run that wrote it."""
    return "\n".join(
        [
            *_head(told),
            *_sources(told.learned),
            *_figures(told.figures),
            *_reliability(told.figures),
            *_cost(told.cost),
            *_topics(told.topics),
            *_hints(told.hints),
            *_WEAKNESSES,
        ]
    )


def _head(told: Told) -> list[str]:
    size = sum(size for _, size in told.sizes)
    return [
        "# Model card: the ear, English and Chinese",
        "",
        f"Version {told.version}, {size / 1024**2:.2f} MiB in all. Written by `make train`; do not edit.",
        "",
        "Linear models of each language over words, word pairs and letters (English) or runs of one to three characters",
        "(Chinese). `en` and `zh` give the probabilities of negative, neutral and positive, and of a complaint, for one turn",
        "of a customer; `topics`, `cues` and `staff` stand beside the phrases of the taxonomy. `agents/hearing/learned.py` and",
        "`matters.py` have the formulas, `benchmarks/training/` the recipe, and `schemas/model/SHA256SUMS` the checksums,",
        "which are compared whenever the models are loaded.",
        "",
        *(f"- `{name}`: {size / 1024:.0f} KiB" for name, size in told.sizes),
        "",
    ]


def _sources(learned: Iterable[Example]) -> list[str]:
    counts: dict[str, int] = {}
    for example in learned:
        counts[example.source] = counts.get(example.source, 0) + 1
    lines = ["## What it learned from", "", "| source | rows | terms |", "|---|---|---|"]
    lines += [
        f"| {name} | {counts[name]:,} | {source.terms} |"
        for name, source in SOURCES.items()
        if name in counts
    ]
    out = [f"{name} ({source.terms})" for name, source in SOURCES.items() if source.kept_out]
    return [
        *lines,
        "",
        f"`earshot` are sentences written for this project (`benchmarks/training/sentences/`). {HELD_OUT} % of every source,",
        "chosen by the text itself, were kept back and not learned from. Kept out altogether, because their terms forbid",
        "commercial use: "
        + ", ".join(out)
        + ". Sources that state no terms lent weights of words; none of their",
        "sentences is in the model or in this repository.",
        "",
    ]


def _figures(figures: Sequence[Figures]) -> list[str]:
    lines = [
        "## How well it does",
        "",
        "On rows kept back; a source marked with * was never learned from. Sets of two feelings are judged by the stronger of",
        "the two. Error is the expected calibration error over ten bins.",
        "",
        "| task | language | source | rows | accuracy | macro-F1 | error |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.task} | {one.language} | {one.source}{'*' if one.unseen else ''} | {one.rows:,} | {one.accuracy:.3f} | "
        f"{one.macro_f1:.3f} | {one.error:.3f} |"
        for one in figures
    ]
    return [*lines, ""]


def _reliability(figures: Sequence[Figures]) -> list[str]:
    lines = [
        "## Reliability",
        "",
        "All rows kept back together: of the answers given with this probability, how many were right.",
        "",
        "| task | language | said | rows | right |",
        "|---|---|---|---|---|",
    ]
    for key in sorted({(one.task, one.language) for one in figures}):
        pooled: dict[int, list[tuple[int, float, float]]] = {}
        for one in figures:
            if (one.task, one.language) == key:
                for found in one.bins:
                    pooled.setdefault(int(found.sure * 10), []).append(found)
        for _, bins in sorted(pooled.items()):
            rows = sum(found[0] for found in bins)
            sure = sum(found[0] * found[1] for found in bins) / rows
            right = sum(found[0] * found[2] for found in bins) / rows
            lines.append(f"| {key[0]} | {key[1]} | {sure:.2f} | {rows:,} | {right:.2f} |")
    return [*lines, ""]


def _cost(pairs: Sequence[tuple[Figures, Figures]]) -> list[str]:
    if not pairs:
        return []
    lines = [
        "## What keeping sources out costs",
        "",
        "The same recipe with these sources learned from too, on rows that neither has seen. It is measured, never shipped.",
        "",
        "| task | language | source | rows | macro-F1 as it ships | with all sources |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.task} | {one.language} | {one.source} | {one.rows:,} | {one.macro_f1:.3f} | {other.macro_f1:.3f} |"
        for one, other in pairs
    ]
    return [*lines, ""]


def _topics(figures: Sequence[TopicFigures]) -> list[str]:
    lines = [
        "## Topics",
        "",
        "The model alone, on rows kept back, a topic counted from a probability of 0.2; micro-averages.",
        "",
        "| language | source | rows | precision | recall | F1 | error |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.language} | {one.source} | {one.rows:,} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | "
        f"{one.error:.3f} |"
        for one in figures
    ]
    return [*lines, ""]


def _hints(figures: Sequence[HintFigures]) -> list[str]:
    lines = [
        "## Cues and promises",
        "",
        "On sentences written for them, most of them hard, each judged by a model that had not seen its neighbours; phrases",
        "alone, and phrases with the model.",
        "",
        "| language | speaker | label | how | told | precision | recall | F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.language} | {one.speaker} | {one.label} | {one.how} | {one.told} | {one.precision:.3f} | "
        f"{one.recall:.3f} | {one.f1:.3f} |"
        for one in figures
    ]
    return [*lines, ""]


_WEAKNESSES = [
    "## Known weaknesses",
    "",
    "- A fault told without a word of feeling may be heard as neutral; the phrases of `schemas/taxonomy.yaml` then still find",
    "  the complaint.",
    "- Irony without a sign of it is heard as what it says.",
    "- Lukewarm reviews are split between the feelings: neutral is the class it knows least well.",
    "- Chinese car-forum opinions, mostly neutral, are heard as opinions too often.",
    "- Labels of several sources come from stars, emoticons or one annotator: no model can agree with all of them.",
    "",
]
