"""A dashboard before Superset sees it: rows of charts, and the figures it explains."""

from dataclasses import dataclass
from typing import Final

from deploy.superset.charts import Chart
from schemas.taxonomy import Name

_REST: Final = ("", "_low", "_high", "_n", "_coverage")


@dataclass(frozen=True)
class Board:
    """A dashboard: its charts in rows of twelve twelfths, and the figures it explains at its foot."""

    id: str
    title: Name
    rows: tuple[tuple[Chart, ...], ...]
    explains: tuple[str, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(chart for row in self.rows for chart in row)


def with_rest(figure: str) -> tuple[str, ...]:
    """A share's measures: value, interval, n, coverage."""
    return tuple(f"{figure}{part}" for part in _REST)
