"""`earshot report` on a simulated bank: in every format, without a browser, and where a person asked wrongly."""

import re
from pathlib import Path

import pytest

from tests.cli import earshot

pytestmark = pytest.mark.slow
WEEK = "2026-W31"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    done = earshot(folder, "demo", "--no-serve", "--customers", "150")
    assert done.returncode == 0, done.stderr.decode()
    return folder / "demo"


def test_the_terminal_gets_markdown_of_the_last_complete_week(home: Path) -> None:
    done = earshot(home, "report")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert text.startswith("# What customers lived through\n")
    assert "it closes" in text
    assert "![" not in text


def test_the_same_facts_and_week_are_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        for kind in ("html", "md"):
            done = earshot(
                home, "report", "--week", WEEK, "--language", "zh", "--to", str(tmp_path / name / f"r.{kind}")
            )
            assert done.returncode == 2  # no such folder
        (tmp_path / name).mkdir()
        for kind in ("html", "md"):
            done = earshot(
                home, "report", "--week", WEEK, "--language", "zh", "--to", str(tmp_path / name / f"r.{kind}")
            )
            assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    one, other = [
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("a", "b")
    ]
    assert one == other
    assert len(one) == 7
    assert "客户的真实经历" in one["r.html"].decode()


def test_a_pdf_has_two_pages(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    done = earshot(home, "report", "--week", WEEK, "--to", str(target))
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["report.pdf"]


def test_without_a_browser_it_says_what_to_install_and_leaves_the_file(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    done = earshot(home, "report", "--week", WEEK, "--to", str(target), settings={"PATH": str(tmp_path)})
    assert done.returncode == 3
    assert b"apt install chromium" in done.stderr
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--week", "2026-34"), "2026-W34"),
        (("--week", "9000-W01"), "is not over before"),
        (("--to", "report.docx"), ".html, .md or .pdf"),
        (("--language", "fr"), "'en', 'zh'"),
    ],
)
def test_a_wrong_question_is_one_line(home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = earshot(home, "report", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
