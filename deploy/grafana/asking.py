"""SQL of the leadership panels: measures over a dataset, with the filters that Grafana fills in.

Shares are recomputed from their counts for whatever is chosen, each with its interval and n; personal columns are never asked for.
"""

from collections.abc import Sequence
from typing import Final

from deploy.superset.phrasing import readable
from deploy.superset.subjects import Subject
from pipeline.figures import registry
from pipeline.warehouse.views import shipped

FILTERS: Final = ("channel", "region", "product", "team", "language")
"""Columns that viewers may choose values of; a dataset without the column is not filtered by it."""


def whole(subject: Subject, measures: Sequence[str]) -> str:
    """One row: the measures of all that is chosen."""
    return f"SELECT {_told(subject, measures)}\n{_chosen(subject)}"


def weekly(subject: Subject, measures: Sequence[str]) -> str:
    """A row a week that has any data, oldest first."""
    return (
        f"SELECT toDateTime(week, 'UTC') AS time, {_told(subject, measures)}\n{_chosen(subject)}"
        "\nGROUP BY week\nORDER BY week"
    )


def parted(subject: Subject, by: Sequence[str], measures: Sequence[str], order: str) -> str:
    """A row for each value of `by`, the highest `order` (SQL) first."""
    columns = ", ".join(f"{each} AS `{_label(subject, each)}`" for each in by)
    return (
        f"SELECT {columns}, {_told(subject, measures)}\n{_chosen(subject)}"
        f"\nGROUP BY {', '.join(by)}\nORDER BY {order} DESC, {', '.join(by)}\nLIMIT 200"
    )


def rows(subject: Subject, columns: Sequence[str], condition: str, order: str) -> str:
    """Rows of the dataset as they are."""
    told = ", ".join(f"{each} AS `{_label(subject, each)}`" for each in columns)
    return f"SELECT {told}\n{_chosen(subject)} AND {condition}\nORDER BY {order}\nLIMIT 200"


def values_of(subject: Subject, column: str) -> str:
    """What viewers may choose of a column."""
    return f"SELECT DISTINCT {column} FROM ({_source(subject)}) AS figures ORDER BY {column}"


def _told(subject: Subject, measures: Sequence[str]) -> str:
    return ", ".join(f"{subject.measures[each].sql} AS `{subject.metric(each)}`" for each in measures)


def _chosen(subject: Subject) -> str:
    filters = [f"$__dateFilter({subject.day})"] if subject.day else []
    filters += [
        f"$__conditionalAll({each} IN (${{{each}:singlequote}}), ${each})"
        for each in FILTERS
        if subject.has(each)
    ]
    return f"FROM ({_source(subject)}) AS figures\nWHERE {' AND '.join(filters) or '1'}"


def _source(subject: Subject) -> str:
    """The dataset's own query; of a view only what readers of figures may see."""
    view = shipped().get(subject.id)
    if view is None:
        return subject.sql
    personal = registry().views[subject.id].personal
    shown = [
        readable(each.name, subject.lang, view.columns[each.name])
        for each in subject.columns
        if each.name not in personal
    ]
    return f"SELECT {', '.join(shown)} FROM {subject.id}"


def _label(subject: Subject, column: str) -> str:
    return next(each.label for each in subject.columns if each.name == column)
