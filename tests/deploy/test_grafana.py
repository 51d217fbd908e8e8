"""The dashboards are those of this release, in both languages, and ask only what there is."""

import re
from pathlib import Path

import yaml

from deploy.grafana.__main__ import FOLDER, dashboards
from deploy.grafana.leadership import HEADLINES
from pipeline.figures import registry
from pipeline.observing import names
from pipeline.observing.names import Kind
from tests.deploy.panels import all_read, read
from tests.deploy.test_prometheus_rules import rules

PROVISIONING = Path(__file__).parents[2] / "deploy" / "grafana" / "provisioning"
METRIC = re.compile(r"\b(?:(?:earshot|process)_\w+|\w+:earshot_\w+:\w+)")


def told() -> set[str]:
    """All series that there are."""
    found = {name for name, _ in names.PROCESS} | {rule.record for rule in rules()}
    for name in (*names.ALL, *names.FRONT):
        parts = ("_bucket", "_sum", "_count") if name.kind is Kind.HISTOGRAM else ("",)
        found |= {f"{name.name}{part}" for part in parts}
    return found


def asked(expr: str) -> set[str]:
    return {*METRIC.findall(re.sub(r'"[^"]*"', "", expr))}


def test_the_dashboards_are_current() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert files == dashboards(), "run `make dashboards`"


def test_rules_and_panels_ask_only_for_series_that_are_told() -> None:
    exprs = [rule.expr for rule in rules()]
    exprs += [target.expr for board in all_read() for panel in board.shown for target in panel.targets]
    assert set().union(*map(asked, exprs)) <= told()


def test_every_metric_is_shown_to_those_who_run_it() -> None:
    exprs = [target.expr for panel in read("earshot-operations-en").shown for target in panel.targets]
    recorded = {rule.record: rule.expr for rule in rules() if rule.record}
    seen = set().union(*map(asked, exprs))
    seen |= set().union(*(asked(recorded[each]) for each in seen & {*recorded}))
    for name in (*names.ALL, *names.FRONT):
        assert any(each.startswith(name.name) for each in seen), name.name


def test_both_languages_show_the_same() -> None:
    for kind in ("operations", "leadership"):
        english, chinese = (read(f"earshot-{kind}-{lang}") for lang in ("en", "zh"))
        shape = [[(panel.type, panel.grid_pos) for panel in board.panels] for board in (english, chinese)]
        assert shape[0] == shape[1]
        assert [variable.name for variable in english.templating.list] == [
            variable.name for variable in chinese.templating.list
        ]
        for panel in chinese.panels:
            assert re.search(r"[\u4e00-\u9fff]", panel.title), panel.title
        for panel in chinese.shown:
            assert re.search(r"[\u4e00-\u9fff]", panel.description), panel.title
        for panel in english.shown:
            assert panel.description
            assert not re.search(r"[\u4e00-\u9fff]", panel.title + panel.description), panel.title


def test_data_sources_are_those_that_are_provided() -> None:
    provided = yaml.safe_load((PROVISIONING / "datasources" / "earshot.yaml").read_text(encoding="utf-8"))
    known = {(source["type"], source["uid"]) for source in provided["datasources"]}
    asked_for = {
        (target.datasource.type, target.datasource.uid)
        for board in all_read()
        for panel in board.shown
        for target in panel.targets
    }
    assert asked_for == known


def test_panels_do_not_lie_on_each_other() -> None:
    for board in all_read():
        taken = [
            (x, y)
            for place in (panel.grid_pos for panel in board.panels)
            for x in range(place.x, place.x + place.w)
            for y in range(place.y, place.y + place.h)
        ]
        assert len(taken) == len({*taken})
        assert max(x for x, _ in taken) < 24
        assert len({panel.id for panel in board.panels}) == len(board.panels)


def test_an_n_that_is_too_small_stands_out_where_the_definition_says() -> None:
    board = read("earshot-leadership-en")
    for place in HEADLINES:
        figure = registry().figure(place.partition(".")[2])
        panel = board.titled("stat", figure.name.en)
        assert panel.field_config
        steps = [
            step["value"]
            for override in panel.field_config.overrides
            for one in override["properties"]
            if one["id"] == "thresholds"
            for step in one["value"]["steps"]
        ]
        assert steps == [None, figure.least]
        assert figure.definition.en in panel.description


def test_lines_break_where_there_is_no_data() -> None:
    for board in all_read():
        for panel in board.shown:
            if panel.type != "timeseries":
                continue
            assert panel.field_config
            custom = dict(panel.field_config.defaults.get("custom", {}))
            for override in panel.field_config.overrides:
                custom |= {one["id"].removeprefix("custom."): one["value"] for one in override["properties"]}
            assert custom["spanNulls"] is False
            assert custom["insertNulls"] > 0
