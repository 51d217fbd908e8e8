"""The registry refuses what would leave a figure without its one definition, and says where."""

from typing import Any

import pytest

from schemas.defined import Registry
from schemas.drift import faults
from schemas.errors import Misused
from schemas.glosses import first_sentence, of_column, of_view
from schemas.registry import check, load
from schemas.taxonomy import Name

VIEWS = {"calm": ("day", "hits", "rate", "rate_low", "rate_high", "n", "whole"), "loud": ("day", "n", "all")}
FIGURE: dict[str, Any] = {
    "name": {"en": "Rate", "zh": "比率"},
    "question": {"en": "How many?", "zh": "多少？"},
    "definition": {"en": "Hits of n, in 1.5 rows. A choice.", "zh": "命中数。一个选择。"},
    "unit": "per 1,000",
    "better": "lower",
    "least": 30,
    "method": "count",
    "held": {"value": "calm.rate", "low": "calm.rate_low", "high": "calm.rate_high", "n": "calm.n"},
    "counts": {"view": "calm", "day": "day", "hits": "hits", "n": "n", "of": "whole", "per": 1000},
}
TEXT = {"en": "Something", "zh": "某物"}


def document(figures: dict[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    calm = TEXT | {"columns": {"hits": TEXT, "whole": TEXT}}
    loud = TEXT | {"columns": {"n": TEXT, "all": TEXT}}
    return {
        "views": {"calm": calm, "loud": loud},
        "columns": {"day": {"en": "UTC day", "zh": "日期"}},
        "figures": {"rate": FIGURE} if figures is None else figures,
    } | sections


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in FIGURE.items() if key != name}


def refusal(*documents: Any, views: dict[str, tuple[str, ...]] | None = VIEWS) -> str:
    with pytest.raises(Misused) as refused:
        load({f"{'abc'[n]}.yaml": each for n, each in enumerate(documents)}, views)
    return str(refused.value)


def test_what_is_whole_is_taken() -> None:
    registry = load({"a.yaml": document()}, VIEWS)
    assert registry.figure("rate").views == ("calm",)
    assert registry.figure("rate").file == "a.yaml"
    check(registry, VIEWS)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (FIGURE | {"unit": "parsec"}, "a.yaml: rate: Invalid enum value 'parsec' - at `$.unit`"),
        (FIGURE | {"better": "faster"}, "at `$.better`"),
        (FIGURE | {"least": -1}, "at `$.least`"),
        (FIGURE | {"method": ""}, "at `$.method`"),
        (FIGURE | {"name": {"en": "Rate"}}, "missing required field `zh`"),
        (FIGURE | {"colour": "red"}, "unknown field `colour`"),
        (without("unit"), "missing required field `unit`"),
        (FIGURE | {"held": {"low": "calm.rate_low"}}, "missing required field `value`"),
        (FIGURE | {"held": {"value": "calm.price"}}, "a.yaml: rate: there is no column calm.price"),
        (FIGURE | {"counts": FIGURE["counts"] | {"n": "m"}}, "a.yaml: rate: there is no column calm.m"),
        (
            FIGURE | {"counts": FIGURE["counts"] | {"over": "loud"}},
            "a.yaml: rate: there is no column loud.whole",
        ),
        (
            FIGURE | {"counts": FIGURE["counts"] | {"per": 100}},
            "rate: per 1,000 is not what a share times 100 is in",
        ),
        (
            FIGURE | {"held": {"value": "calm.rate", "low": "calm.n"}},
            "a.yaml: rate: an interval has two ends",
        ),
        (FIGURE | {"held": None, "counts": None}, "a.yaml: rate: it needs `held` or `counts`"),
    ],
)
def test_a_figure_that_is_not_whole_is_refused(figure: dict[str, Any], said: str) -> None:
    assert said in refusal(document({"rate": figure}))


def test_a_share_may_rest_on_the_rows_of_another_view() -> None:
    counts = {
        "view": "calm",
        "day": "day",
        "hits": "hits",
        "over": "loud",
        "n": "n",
        "of": "all",
        "per": 1000,
    }
    registry = load({"a.yaml": document({"rate": FIGURE | {"counts": counts}})}, VIEWS)
    assert registry.figure("rate").views == ("calm", "loud")


@pytest.mark.parametrize(
    ("section", "entry"),
    [("figures", {"rate": FIGURE}), ("views", {"calm": TEXT}), ("columns", {"day": TEXT})],
)
def test_an_id_is_given_once_over_all_files(section: str, entry: dict[str, Any]) -> None:
    (id_,) = entry
    assert refusal(document(), {section: entry}) == f"b.yaml: {id_}: a.yaml has this id too"


