"""Datasets: our views, a row a row, with the values that people read in their language, and the measures over them.

A dataset is a query and no table, so that one view has an English and a Chinese face and charts never see a code. What
the view has already divided stays out: a share of shares would be wrong under any grouping but the view's own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from deploy.superset.measures import Measure
from deploy.superset.phrasing import readable
from deploy.superset.wording import LABELS, Lang, said
from pipeline.figures import registry
from pipeline.warehouse.views import shipped
from schemas.glosses import of_column
from schemas.taxonomy import Name

_DIVIDED: Final = re.compile(r".*_(low|high|share|rate|gap|coverage)|coverage|too_few|net_sentiment")
_ENDS: Final = re.compile("[，；：（]")


@dataclass(frozen=True)
class Column:
    """One column as Superset is told of it."""

    name: str
    type: str
    label: str
    meaning: str = ""


@dataclass(frozen=True)
class Subject:
    """A dataset in one language. `day`: the date that the filter of time goes by; empty: it has none."""

    id: str
    lang: Lang
    day: str
    sql: str
    meaning: str
    columns: tuple[Column, ...]
    measures: Mapping[str, Measure]

    @property
    def title(self) -> str:
        """What Superset calls it."""
        return f"{self.id} ({'中文' if self.lang == 'zh' else 'English'})"

    def has(self, column: str) -> bool:
        return any(each.name == column for each in self.columns)

    def metric(self, id_: str) -> str:
        """What the measure is called in this language."""
        return said(self.measures[id_].name, self.lang)


def of_view(view: str, lang: Lang, measures: Iterable[Measure], *, divided: bool = False) -> Subject:
    """The dataset of a view; `divided`: with the shares it holds, for tables that show its rows as they are."""
    types = shipped()[view].columns
    columns = [
        column(view, name, type_, lang)
        for name, type_ in types.items()
        if divided or not _DIVIDED.fullmatch(name)
    ]
    selected = ",\n    ".join(readable(each.name, lang, types[each.name]) for each in columns)
    names = {each.name for each in columns}
    entry = registry().views[view]
    return Subject(
        id=view,
        lang=lang,
        day=next((each for each in ("day", "week", "period_end") if each in names), ""),
        sql=f"SELECT\n    {selected}\nFROM {view}",  # names of our own views
        meaning=said(Name(entry.en, entry.zh), lang),
        columns=tuple(columns),
        measures={each.id: each for each in measures},
    )


def column(view: str, name: str, type_: str, lang: Lang) -> Column:
    """A column of a view, called as people call it, with what its definition says in both languages."""
    plain = type_.removeprefix("Nullable(").split("(")[0].rstrip(")")
    return Column(name, plain.upper(), _label(view, name, lang), of_column(registry(), view, name, type_))


def _label(view: str, name: str, lang: Lang) -> str:
    if name in LABELS:
        return said(LABELS[name], lang)
    if figures := registry().holders.get(("value", f"{view}.{name}")):
        return said(figures[0].name, lang)
    shown = registry().views[view].columns.get(name)
    return _ENDS.split(shown.zh)[0] if shown and lang == "zh" else name.replace("_", " ").capitalize()
