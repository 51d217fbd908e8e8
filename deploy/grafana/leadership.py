"""The dashboard for leaders, from ClickHouse: each share with its interval and n, counted out of what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from deploy.grafana import asking
from deploy.grafana.dashboard import CLICKHOUSE, Json, Page, Panel, Section
from deploy.superset.datasets import subjects
from deploy.superset.subjects import Subject
from deploy.superset.wording import LABELS, Lang, said
from pipeline.figures import registry
from schemas.defined import Figure
from schemas.taxonomy import Name

_PARTS: Final = ("", "_low", "_high", "_n", "_coverage")
_UNITS: Final[Mapping[str, tuple[str, int]]] = {
    ",d": ("locale", 0),
    "+,.1f": ("short", 1),
    ",.0f": ("locale", 0),
    ",.1f": ("short", 1),
    ",.2f": ("locale", 2),
    ",.1%": ("percentunit", 1),
    ",.0%": ("percentunit", 0),
}
"""What Superset's formats are in Grafana: unit and decimals."""
_WEEKS: Final = 10 * 86_400_000
"""Milliseconds: a line breaks where a week has no data, and is not drawn over it."""

HEADLINES: Final = (
    "experience_daily.net_sentiment", "experience_daily.complaint_rate", "promise_ledger.broken_promises",
    "perception_gap.perception_gap", "journeys_overview.first_contact_resolution", "contact_pressure.unwelcome_contacts",
    "attitude_resolution.courteous_unsolved_share",
)  # fmt: skip


@dataclass(frozen=True)
class _Easel:
    lang: Lang
    subjects: Mapping[str, Subject]

    def say(self, en: str, zh: str) -> str:
        return said(Name(en, zh), self.lang)

    def at(self, place: str) -> tuple[Subject, Figure]:
        subject, _, figure = place.partition(".")
        return self.subjects[subject], registry().figure(figure)

    def number(self, place: str) -> Panel:
        """A share of the whole time chosen: value, both ends, n and coverage beside each other."""
        subject, figure = self.at(place)
        measures = _with_rest(subject, figure.id)
        options: Json = {
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "/.*/", "values": False},
            "textMode": "value_and_name",
            "colorMode": "value",
            "graphMode": "none",
            "justifyMode": "auto",
            "orientation": "auto",
            "wideLayout": True,
            "showPercentChange": False,
            "percentChangeColorMode": "standard",
        }
        return self._panel(
            figure, "stat", asking.whole(subject, measures), options, _written(subject, measures)
        )

    def trend(self, place: str) -> Panel:
        """The share by week in the band of its interval, and its n as bars."""
        subject, figure = self.at(place)
        measures = _with_rest(subject, figure.id)[:4]
        options: Json = {
            "legend": {"displayMode": "list", "placement": "bottom", "calcs": [], "showLegend": True},
            "tooltip": {"mode": "multi", "sort": "none"},
        }
        overrides = (*_written(subject, measures), *_band(subject, figure.id))
        return self._panel(figure, "timeseries", asking.weekly(subject, measures), options, overrides)

    def table(self, place: str, by: Sequence[str], more: Sequence[str] = ()) -> Panel:
        """A share by the values of columns, ordered by what is sure: its lower end."""
        subject, figure = self.at(place)
        measures = [*_with_rest(subject, figure.id), *more]
        sql = asking.parted(subject, by, measures, subject.measures[f"{figure.id}_low"].sql)
        parts = self.say(", ", "、").join(said(LABELS[each], self.lang).lower() for each in by)
        panel = self._panel(figure, "table", sql, _TABLE, _written(subject, measures))
        return replace(panel, title=f"{panel.title}{self.say(': by ', '：按')}{parts}")

    def counts(
        self, title: Name, subject_id: str, by: Sequence[str], measures: Sequence[str], width: int = 12
    ) -> Panel:
        """Counts by the values of columns."""
        subject = self.subjects[subject_id]
        sql = asking.parted(subject, by, measures, subject.measures[measures[0]].sql)
        return self._bare(title, subject, sql, _written(subject, measures), width)

    def moved(self) -> Panel:
        """What changed more than chance would, a week against the week before."""
        subject = self.subjects["movements"]
        topic = "topic_name_zh" if self.lang == "zh" else "topic_name"
        columns = (
            "week",
            "figure",
            topic,
            "dimension",
            "place",
            "before",
            "estimate",
            "change",
            "change_low",
            "change_high",
            "n",
        )
        sql = asking.rows(subject, columns, "flagged = 1", "week DESC, abs(change) DESC")
        return self._bare(
            Name("What moved against the week before", "与前一周相比的变动"), subject, sql, (), 24
        )

    def _bare(self, title: Name, subject: Subject, sql: str, overrides: Sequence[Json], width: int) -> Panel:
        return Panel(
            said(title, self.lang), subject.meaning, "table", width, (_target(sql),), CLICKHOUSE,
            self._defaults("short", 1), _TABLE, tuple(overrides),
        )  # fmt: skip

    def _panel(self, figure: Figure, kind: str, sql: str, options: Json, overrides: Sequence[Json]) -> Panel:
        meaning = (
            f"{said(figure.definition, self.lang)}\n\n{said(figure.question, self.lang)}\n\n{figure.method}"
        )
        target = _target(sql, weekly=kind == "timeseries")
        return Panel(
            said(figure.name, self.lang), meaning, kind, 12, (target,), CLICKHOUSE,
            self._defaults("short", 1), options, tuple(overrides),
        )  # fmt: skip

    def _defaults(self, unit: str, decimals: int) -> Json:
        return {
            "unit": unit,
            "decimals": decimals,
            "noValue": self.say("no data", "无数据"),
            "color": {"mode": "fixed", "fixedColor": "text"},
        }


