"""Comments of views and their columns out of the registry: English, then Chinese, on one line.

A column's own entry comes first, then the figure whose value it is, then the figures whose interval, n or coverage it
is, then what the column means everywhere.
"""

import re
from typing import Final

from schemas.defined import Figure, Registry
from schemas.taxonomy import Name
from schemas.terms import UNITS

_PARTS: Final = {
    "low": Name("{}: lower end of the 95 % interval", "{}：95% 区间下限"),
    "high": Name("{}: upper end of the 95 % interval", "{}：95% 区间上限"),
    "n": Name("How many this rests on: {}", "以下指标所依据的数量：{}"),
    "coverage": Name("Share that could be judged, 0 to 1: {}", "能够判定的比例，0 至 1：{}"),
}
_UNSAID: Final = {"count", "state", "moment", "score"}  # they say nothing that the sentence does not
_SENTENCE: Final = re.compile(r".+?(?=\.(?: |$))|.+")
_SENTENCE_ZH: Final = re.compile(r"[^。]+")


def of_view(registry: Registry, view: str) -> str:
    """What a view shows; empty without an entry."""
    entry = registry.views.get(view)
    return _line(Name(entry.en, entry.zh)) if entry else ""


def of_column(registry: Registry, view: str, column: str, type_: str) -> str:
    """What a column of the view means; empty without an entry."""
    entry = registry.views.get(view)
    if entry and column in entry.columns:
        return _line(entry.columns[column])
    nullable = type_.startswith("Nullable(")
    place = f"{view}.{column}"
    for part in ("value", "low", "high", "n", "coverage"):
        if figures := registry.holders.get((part, place)):
            return _line(_no_data(_held(part, figures)) if nullable else _held(part, figures))
    shared = registry.columns.get(column)
    return _line(Name(shared.en, shared.zh)) if shared else ""


def first_sentence(text: Name) -> Name:
    """The first sentence in each language, without its full stop."""
    en, zh = _SENTENCE.match(text.en), _SENTENCE_ZH.match(text.zh)
    return Name(en[0] if en else "", zh[0] if zh else "")


def _held(part: str, figures: tuple[Figure, ...]) -> Name:
    if part == "value":
        return _value(figures[0])
    said = _PARTS[part]
    en = ", ".join(figure.name.en for figure in figures)
    return Name(said.en.format(en), said.zh.format("、".join(figure.name.zh for figure in figures)))


def _value(figure: Figure) -> Name:
    said = first_sentence(figure.definition)
    if figure.unit in _UNSAID:
        return Name(f"{figure.name.en}: {said.en}", f"{figure.name.zh}：{said.zh}")
    unit = UNITS[figure.unit]
    return Name(f"{figure.name.en} ({unit.en}): {said.en}", f"{figure.name.zh}（{unit.zh}）：{said.zh}")


def _no_data(said: Name) -> Name:
    return said if "NULL" in said.en else Name(f"{said.en}; NULL: no data", f"{said.zh}；NULL：无数据")


def _line(said: Name) -> str:
    return f"{said.en}. {said.zh}"
