"""Trains the model that ships. `make train DATA=folder`; see `--help`."""

import argparse
import time
from pathlib import Path

import yaml

from agents.hearing.fold import folding
from agents.hearing.grams import plain, tokens
from agents.hearing.redact import redact
from benchmarks.training.card import Told, card
from benchmarks.training.corpus import Example, is_held_out, read, source_of, trains, write_held_out
from benchmarks.training.fit import Fitted, Labelled, calibrated, fit
from benchmarks.training.measure import Figures, figures
from benchmarks.training.pack import pack
from benchmarks.training.space import Space
from benchmarks.training.train_hints import train_hints
from benchmarks.training.train_topics import train_topics
from pipeline.ear import SHIPPED
from pipeline.learned import FOLDER, load, write
from schemas.taxonomy import languages_from

VERSION = "2026.11"
CARD = FOLDER / "CARD.md"
LANGUAGES = ("en", "zh")
BUILD = Path(__file__).resolve().parents[2] / "build"
SCRATCH = BUILD / "model-of-all-sources"
HELD_OUT = BUILD / "held-out"


def main() -> None:
    """Trains all that ships: sentiment and complaint, topics, cues and promises. Writes the files and their card."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder of labelled texts: sentiment_en.jsonl.gz and so on")
    parser.add_argument(
        "--quick", action="store_true", help="do not train the second model, of all sources, to compare"
    )
    asked = parser.parse_args()
    begun = time.monotonic()
    examples = read(asked.data)
    write_held_out(examples, HELD_OUT)
    every = _labelled(examples)
    _train(every, FOLDER, everything=False)
    found = figures(load(FOLDER), [one for one in every if _measures(one.example)])
    cost = [] if asked.quick else _cost(every)
    told = Told(
        version=VERSION,
        learned=[one.example for one in every if trains(one.example)],
        figures=found,
        cost=cost,
        topics=train_topics(asked.data),
        hints=train_hints(asked.data),
        sizes=[(place.name, place.stat().st_size) for place in sorted(FOLDER.glob("*.model"))],
    )
    CARD.write_text(card(told), encoding="utf-8")
    for one in found:
        print(
            f"{one.task:9} {one.language} {one.source:26} n {one.rows:5} macro-F1 {one.macro_f1:.3f} error {one.error:.3f}"
        )
    print(f"{len(told.sizes)} models and {CARD.name} written to {FOLDER} in {time.monotonic() - begun:.0f} s")


def _labelled(examples: list[Example]) -> list[Labelled]:
    """The texts as the ear sees them: redacted, folded, cut."""
    folded = folding(languages_from(yaml.safe_load((SHIPPED / "languages.yaml").read_text(encoding="utf-8"))))
    made = []
    for example in examples:
        text = redact(example.text).text
        made.append(Labelled(example, [plain(token) for token in tokens(text, folded.fold(text))]))
    return made


def _train(every: list[Labelled], folder: Path, *, everything: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        write(pack(_fitted(language, every, everything=everything), VERSION), folder)


def _cost(every: list[Labelled]) -> list[tuple[Figures, Figures]]:
    """As it ships, and with the kept-out sources learned from: on rows of these sources that neither has seen."""
    _train(every, SCRATCH, everything=True)
    rows = [one for one in every if is_held_out(one.example.text) and source_of(one.example).kept_out]
    return list(zip(figures(load(FOLDER), rows), figures(load(SCRATCH), rows), strict=True))


def _fitted(language: str, every: list[Labelled], *, everything: bool) -> Fitted:
    own = [one for one in every if one.example.language == language]
    train = [one for one in own if trains(one.example, everything=everything)]
    fitted = fit(language, train, Space(language, [one.tokens for one in train]))
    kept_back = [
        one
        for one in own
        if is_held_out(one.example.text)
        and not one.example.weak
        and (everything or not source_of(one.example).kept_out)
    ]
    return calibrated(fitted, kept_back)


def _measures(example: Example) -> bool:
    """Kept back, or of a source that is kept out as a whole."""
    return not example.weak and (is_held_out(example.text) or bool(source_of(example).kept_out))


if __name__ == "__main__":
    main()