_TABLE: Final[Json] = {"showHeader": True, "cellHeight": "sm", "frameIndex": 0}


def page(lang: Lang) -> Page:
    """The dashboard in one language."""
    easel = _Easel(lang, subjects(lang))
    return Page(
        f"earshot-leadership-{lang}",
        easel.say("Earshot: leadership", "Earshot：管理层"),
        lang,
        ("leadership",),
        "now-90d",
        "5m",
        _sections(easel),
        tuple(_variable(easel, column) for column in asking.FILTERS),
    )


def _sections(easel: _Easel) -> tuple[Section, ...]:
    say = easel.say
    return (
        Section(say("At a glance", "一览"), tuple(easel.number(place) for place in HEADLINES)),
        Section(say("By week", "按周"), tuple(easel.trend(place) for place in HEADLINES)),
        Section(
            say("Complaints", "投诉"),
            (
                easel.table("complaint_topics.topic_complaint_rate", ("topic",), ("topic_complaints",)),
                easel.table("experience_daily.complaint_rate", ("region", "product")),
                easel.table("experience_daily.complaint_rate", ("channel",)),
                easel.table("experience_daily.complaint_rate", ("team",)),
                easel.moved(),
            ),
        ),
        Section(
            say("Promises and money", "承诺与款项"),
            (
                easel.table("promise_ledger.broken_promises", ("team",), ("late_median",)),
                easel.counts(Name("Compensation, by currency", "补偿：按币种"), "promise_ledger", ("currency",), ("money_open", "money_owed", "money_paid")),
            ),
        ),
        Section(
            say("Journeys, perception, pressure", "旅程、感知与打扰"),
            (
                easel.table("journeys_overview.first_contact_resolution", ("product",), ("journeys", "elapsed", "effort_mean")),
                easel.table("perception_gap.perception_gap", ("team",)),
                easel.table("attitude_resolution.courteous_unsolved_share", ("team",)),
                easel.table("contact_pressure.unwelcome_contacts", ("team",), ("contacts_made",)),
            ),
        ),
        Section(
            say("Nothing is lost", "数据一条不丢"),
            (
                easel.counts(
                    Name("The account of each source", "各来源的数据对账"), "accounts", ("source",),
                    ("received", "stored", "duplicates", "dead_lettered", "in_flight", "account_difference"), 24,
                ),
            ),
        ),
    )  # fmt: skip


def _with_rest(subject: Subject, figure: str) -> list[str]:
    return [f"{figure}{part}" for part in _PARTS if f"{figure}{part}" in subject.measures]


def _target(sql: str, *, weekly: bool = False) -> Json:
    """`format` of the data source: 0 rows by time, 1 a table."""
    query = "timeseries" if weekly else "table"
    return {
        "refId": "A",
        "datasource": CLICKHOUSE,
        "editorType": "sql",
        "queryType": query,
        "format": 0 if weekly else 1,
        "rawSql": sql,
    }


def _written(subject: Subject, measures: Sequence[str]) -> tuple[Json, ...]:
    """How each number is written; an n below what its figure needs stands out."""
    found: list[Json] = []
    for each in measures:
        unit, decimals = _UNITS[subject.measures[each].format]
        found.append(_override(subject, each, {"unit": unit, "decimals": decimals}))
        least = (
            registry().figure(each.removesuffix("_n")).least if each.endswith("_n") and _figured(each) else 0
        )
        if least:
            steps: list[Json] = [{"color": "orange", "value": None}, {"color": "text", "value": least}]
            few: dict[str, Json | str] = {
                "thresholds": {"mode": "absolute", "steps": steps},
                "color": {"mode": "thresholds"},
                "custom.cellOptions": {"type": "color-text"},
            }
            found.append(_override(subject, each, few))
    return tuple(found)


def _figured(measure: str) -> bool:
    return measure.removesuffix("_n") in registry().figures


def _band(subject: Subject, figure: str) -> tuple[Json, ...]:
    low, high = f"{figure}_low", f"{figure}_high"
    line: dict[str, Json | str | int | bool] = {
        "custom.drawStyle": "line",
        "custom.showPoints": "always",
        "custom.spanNulls": False,
        "custom.insertNulls": _WEEKS,
    }
    return (
        _override(subject, figure, line),
        _override(subject, low, {**line, "custom.lineWidth": 0, "custom.showPoints": "never"}),
        _override(
            subject,
            high,
            {
                **line,
                "custom.lineWidth": 0,
                "custom.showPoints": "never",
                "custom.fillBelowTo": subject.metric(low),
                "custom.fillOpacity": 20,
            },
        ),
        _override(
            subject,
            f"{figure}_n",
            {
                "custom.drawStyle": "bars",
                "custom.fillOpacity": 25,
                "custom.axisPlacement": "right",
                "custom.axisLabel": "n",
                "min": 0,
            },
        ),
    )


def _override(subject: Subject, measure: str, properties: Mapping[str, "Json | str | int | bool"]) -> Json:
    return {
        "matcher": {"id": "byName", "options": subject.metric(measure)},
        "properties": [{"id": id_, "value": value} for id_, value in properties.items()],
    }


def _variable(easel: _Easel, column: str) -> Json:
    return {
        "name": column,
        "label": said(LABELS[column], easel.lang),
        "type": "query",
        "datasource": CLICKHOUSE,
        "query": asking.values_of(easel.subjects["experience_daily"], column),
        "refresh": 2,
        "multi": True,
        "includeAll": True,
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
    }
