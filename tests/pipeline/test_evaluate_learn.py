"""`earshot evaluate --learn`: labels that are not ours, learned from other rows of the same source."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from pipeline.commands.evaluate import command
from pipeline.evaluation.learning import LEARNED, grams_of, learned
from pipeline.evaluation.reports import Report
from pipeline.evaluation.rows import Row

pytestmark = pytest.mark.slow  # models are taught in it

NAMES = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn")
NAMEN = ("小安", "小波", "小陈", "小丹", "小易", "小方")
SAID = (
    ("line", "en", "late", "the flight was late, says {}"),
    ("line", "en", "bags", "my suitcase got lost, says {}"),
    ("城", "zh", "道路", "{}说马路坑坑洼洼没人修"),
    ("城", "zh", "学校", "{}说学校的作业太多"),
)


def folder(place: Path, names: Iterable[tuple[str, str]], sources: str = "line城") -> Path:
    place.mkdir()
    rows = [
        {"source": source, "lang": lang, "label": label, "text": text.format(name if lang == "en" else zh)}
        for name, zh in names
        for source, lang, label, text in SAID
        if source in sources
    ]
    (place / "rows.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, rows)))
    return place


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--no-baselines"], env={"COLUMNS": "120"})


@pytest.fixture
def tested(tmp_path: Path) -> Path:
    return folder(tmp_path / "tested", list(zip(NAMES, NAMEN, strict=True))[:2])


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    return folder(tmp_path / "taught", list(zip(NAMES, NAMEN, strict=True))[2:])


def test_what_is_learned_answers_beside_the_ear(tested: Path, taught: Path) -> None:
    result = run(str(tested), "--learn", str(taught), "--json")
    report = msgspec.json.decode(result.stdout, type=Report)
    assert [(one.source, [judged.judge for judged in one.judged]) for one in report.sets] == [
        ("line", ["earshot", LEARNED]),
        ("城", ["earshot", LEARNED]),
    ]
    for one in report.sets:
        mine = one.judged[1]
        assert (mine.n, mine.accuracy, mine.macro_f1, mine.coverage, mine.frequent) == (4, 1, 1, 1, 0.5)


def test_without_teachers_nothing_changes(tested: Path) -> None:
    report = msgspec.json.decode(run(str(tested), "--json").stdout, type=Report)
    assert {judged.judge for one in report.sets for judged in one.judged} == {"earshot"}


def test_a_source_without_teachers_is_answered_by_the_ear_alone(tested: Path, tmp_path: Path) -> None:
    some = folder(tmp_path / "some", [("Gus", "小高"), ("Hal", "小何")], sources="城")
    shown = run(str(tested), "--learn", str(some)).stdout
    assert shown.count(LEARNED) == 2  # the set's line and the mean's


def test_a_text_that_is_asked_teaches_nothing(tested: Path) -> None:
    result = run(str(tested), "--learn", str(tested))
    assert result.exit_code != 0
    assert "--learn: no row there" in str(result.exception)


def test_rows_of_one_label_tell_that_one() -> None:
    rows = [Row(text="x y", lang="en", source="s", label="a")]
    assert learned(rows, str.lower)(["p", "q"]) == ["a", "a"]


def test_texts_without_a_gram_are_told_too() -> None:
    rows = [
        Row(text=text, lang="en", source="s", label=label)
        for text, label in ((".", "a"), (",", "b"), (".", "a"))
    ]
    assert set(learned(rows, str.lower)([".", ""])) <= {"a", "b"}


def test_grams_are_those_of_hearing_with_characters_counted() -> None:
    assert {"not good", "¬good", "good", "<goo"} <= set(grams_of("Not good", str.lower))
    found = list(grams_of("好好的", str))
    assert (found.count("好"), found.count("好好"), found.count("的")) == (2, 1, 1)
    assert "a@b.example" not in " ".join(grams_of("mail a@b.example", str))
