"""Parts of Superset's form data that several charts share."""

from collections.abc import Mapping
from typing import Final

from deploy.superset.subjects import Subject

Form = Mapping[str, object]
_TOO_FEW: Final = 30
AXES: Final[Form] = {
    "show_legend": True,
    "legendType": "scroll",
    "legendOrientation": "top",
    "rich_tooltip": True,
    "showTooltipTotal": False,
    "tooltipTimeFormat": "%Y-%m-%d",
    "x_axis_time_format": "%m-%d",
    "truncateYAxis": False,
    "truncateXAxis": False,
    "zoomable": False,
    "minorTicks": False,
    "color_scheme": "supersetColors",
    "comparison_type": "values",
}
TABLE: Final[Form] = {
    "show_cell_bars": False,
    "color_pn": False,
    "include_search": False,
    "server_pagination": False,
    "page_length": 0,
    "table_timestamp_format": "%Y-%m-%d %H:%M",
    "allow_rearrange_columns": False,
    "include_time": False,
}


def within(day: str) -> list[object]:
    """Where the dashboard's filter of time takes hold."""
    if not day:
        return []
    return [
        {
            "clause": "WHERE",
            "expressionType": "SIMPLE",
            "subject": day,
            "operator": "TEMPORAL_RANGE",
            "comparator": "No filter",
        }
    ]


def metric(label: str, sql: str) -> Form:
    return {
        "expressionType": "SQL",
        "sqlExpression": sql,
        "label": label,
        "hasCustomLabel": True,
        "optionName": f"metric_{label}",
    }


def few(column: str) -> Form:
    """Marks what rests on too little."""
    return {"column": column, "operator": "<", "targetValue": _TOO_FEW, "colorScheme": "#E0A030"}


def where(condition: str) -> Form:
    return {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": condition}


def written(subject: Subject, name: str) -> Form:
    """How the cells of a column are written."""
    kind = next(each.type for each in subject.columns if each.name == name)
    if kind == "DATE":
        return {"d3TimeFormat": "%Y-%m-%d"}
    return {"d3NumberFormat": ",.1f"} if kind in {"FLOAT64", "INT64"} else {}
