"""How a briefing speaks: its own words from templates/words.yaml, and numbers, dates and money as the reader writes them.

What comes from the warehouse is passed on as it is; the template it lands in makes it harmless.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from pipeline.documents import document
from pipeline.figures import registry
from pipeline.money import amount
from pipeline.page.answers import Figure, Money, Topic, TopicName
from pipeline.reporting.brief import Move
from schemas.taxonomy import Name
from schemas.terms import DIMENSIONS, UNITS, VALUES

Language = Literal["en", "zh"]
TEMPLATES: Final = Path(__file__).parent / "templates"
_PERCENT: Final = "\u00a0%"  # never at the beginning of a line
CURRENCIES: Final = 4
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def _words() -> Mapping[str, Name]:
    return msgspec.convert(document(TEMPLATES / "words.yaml"), dict[str, Name])


class Wording:
    """One language."""

    def __init__(self, language: Language) -> None:
        self.language: Final = language
        self.locale: Final = "zh-CN" if language == "zh" else "en"

    def word(self, name: str, **put: str | int) -> str:
        """The text called `name` with what is put into it; counts are written with separators."""
        written = {key: self.whole(value) if isinstance(value, int) else value for key, value in put.items()}
        return self._in(_words()[name]).replace(" %", _PERCENT).format_map(written)

    def figure(self, id_: str) -> str:
        """What the registry calls it."""
        return self._in(registry().figure(id_).name)

    def unit(self, id_: str) -> str:
        return self._in(UNITS[registry().figure(id_).unit])

    def in_unit(self, id_: str) -> str:
        """What it is called, and its unit: a title."""
        return self.word("in_unit", figure=self.figure(id_), unit=self.unit(id_))

    def valued(self, id_: str, value: float | None) -> str:
        """A value of the figure in its unit, as it stands in a sentence."""
        return self._in(VALUES[registry().figure(id_).unit]).format(self.number(value))

    def dimension(self, name: str) -> str:
        return self._in(DIMENSIONS[name])

    def _in(self, name: Name) -> str:
        return name.zh if self.language == "zh" else name.en

    def whole(self, value: int) -> str:
        return _minus(f"{value:,}")

    def number(self, value: float | None, digits: int = 1) -> str:
        return self.word("no_data") if value is None else _minus(f"{value:,.{digits}f}")

    def signed(self, value: float | None) -> str:
        return self.word("no_data") if value is None else _minus(f"{value:+,.1f}")

    def percent(self, share: float | None) -> str:
        """A share of 1; 100 only where it is all, 0 only where it is nothing."""
        if share is None:
            return self.word("no_data")
        rounded = min(max(round(share * 100), 1), 99) if 0 < share < 1 else round(share * 100)
        return f"{rounded}%" if self.language == "zh" else f"{rounded}{_PERCENT}"

    def range(self, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return self.word("no_data")
        return self.word("range", low=self.number(low), high=self.number(high))

    def basis(self, figure: Figure) -> str:
        """What a figure rests on: n and coverage, and whether that is too few."""
        said = [self.word("n", n=figure.n)]
        if figure.coverage is not None:
            said.append(self.word("coverage", share=self.percent(figure.coverage)))
        if figure.too_few and figure.n:
            said.append(self.word("too_few"))
        return " · ".join(said)

    def since(self, id_: str, figure: Figure, said: bool = True) -> str:
        """How a figure stands beside the week before; `said`: name that week, which a table's head does by itself."""
        if figure.before is None or figure.change is None:
            return self.word("no_before" if said else "no_data")
        before = self.word("before", value=self.number(figure.before)) if said else self.number(figure.before)
        change = self.signed(figure.change)
        if not figure.moved:
            return self.word("chance", before=before, change=change)
        good = (figure.change > 0) == (registry().figure(id_).better == "higher")
        return self.word("better" if good else "worse", before=before, change=change)

    def day(self, at: date | None) -> str:
        """A day without its year; what is in a briefing is near its week."""
        if at is None:
            return self.word("no_data")
        return f"{at.month}月{at.day}日" if self.language == "zh" else f"{at.day} {_MONTHS[at.month - 1]}"

    def tick(self, at: date) -> str:
        """A day as a chart names it."""
        return f"{at.month}/{at.day}" if self.language == "zh" else f"{at.day} {_MONTHS[at.month - 1]}"

    def span(self, start: date, end: date) -> str:
        if self.language == "zh":
            return f"{start.year}年{self.day(start)}至{self.day(end)}"
        return f"{self.day(start)} to {self.day(end)} {end.year}"

    def moment(self, at: datetime | None) -> str:
        """To the minute, UTC."""
        if at is None:
            return self.word("no_data")
        if self.language == "zh":
            return f"{at.year}年{self.day(at)} {at:%H:%M} UTC"
        return f"{self.day(at)} {at.year}, {at:%H:%M} UTC"

    def money(self, owed: Iterable[Money]) -> str:
        """Amounts by currency; their sum would mean nothing."""
        amounts = [f"{one.currency} {amount(one.amount, one.currency)}" for one in owed]
        shown = [*amounts[:CURRENCIES], *[f"+{len(amounts) - CURRENCIES}"] * (len(amounts) > CURRENCIES)]
        return ("、" if self.language == "zh" else ", ").join(shown)

    def topic(self, topic: TopicName | Topic) -> str:
        return topic.name_zh if self.language == "zh" else topic.name

    def place(self, dimension: str, value: str) -> str:
        """A value of a dimension; channels have names of ours."""
        if not value:
            return self.word("not_stated")
        return self.word(value) if dimension == "channel" and value in _words() else value

    def kind(self, kind: str) -> str:
        """A violation, by the name of its rule; a rule of the deployment's own keeps the name it has there."""
        return self.word(f"kind_{kind}") if f"kind_{kind}" in _words() else kind.replace("_", " ")

    def listed(self, parts: Iterable[str]) -> str:
        """Parts that may hold commas themselves."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def together(self, sentences: Iterable[str]) -> str:
        return ("" if self.language == "zh" else " ").join(sentences)

    def measured(self, move: Move) -> str:
        """What a figure of a place is about."""
        return self.topic(move.topic) if move.topic else self.figure(move.measure)


def _minus(number: str) -> str:
    return number.replace("-", "−")
