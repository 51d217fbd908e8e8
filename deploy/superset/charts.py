"""Charts as Superset's form data. No chart has a time grain: x-axes are the ready columns `day`, `week`, `month`.

With a grain and a filter of time on one column Superset 6.1 lets ClickHouse read the filter on the shortened date, and
leaves out or adds days without a word (docs/superset.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from deploy.superset.forms import AXES, TABLE, Form, few, metric, where, within, written
from deploy.superset.subjects import Subject
from deploy.superset.wording import Lang, said
from schemas.taxonomy import Name

_ROWS: Final = 10_000
COUNT: Final = ",d"


@dataclass(frozen=True)
class Chart:
    """One chart of a board; `width` in twelfths, `height` in units of 8 pixels."""

    id: str
    title: str
    subject: Subject
    form: Form
    width: int
    height: int


@dataclass(frozen=True)
class Size:
    """Place on the board: twelfths of its width, units of 8 pixels high."""

    width: int
    height: int = 44


@dataclass(frozen=True)
class Pen:
    """Draws charts in one language."""

    lang: Lang
    subjects: Mapping[str, Subject] = field(repr=False)

    def say(self, name: Name) -> str:
        return said(name, self.lang)

    def number(self, title: Name, place: str, under: Name, size: Size) -> Chart:
        """One big number: `place` is subject.measure, `under` says what it is a number of."""
        subject, measure = self._at(place)
        form = {
            "viz_type": "big_number_total",
            "metric": subject.metric(measure),
            "subtitle": self.say(under),
            "header_font_size": 0.4,
            "subtitle_font_size": 0.125,
            "y_axis_format": subject.measures[measure].format,
        }
        return self._chart(title, place, form, size)

    def trend(self, title: Name, place: str, size: Size) -> Chart:
        """A share by week with its 95 % interval as a band, and its n as bars on an axis of their own.

        Superset draws two series as a band around a third when their names end as those of a forecast do.
        """
        subject, measure = self._at(place)
        name = subject.metric(measure)
        ends = [
            metric(f"{name}__yhat_{end}", subject.measures[f"{measure}_{part}"].sql)
            for end, part in (("lower", "low"), ("upper", "high"))
        ]
        form = {
            "viz_type": "mixed_timeseries",
            "x_axis": "week",
            "time_grain_sqla": None,
            "metrics": [name, *ends],
            "groupby": [],
            "metrics_b": [subject.metric(f"{measure}_n")],
            "groupby_b": [],
            "adhoc_filters_b": within(subject.day),
            "seriesType": "line",
            "markerEnabled": True,
            "markerSize": 6,
            "opacity": 0.2,
            "yAxisIndex": 0,
            "seriesTypeB": "bar",
            "opacityB": 0.3,
            "yAxisIndexB": 1,
            "y_axis_format": subject.measures[measure].format,
            "y_axis_format_secondary": COUNT,
            "yAxisTitleSecondary": "n",
            "y_axis_bounds": [None, None],
            "y_axis_bounds_secondary": [0, None],
            "order_desc": False,
            "row_limit": _ROWS,
            "row_limit_b": _ROWS,
            "truncate_metric": True,
            **AXES,
        }
        return self._chart(title, place, form, size)

    def lines(self, title: Name, subject_id: str, measures: Sequence[str], size: Size) -> Chart:
        """Several measures by week."""
        subject = self.subjects[subject_id]
        form = {
            "viz_type": "echarts_timeseries_line",
            "x_axis": "week",
            "time_grain_sqla": None,
            "metrics": [subject.metric(each) for each in measures],
            "groupby": [],
            "markerEnabled": True,
            "xAxisLabelRotation": 45,
            "y_axis_format": subject.measures[measures[0]].format,
            "order_desc": False,
            "row_limit": _ROWS,
            "truncate_metric": True,
            **AXES,
        }
        return self._chart(title, subject_id, form, size)

    def stacked(self, title: Name, place: str, by: str, size: Size) -> Chart:
        """Counts by week as bars, parted by a column."""
        subject, measure = self._at(place)
        form = {
            "viz_type": "echarts_timeseries_bar",
            "x_axis": "week",
            "time_grain_sqla": None,
            "metrics": [subject.metric(measure)],
            "groupby": [by],
            "stack": "Stack",
            "limit": 10,
            "series_limit": 10,
            "series_limit_metric": subject.metric(measure),
            "y_axis_format": COUNT,
            "order_desc": True,
            "row_limit": _ROWS,
            "truncate_metric": True,
            **AXES,
        }
        return self._chart(title, place, form, size)

    def bars(self, title: Name, place: str, by: str, size: Size) -> Chart:
        """A measure by the values of a column, the largest on top."""
        subject, measure = self._at(place)
        form = {
            "viz_type": "echarts_timeseries_bar",
            "orientation": "horizontal",
            "x_axis": by,
            "metrics": [subject.metric(measure)],
            "groupby": [],
            "timeseries_limit_metric": subject.metric(measure),
            "x_axis_sort": subject.metric(measure),
            "x_axis_sort_asc": True,
            "show_value": True,
            "y_axis_format": subject.measures[measure].format,
            "order_desc": True,
            "row_limit": 14,
            "truncate_metric": True,
            **AXES,
            "show_legend": False,
        }
        return self._chart(title, place, form, size)

    def table(
        self, title: Name, subject_id: str, by: Sequence[str], measures: Sequence[str], size: Size
    ) -> Chart:
        """Measures by the values of columns. What the first measure tells most surely stands on top: by the lower end of its
        interval where it has one, so that a place with three interactions does not lead the list.
        """
        subject = self.subjects[subject_id.partition(": ")[0]]
        names = [subject.metric(each) for each in measures]
        first = f"{measures[0]}_low" if f"{measures[0]}_low" in subject.measures else measures[0]
        ranked = subject.has("rank")
        form = {
            "viz_type": "table",
            "query_mode": "aggregate",
            "groupby": list(by),
            "metrics": names,
            "timeseries_limit_metric": metric("rank", "min(rank)") if ranked else subject.metric(first),
            "order_desc": not ranked,
            "row_limit": 200,
            "column_config": {
                subject.metric(each): {"d3NumberFormat": subject.measures[each].format} for each in measures
            },
            "conditional_formatting": [few(subject.metric(each)) for each in measures if each.endswith("_n")],
            **TABLE,
        }
        return self._chart(title, subject_id, form, size)

    def cross(self, title: Name, place: str, rows: str, columns: str, size: Size) -> Chart:
        """A measure by the values of two columns."""
        subject, measure = self._at(place)
        form = {
            "viz_type": "pivot_table_v2",
            "groupbyRows": [rows],
            "groupbyColumns": [columns],
            "metrics": [subject.metric(measure)],
            "metricsLayout": "COLUMNS",
            "aggregateFunction": "Sum",
            "rowTotals": True,
            "colTotals": True,
            "rowOrder": "key_a_to_z",
            "colOrder": "key_a_to_z",
            "valueFormat": COUNT,
            "row_limit": _ROWS,
            "order_desc": True,
        }
        return self._chart(title, place, form, size)

    def rows(self, title: Name, subject_id: str, columns: Sequence[str], order: str, size: Size) -> Chart:
        """Rows as they are, the highest `order` first; several names of columns, parted by spaces, from the first on."""
        subject = self.subjects[subject_id.partition(": ")[0]]
        form = {
            "viz_type": "table",
            "query_mode": "raw",
            "all_columns": list(columns),
            "order_by_cols": [f'["{each}", false]' for each in order.split()],
            "row_limit": 500,
            "column_config": {each: written(subject, each) for each in columns},
            **TABLE,
        }
        return self._chart(title, subject_id, form, size)

    def _at(self, place: str) -> tuple[Subject, str]:
        subject, _, measure = place.partition(".")
        return self.subjects[subject], measure

    def _chart(self, title: Name, place: str, form: Form, size: Size) -> Chart:
        """`place`: subject, with what is asked of it after a point, or `subject: condition` for some of its rows."""
        of_, _, only = place.partition(": ")
        subject = self.subjects[of_.partition(".")[0]]
        filters = [*within(subject.day), *([where(only)] if only else [])]
        whole = {"adhoc_filters": filters, "extra_form_data": {}, **form}
        id_ = title.en.lower().replace(",", "").replace(" ", "_").replace("’", "")
        return Chart(id_, self.say(title), subject, whole, size.width, size.height)