def test_a_note_is_no_figure() -> None:
    note = {"name": TEXT, "text": TEXT}
    assert load({"a.yaml": document(notes={"reading": note})}, VIEWS).note("reading").text == Name(**TEXT)
    assert refusal(document(notes={"rate": note})) == "a.yaml: rate: a figure has this id too"


@pytest.mark.parametrize("id_", ["Rate", "the rate", "1st", "", "比率"])
def test_ids_are_plain(id_: str) -> None:
    assert refusal(document({id_: FIGURE})).startswith(f"a.yaml: {id_}: an id must be lower-case")


def test_two_figures_cannot_be_one_column() -> None:
    other = FIGURE | {"counts": None}
    assert "calm.rate is the value of a.yaml: rate already" in refusal(
        document({"rate": FIGURE, "other": other})
    )


def test_a_column_that_is_a_figure_has_no_other_entry() -> None:
    calm = TEXT | {"columns": {"hits": TEXT, "whole": TEXT, "rate": TEXT}}
    loud = TEXT | {"columns": {"n": TEXT, "all": TEXT}}
    said = refusal(document(views={"calm": calm, "loud": loud}))
    assert said == "a.yaml: calm: calm.rate is the value of a.yaml: rate, which says what it means"


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ({"calm": VIEWS["calm"]}, "a.yaml: loud: there is no such view"),
        (VIEWS | {"new": ("day",)}, "schemas/views/new.sql: no file of schemas/figures has an entry for it"),
        (VIEWS | {"loud": ("day", "n")}, "a.yaml: loud: there is no column loud.all"),
        (VIEWS | {"loud": (*VIEWS["loud"], "x")}, "a.yaml: loud: the column x has no entry and no figure"),
        ({"calm": VIEWS["calm"][1:], "loud": ("n", "all")}, "there is no column calm.day"),
    ],
)
def test_a_drift_of_views_is_seen(views: dict[str, tuple[str, ...]], said: str) -> None:
    assert said in refusal(document(), views=views)


def test_a_column_that_no_view_has_needs_no_common_meaning() -> None:
    assert refusal(document(columns={"day": TEXT, "mood": TEXT})) == "a.yaml: mood: no view has this column"


def test_all_that_is_wrong_can_be_listed() -> None:
    registry = load({"a.yaml": document()})
    assert len([*faults(registry, {"calm": ("day",)})]) == 9


@pytest.mark.parametrize("wrong", [None, 3, [], {"figures": []}, {"figures": {"rate": 3}}, {"figure": {}}])
def test_a_file_of_another_form_is_refused(wrong: object) -> None:
    assert refusal(wrong).startswith("a.yaml")


@pytest.fixture
def registry() -> Registry:
    return load({"a.yaml": document()}, VIEWS)


@pytest.mark.parametrize(
    ("column", "comment"),
    [
        ("day", "UTC day. 日期"),
        ("hits", "Something. 某物"),
        ("rate", "Rate (per 1,000): Hits of n, in 1.5 rows. 比率（每千次）：命中数"),
        ("rate_low", "Rate: lower end of the 95 % interval. 比率：95% 区间下限"),
        ("n", "How many this rests on: Rate. 以下指标所依据的数量：比率"),
        ("unheard", ""),
    ],
)
def test_columns_are_commented_in_both_languages(registry: Registry, column: str, comment: str) -> None:
    assert of_column(registry, "calm", column, "Float64") == comment


def test_no_data_is_said_where_there_may_be_none(registry: Registry) -> None:
    said = of_column(registry, "calm", "rate_high", "Nullable(Float64)")
    assert said == "Rate: upper end of the 95 % interval; NULL: no data. 比率：95% 区间上限；NULL：无数据"


def test_a_view_is_commented_in_both_languages(registry: Registry) -> None:
    assert of_view(registry, "calm") == "Something. 某物"
    assert of_view(registry, "unheard") == ""


def test_the_first_sentence_ends_where_it_ends() -> None:
    assert first_sentence(Name("At 1.5 %. More.", "一句。二句。")) == Name("At 1.5 %", "一句")
    assert first_sentence(Name("Only one.", "只有一句")) == Name("Only one", "只有一句")


def test_what_is_not_there_is_named(registry: Registry) -> None:
    with pytest.raises(Misused, match="no figure is called 'mood'"):
        registry.figure("mood")
    with pytest.raises(Misused, match="no note is called 'mood'"):
        registry.note("mood")
