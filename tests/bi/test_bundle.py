"""The dashboards' files are what the definitions say, and keep clear of what Superset gets wrong without a word."""

import re
from collections import Counter
from pathlib import Path

import pytest

from deploy.superset.__main__ import FOLDER, write
from deploy.superset.bundle import boards_in, bundle
from deploy.superset.datasets import subjects
from deploy.superset.wording import LANGS, Lang

FILES = bundle()


def test_the_files_are_current() -> None:
    """If not: make dashboards."""
    kept = {
        str(file.relative_to(FOLDER)): file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.yaml")
    }
    assert kept == dict(FILES)


def test_no_two_things_have_one_name() -> None:
    uuids = Counter(re.findall(r"^uuid: (\S+)$", "\n".join(FILES.values()), re.MULTILINE))
    assert len(uuids) > len(FILES) / 2
    assert [uuid for uuid, times in uuids.items() if times > 1] == []


def test_both_languages_have_the_same() -> None:
    boards = {lang: boards_in(lang) for lang in LANGS}
    charts = {
        lang: [[chart.id for chart in board.charts] for board in found] for lang, found in boards.items()
    }
    assert charts["en"] == charts["zh"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_measure_is_called_like_no_column_and_no_other_measure(lang: Lang) -> None:
    """ClickHouse would take the aggregate for the column, also in WHERE."""
    for subject in subjects(lang).values():
        names = [*(subject.metric(id_) for id_ in subject.measures), *(each.name for each in subject.columns)]
        assert [name for name, times in Counter(names).items() if times > 1] == [], subject.id


def test_no_chart_has_a_time_grain() -> None:
    grains = [path for path, text in FILES.items() if re.search(r"time_grain_sqla: (?!null)", text)]
    assert grains == []


def test_no_query_calls_a_function_that_superset_rewrites() -> None:
    """It writes toMonday as dateTrunc, which old servers do not know."""
    found = [path for path, text in FILES.items() if re.search(r"\bto(Monday|StartOf\w+|YYYYMM)\(", text)]
    assert found == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_share_stands_beside_its_interval_and_n(lang: Lang) -> None:
    for board in boards_in(lang):
        for chart in board.charts:
            if chart.form["viz_type"] != "table" or "metrics" not in chart.form:
                continue
            shown = chart.form["metrics"]
            assert isinstance(shown, list)
            for id_ in chart.subject.measures:
                if chart.subject.metric(id_) in shown and f"{id_}_low" in chart.subject.measures:
                    rest = [chart.subject.metric(f"{id_}{part}") for part in ("_low", "_high", "_n")]
                    assert set(rest) <= set(shown), (board.id, chart.id, id_)


def test_nothing_in_the_files_is_a_password() -> None:
    assert "superset:XXXXXXXXXX@" in FILES["databases/earshot.yaml"]


def test_what_an_earlier_release_left_goes(tmp_path: Path) -> None:
    old = tmp_path / "charts" / "overview" / "gone_en.yaml"
    old.parent.mkdir(parents=True)
    old.write_text("slice_name: gone\n")
    write(tmp_path)
    assert not old.exists()
    assert (tmp_path / "metadata.yaml").exists()
