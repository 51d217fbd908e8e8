"""The leadership dashboards read as Grafana's user does: by the role of readers, who see no words and no customer."""

import re
from datetime import date
from pathlib import Path

import pytest

from pipeline.access import readable
from pipeline.warehouse.views import shipped
from tests.deploy.grafana_macros import filled
from tests.deploy.granted import DATABASE, asked, granted
from tests.deploy.panels import read

ROLE = "earshot_reader"
SPAN = date(2026, 3, 2), date(2026, 4, 30)
READ = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)", re.IGNORECASE)


def queries(lang: str) -> dict[str, str]:
    """Of every panel, and of every filter's values."""
    board = read(f"earshot-leadership-{lang}")
    panels = {f"{panel.id} {panel.title}": panel.targets[0].raw_sql for panel in board.shown}
    return panels | {variable.name: variable.query for variable in board.templating.list}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_only_views_and_columns_of_readers_are_named(lang: str) -> None:
    seen = readable(ROLE)
    for title, sql in queries(lang).items():
        bare = re.sub(r"'[^']*'|`[^`]*`", "", sql)
        views = {*READ.findall(bare)}
        assert views, title
        assert views <= {*seen}, title
        hidden = {column for view in views for column in shipped()[view].columns} - {
            column for view in views for column in seen[view]
        }
        assert {*re.findall(r"\w+", bare)} & hidden == set(), title


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_today_s_engine_answers_a_reader_every_panel(defined: Path, lang: str) -> None:
    sent = {title: filled(sql, *SPAN) for title, sql in queries(lang).items()}
    _, *answers = asked(granted(ROLE), defined, [f"USE {DATABASE}", *sent.values()])
    refused = {t: said for t, said in zip(sent, answers, strict=True) if said.startswith("refused")}
    assert refused == {}
