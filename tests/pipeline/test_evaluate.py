"""`earshot evaluate`, by its real door, on a few texts of our own; the baselines are the real ones."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from pipeline.commands.evaluate import command
from pipeline.evaluation.judges import SNOWNLP, TEXTBLOB, VADER, Judge, Opinion, baselines, label_of
from pipeline.evaluation.marking import Samples, marked
from pipeline.evaluation.reports import Report, Task
from pipeline.evaluation.rows import Row
from pipeline.probabilities import Probabilities
from schemas.interactions import Feeling
from tests.cli import earshot

pytestmark = pytest.mark.slow  # models are taught in it

THREE = (
    ("shop", "en", "I love it, they helped me at once!", "positive", 0),
    ("shop", "en", "Still no refund and nobody answers. Terrible.", "negative", 1),
    ("shop", "en", "What time do you open on Monday?", "neutral", 0),
    ("店", "zh", "服务非常好，特别满意，谢谢！", "positive", 0),
    ("店", "zh", "退款到现在都没到账，态度特别差！", "negative", 1),
    ("店", "zh", "请问你们周一几点开门？", "neutral", 0),
)
TWO = (
    ("app", "en", "Great app, love it", "positive", None),
    ("app", "en", "Keeps crashing, useless", "negative", None),
    ("app", "en", "ok", "positive", None),
)


def folder(place: Path, rows: Sequence[tuple[str, str, str, str, int | None]]) -> Path:
    lines = [
        msgspec.json.encode(
            {"source": source, "lang": lang, "text": text, "sentiment": sentiment, "complaint": complaint}
        )
        for source, lang, text, sentiment, complaint in rows
    ]
    (place / "rows.jsonl").write_bytes(b"\n".join(lines))
    return place


def run(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [str(place), *arguments], env={"COLUMNS": "120"})


def report(place: Path, *arguments: str) -> Report:
    result = run(place, "--json", *arguments)
    assert result.exit_code == 0, result.output
    return msgspec.json.decode(result.stdout, type=Report)


def test_each_language_and_task_is_measured(tmp_path: Path) -> None:
    found = report(folder(tmp_path, THREE), "--no-baselines")
    assert [(one.task, one.source, one.lang, one.rows) for one in found.sets] == [
        (Task.SENTIMENT, "shop", "en", 3),
        (Task.SENTIMENT, "店", "zh", 3),
        (Task.COMPLAINT, "shop", "en", 3),
        (Task.COMPLAINT, "店", "zh", 3),
    ]
    for one in found.sets:
        (ours,) = one.judged
        assert (ours.judge, ours.n, ours.coverage, ours.accuracy, ours.macro_f1) == ("earshot", 3, 1, 1, 1)
        assert ours.low < 1 == ours.high
        assert [sum(row) for row in ours.confusion] == [1, 1, 1] if len(one.classes) == 3 else [2, 1]
    assert all(one.judged[0].calibration for one in found.sets if one.task is Task.SENTIMENT)
    assert [(mean.task, mean.lang, mean.sets, mean.macro_f1) for mean in found.means] == [
        (Task.SENTIMENT, "en", 1, 1),
        (Task.SENTIMENT, "zh", 1, 1),
        (Task.COMPLAINT, "en", 1, 1),
        (Task.COMPLAINT, "zh", 1, 1),
    ]


def test_english_baselines_answer_the_same_rows(tmp_path: Path) -> None:
    found = report(folder(tmp_path, [row for row in THREE if row[1] == "en"]))
    for one in found.sets:
        assert [(measured.judge, measured.n) for measured in one.judged] == [
            ("earshot", 3),
            ("textblob", 3),
            ("vader", 3),
        ]
        assert [measured.calibration for measured in one.judged[1:]] == [None, None]


@pytest.mark.slow
def test_snownlp_answers_for_chinese(tmp_path: Path) -> None:
    found = report(folder(tmp_path, THREE))
    assert {(mean.lang, mean.judge) for mean in found.means} == {
        ("en", "earshot"),
        ("en", "textblob"),
        ("en", "vader"),
        ("zh", "earshot"),
        ("zh", "snownlp"),
    }
    (snownlp,) = [judge for judge in baselines(frozenset({"zh"})) if judge.name == "snownlp"]
    for text in ("?!", " . ", "12", "abc", "很好", "😀", "好" * 3_000):
        polarity = snownlp.opine(text).polarity
        assert polarity is not None
        assert -1 <= polarity <= 1


def test_two_classes_are_told_apart_by_the_sign_and_unscored_is_wrong(tmp_path: Path) -> None:
    (one,) = report(folder(tmp_path, TWO), "--no-baselines").sets
    (ours,) = one.judged
    assert one.classes == ("negative", "positive")
    assert (ours.coverage, ours.accuracy, ours.three_way) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert ours.columns == ("negative", "neutral", "positive", "unscored")
    assert ours.confusion == ((1, 0, 0, 0), (0, 0, 1, 1))


def opined(*pairs: tuple[Feeling, Opinion]) -> list[tuple[Row, Opinion]]:
    return [(Row(text="x", lang="en", source="s", sentiment=truth), said) for truth, said in pairs]


def test_a_faint_polarity_is_neutral_as_a_label_and_an_answer_by_its_sign() -> None:
    faint = Opinion(Feeling.NEUTRAL, 0.1, Probabilities(0.2025, 0.495, 0.3025))
    even = Opinion(Feeling.NEUTRAL, 0.0, Probabilities(0.25, 0.5, 0.25))
    found = marked(
        Task.SENTIMENT, "x", opined((Feeling.POSITIVE, faint), (Feeling.NEGATIVE, even)), Samples()
    )
    assert (found.accuracy, found.three_way, found.even) == (1, 0, 1)
    assert found.calibration is not None
    assert [(part.low, part.n) for part in found.calibration.bins] == [(0.5, 2)]
    assert found.calibration.error == pytest.approx(1 - (0.55**2 / (0.55**2 + 0.45**2) + 0.5) / 2)


def test_a_probability_of_complaint_is_calibrated_for_either_answer() -> None:
    rows = [Row(text="x", lang="en", source="s", complaint=truth) for truth in (1, 0, 0)]
    said = [
        Opinion(complaint=True, complaint_probability=0.9),
        Opinion(complaint=False, complaint_probability=0.1),
        Opinion(),
    ]
    found = marked(Task.COMPLAINT, "x", list(zip(rows, said, strict=True)), Samples())
    assert [found.coverage, found.f1] == pytest.approx([2 / 3, 1])
    assert found.calibration is not None
    assert [found.calibration.n, found.calibration.error] == pytest.approx([2, 0.1])


def test_topics_are_scored_as_sets_and_no_topic_is_an_answer() -> None:
    wanted = (("refund", "waiting"), (), ("refund",))
    said = (frozenset({"refund"}), frozenset[str](), frozenset({"refund"}))
    rows = [Row(text="x", lang="en", source="s", topics=topics) for topics in wanted]
    opinions = [Opinion(topics=topics) for topics in said]
    found = marked(Task.TOPICS, "x", list(zip(rows, opinions, strict=True)), Samples(most=5))
    assert (found.accuracy, found.coverage, found.macro_f1) == pytest.approx((2 / 3, 2 / 3, 0.5))
    assert found.f1 == pytest.approx(0.8)
    assert [(mistake.truth, mistake.said) for mistake in found.mistakes] == [("refund, waiting", "refund")]


def test_labels_that_are_not_ours_are_told_from_our_topics() -> None:
    rows = [Row(text="x", lang="en", source="s", label=name) for name in ("late", "late", "bill") * 10]
    said = [Opinion(topics=frozenset({"delivery"} if row.label == "late" else ())) for row in rows]
    found = marked(Task.LABELS, "x", list(zip(rows, said, strict=True)), Samples())
    assert [found.accuracy, found.macro_f1, found.coverage, found.frequent] == pytest.approx(
        [1, 1, 2 / 3, 2 / 3]
    )


def test_mistakes_are_redacted_and_the_same_ones_again(tmp_path: Path) -> None:
    rows = [("s", "en", f"Love it, write to a{number}@example.com", "negative", None) for number in range(9)]
    found = [report(folder(tmp_path, rows), "--no-baselines", "--errors", "3") for _ in range(2)]
    mistakes = found[0].sets[0].judged[0].mistakes
    assert len(mistakes) == 3
    assert all("[email]" in mistake.text and mistake.said == "positive" for mistake in mistakes)
    assert found[0] == found[1]


def test_the_terminal_shows_figures_and_no_markup_of_a_text(tmp_path: Path) -> None:
    rows = [("[red]", "en", "Great [/bold] \x1b[31m love it", "negative", 1), *THREE]
    shown = run(folder(tmp_path, rows), "--no-baselines", "--errors", "1").stdout
    for words in (
        "sentiment · [red] · en   1 rows",
        "truth \\ answer",
        "probability",
        "mean over sets",
        "unscored",
        "positive +",
        "truly negative: Great [/bold] \\u001b[31m love it",
        "An unscored row counts as wrong",
    ):
        assert words in shown
    assert "truth" not in run(tmp_path, "--no-baselines", "--brief").stdout


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no data")
    (tmp_path / "dialogues.jsonl").write_bytes(b'{"text": "a", "lang": "en", "source": "b"}\n')
    place = folder(tmp_path, THREE)
    shown = run(place, "--no-baselines").stdout
    assert "left out of notes.txt: the file: neither .jsonl nor .jsonl.gz" in shown
    assert "left out of dialogues.jsonl: 1 rows: line 1: no label" in shown


def test_a_limit_draws_rows_and_says_of_how_many(tmp_path: Path) -> None:
    rows = [("s", "en", f"This is fine, number {number}.", "neutral", None) for number in range(30)]
    place = folder(tmp_path, rows)
    assert "10 of 30 rows" in run(place, "--no-baselines", "--limit", "10").stdout
    assert report(place, "--no-baselines", "--limit", "0").sets[0].judged[0].n == 30


def test_a_folder_that_is_not_there_is_a_mistake_of_use(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in result.output


@pytest.mark.slow
def test_an_empty_folder_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    done = earshot(tmp_path, "evaluate", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"has no labelled row" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_without_the_extra_it_says_what_to_do(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "vaderSentiment.py").write_text("raise ImportError('hidden from this process')")
    (tmp_path / "data").mkdir()
    place = folder(tmp_path / "data", THREE)
    settings = {"PYTHONPATH": f"{hidden}:{Path(__file__).parents[2]}"}
    done = earshot(tmp_path, "evaluate", str(place), settings=settings)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"VADER is not installed: pip install 'earshot[evaluation]'" in done.stderr
    assert b"--no-baselines" in done.stderr
    assert earshot(tmp_path, "evaluate", str(place), "--no-baselines", settings=settings).returncode == 0


def test_thresholds_are_those_that_people_use() -> None:
    assert [label_of(polarity, TEXTBLOB).value for polarity in (-0.01, 0, 0.01)] == [
        "negative",
        "neutral",
        "positive",
    ]
    assert [label_of(p, VADER).value for p in (-0.05, -0.0499, 0.05)] == ["negative", "neutral", "positive"]
    assert [label_of(2 * s - 1, SNOWNLP).value for s in (0.39, 0.5, 0.61)] == [
        "negative",
        "neutral",
        "positive",
    ]


def test_a_judge_takes_what_it_knows() -> None:
    judge = Judge("x", lambda _: Opinion(), "en", frozenset({Task.SENTIMENT}))
    assert judge.takes(Task.SENTIMENT, "en")
    assert not judge.takes(Task.SENTIMENT, "zh")
    assert not judge.takes(Task.TOPICS, "en")
