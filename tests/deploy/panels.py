"""Dashboards read back from their files, as far as tests look at them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

FOLDER: Final = Path(__file__).parents[2] / "deploy" / "grafana" / "dashboards"


class Source(msgspec.Struct, frozen=True):
    type: str
    uid: str


class Target(msgspec.Struct, frozen=True, rename="camel"):
    datasource: Source
    expr: str = ""
    raw_sql: str = ""
    format: int = 1


class Field(msgspec.Struct, frozen=True):
    """What a panel says of its fields; Grafana's own types hold the rest to account."""

    defaults: Mapping[str, Any]
    overrides: tuple[Mapping[str, Any], ...]


class Place(msgspec.Struct, frozen=True):
    h: int
    w: int
    x: int
    y: int


class Panel(msgspec.Struct, frozen=True, rename="camel"):
    id: int
    type: str
    title: str
    grid_pos: Place
    description: str = ""
    targets: tuple[Target, ...] = ()
    field_config: Field | None = None
    options: Mapping[str, Any] = {}


class Variable(msgspec.Struct, frozen=True):
    name: str
    query: str


class Templating(msgspec.Struct, frozen=True):
    list: tuple[Variable, ...]


class Dashboard(msgspec.Struct, frozen=True):
    uid: str
    title: str
    panels: tuple[Panel, ...]
    templating: Templating

    @property
    def shown(self) -> Iterator[Panel]:
        """Panels, without the headings."""
        return (panel for panel in self.panels if panel.type != "row")

    def titled(self, kind: str, title: str) -> Panel:
        (found,) = [panel for panel in self.shown if (panel.type, panel.title) == (kind, title)]
        return found


def read(uid: str) -> Dashboard:
    return msgspec.json.decode((FOLDER / f"{uid}.json").read_bytes(), type=Dashboard)


def all_read() -> list[Dashboard]:
    return [read(path.stem) for path in sorted(FOLDER.glob("*.json"))]
