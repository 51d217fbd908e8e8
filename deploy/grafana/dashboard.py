"""What Grafana reads: panels on a grid of 24 columns, as its JSON has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deploy.superset.wording import Lang

Json = Mapping[str, "str | int | float | bool | Json | Sequence[Json] | Sequence[str] | None"]

SCHEMA: Final = 41
PROMETHEUS: Final[Json] = {"type": "prometheus", "uid": "earshot-prometheus"}
CLICKHOUSE: Final[Json] = {"type": "grafana-clickhouse-datasource", "uid": "earshot-clickhouse"}
PANEL_HEIGHT: Final = 8
COLUMNS: Final = 24


@dataclass(frozen=True)
class Panel:
    """One panel before it has its place. `width` in columns of 24, `height` in Grafana's units of 30 pixels."""

    title: str
    meaning: str
    kind: str
    width: int
    targets: tuple[Json, ...]
    source: Json
    defaults: Json
    options: Json
    overrides: tuple[Json, ...] = ()
    height: int = PANEL_HEIGHT


@dataclass(frozen=True)
class Section:
    """A heading and the panels under it, from left to right."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Page:
    """A dashboard. `variables` are Grafana's, `span` is what it shows when opened, such as `now-6h`."""

    uid: str
    title: str
    lang: Lang
    tags: tuple[str, ...]
    span: str
    refresh: str
    sections: tuple[Section, ...]
    variables: tuple[Json, ...] = ()


def drawn(page: Page) -> Json:
    """The dashboard as Grafana imports it."""
    return {
        "uid": page.uid,
        "title": page.title,
        "tags": ["earshot", *page.tags, page.lang],
        "schemaVersion": SCHEMA,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "utc",
        "weekStart": "monday",
        "refresh": page.refresh,
        "time": {"from": page.span, "to": "now"},
        "templating": {"list": [*page.variables]},
        "annotations": {"list": []},
        "links": [],
        "panels": placed(page.sections),
    }


def placed(sections: Sequence[Section]) -> list[Json]:
    """Row headings and panels with their places; a panel that does not fit beside the last begins a new line."""
    found: list[Json] = []
    top = 0
    for section in sections:
        found.append(_row(section.title, len(found) + 1, top))
        top, left, height = top + 1, 0, 0
        for panel in section.panels:
            if left + panel.width > COLUMNS:
                top, left, height = top + height, 0, 0
            found.append(_drawn(panel, len(found) + 1, left, top))
            left, height = left + panel.width, max(height, panel.height)
        top += height
    return found


def _row(title: str, id_: int, top: int) -> Json:
    grid: Json = {"h": 1, "w": COLUMNS, "x": 0, "y": top}
    return {"id": id_, "type": "row", "title": title, "collapsed": False, "gridPos": grid, "panels": []}


def _drawn(panel: Panel, id_: int, left: int, top: int) -> Json:
    return {
        "id": id_,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.meaning,
        "datasource": panel.source,
        "gridPos": {"h": panel.height, "w": panel.width, "x": left, "y": top},
        "targets": list(panel.targets),
        "fieldConfig": {"defaults": panel.defaults, "overrides": list(panel.overrides)},
        "options": panel.options,
    }
