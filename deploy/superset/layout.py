"""Where things stand on a dashboard, and its filters: as Superset keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from deploy.superset.board import Board
from deploy.superset.charts import Chart
from deploy.superset.naming import uuid
from deploy.superset.subjects import Subject
from deploy.superset.wording import LABELS, PLACES, VALUES, Lang, said
from pipeline.figures import registry
from schemas.taxonomy import Name
from schemas.terms import UNITS

_PERIOD: Final = Name("Period", "时间范围")
_READING: Final = Name(
    "**How to read**: each share is counted anew for what the filters leave. The pale band and the columns “lower end” and "
    "“upper end” are its 95 % interval: where the true value plausibly lies. n says how many it rests on: under 30, marked in amber in "
    "tables, is too few to go by. Empty or N/A means no data; it never means zero. Days are UTC, weeks begin on Monday; the first and the last week "
    "may be part of one. A chart without the column of a filter leaves that filter out and says so.",
    "**如何阅读**：每个占比都按筛选后剩下的数据重新计算。浅色带以及“下限”“上限”两列是 95% 区间，即真实值可能所在的范围。"
    "样本数说明所依据的数量，不足 30 即样本过少（表中以琥珀色标出），不宜据以判断。空白或 N/A 表示没有数据，绝不表示零。日期按 UTC，一周从周一开始，"
    "首末两周可能不完整。图表若没有某个筛选所用的列，则不受该筛选影响，并会标明。",
)
_ACROSS: Final[Mapping[Lang, int]] = {"en": 140, "zh": 78}
"""Letters that fit side by side at 1,440 pixels."""
_PALE: Final = "#D6DCE5"
_INK: Final = "#1F4E79"
_RED, _GREY, _GREEN, _AMBER = "#C0392B", "#A7B0BC", "#2E8B57", "#E0A030"
_MEANT: Final[Mapping[str, Mapping[str, str]]] = {
    "sentiment": {"negative": _RED, "neutral": _GREY, "positive": _GREEN, "": "#E6E9EE"},
    "state": {
        "kept": _GREEN,
        "late": _AMBER,
        "broken": _RED,
        "open": "#5B8DB8",
        "withdrawn": _GREY,
        "unknown_due": "#E6E9EE",
    },
}
_EACH: Final = Name("**{}** ({}). {}", "**{}**（{}）：{}")


def position(board: Board, lang: Lang) -> Mapping[str, object]:
    """Rows of charts, and what they mean at the foot."""
    rows = [f"ROW-{place}" for place in range(len(board.rows) + 1)]
    numbers = {chart.id: number for number, chart in enumerate(board.charts, 1)}
    found: dict[str, object] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": said(board.title, lang)}},
    }
    for row, charts in zip(rows, board.rows, strict=False):
        found[row] = _row(row, [f"CHART-{chart.id}" for chart in charts])
        found |= {f"CHART-{chart.id}": _place(chart, row, lang, numbers[chart.id]) for chart in charts}
    found[rows[-1]] = _row(rows[-1], ["MARKDOWN-meaning"])
    found["MARKDOWN-meaning"] = _text(meaning(board, lang), rows[-1], lang)
    return found


def meaning(board: Board, lang: Lang) -> str:
    """How to read the dashboard, and the definition of each figure on it."""
    figures = [registry().figure(id_) for id_ in board.explains]
    said_each = said(_EACH, lang)
    each = [
        said_each.format(said(one.name, lang), said(UNITS[one.unit], lang), said(one.definition, lang))
        for one in figures
    ]
    return "\n\n".join([said(_READING, lang), *each])


def filters(board: Board, lang: Lang, values: Subject) -> Sequence[object]:
    """One by time, and one by each place that a chart of the board knows."""
    known = [each for each in PLACES if any(chart.subject.has(each) for chart in board.charts)]
    untimed = [chart for chart in board.charts if not chart.subject.day]
    return [
        _filter("period", said(_PERIOD, lang), "filter_time", [{}], _numbers(board, untimed)),
        *(
            _filter(
                each,
                said(LABELS[each], lang),
                "filter_select",
                [{"column": {"name": each}, "datasetUuid": uuid("dataset", lang, values.id)}],
                _numbers(board, [chart for chart in board.charts if not chart.subject.has(each)]),
            )
            for each in known
        ),
    ]


def _numbers(board: Board, charts: Iterable[Chart]) -> list[int]:
    left_out = {chart.id for chart in charts}
    return [number for number, chart in enumerate(board.charts, 1) if chart.id in left_out]


def _filter(
    id_: str, name: str, kind: str, targets: Sequence[object], excluded: Sequence[int]
) -> Mapping[str, object]:
    several = {"multiSelect": True, "enableEmptyFilter": False, "defaultToFirstItem": False}
    return {
        "id": f"NATIVE_FILTER-{id_}",
        "name": name,
        "filterType": kind,
        "type": "NATIVE_FILTER",
        "targets": list(targets),
        "defaultDataMask": {"extraFormData": {}, "filterState": {}},
        "controlValues": several if kind == "filter_select" else {"enableEmptyFilter": False},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": list(excluded)},
        "description": "",
    }


def _row(id_: str, children: Sequence[str]) -> Mapping[str, object]:
    return {
        "id": id_,
        "type": "ROW",
        "children": list(children),
        "parents": ["ROOT_ID", "GRID_ID"],
        "meta": {"background": "BACKGROUND_TRANSPARENT"},
    }


def _place(chart: Chart, row: str, lang: Lang, number: int) -> Mapping[str, object]:
    return {
        "id": f"CHART-{chart.id}",
        "type": "CHART",
        "children": [],
        "parents": ["ROOT_ID", "GRID_ID", row],
        "meta": {
            "chartId": number,
            "uuid": uuid("chart", lang, chart.id),
            "sliceName": chart.title,
            "width": chart.width,
            "height": chart.height,
        },
    }


def _text(code: str, row: str, lang: Lang) -> Mapping[str, object]:
    """High enough for all of it: nobody finds what is cut off."""
    across = _ACROSS[lang]
    lines = sum(2 + len(paragraph) // across for paragraph in code.split("\n\n"))
    return {
        "id": "MARKDOWN-meaning",
        "type": "MARKDOWN",
        "children": [],
        "parents": ["ROOT_ID", "GRID_ID", row],
        "meta": {"code": code, "width": 12, "height": 6 + 2 * lines},
    }


def colours(board: Board) -> Mapping[str, str]:
    """What should look the same everywhere: how many stays pale behind what it is about, and bad news is red."""
    found: dict[str, str] = {}
    for chart in board.charts:
        subject = chart.subject
        for id_ in subject.measures:
            if id_.endswith("_n"):
                found[subject.metric(id_)] = _PALE
            elif f"{id_}_low" in subject.measures:
                name = subject.metric(id_)
                found |= dict.fromkeys((name, *(f"{name}__yhat_{end}" for end in ("lower", "upper"))), _INK)
    for column, codes in _MEANT.items():
        for code, colour in codes.items():
            found[VALUES[column][code].en] = found[VALUES[column][code].zh] = colour
    return found
