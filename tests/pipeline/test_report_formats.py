"""A briefing in HTML, Markdown and pictures: the same each time, in both languages, and harmless whatever customers say."""

import os
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reporting.drawing import drawn
from pipeline.reporting.excerpts import excerpt, plain, short, tame, width
from pipeline.reporting.files import replaced, write
from pipeline.reporting.rendering import html, in_markdown, kind_of, markdown, svg
from pipeline.reporting.wording import TEMPLATES, Language, Wording
from schemas.errors import Misused
from tests.briefs import FULL, QUIET

BOTH = pytest.mark.parametrize("language", ["en", "zh"])
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@BOTH
@pytest.mark.parametrize("brief", [QUIET, FULL], ids=["quiet", "full"])
def test_the_same_briefing_is_the_same_bytes(brief: object, language: Language) -> None:
    chosen = QUIET if brief is QUIET else FULL
    assert html(chosen, language) == html(chosen, language)
    assert markdown(chosen, language) == markdown(chosen, language)


@BOTH
def test_no_markup_and_no_steering_of_a_customer_reaches_html(language: Language) -> None:
    page = html(FULL, language)
    assert "&lt;script&gt;" in page
    assert not re.search(r"<(script|img|iframe|a)\b", page)
    assert not STEERING.search(page)


@BOTH
def test_nothing_a_customer_says_is_active_in_markdown(language: Language) -> None:
    text = markdown(FULL, language)
    assert not STEERING.search(text)
    for line in text.splitlines():
        for active in ("<", "[", "](", "~~", "${", "@all", "://", ":skull:"):
            assert not re.search(r"(?<!\\)" + re.escape(active), line), line
        assert len(re.findall(r"(?<!\\)`", line)) == (2 if line.startswith("> — ") else 0)


@BOTH
def test_tables_keep_their_columns(language: Language) -> None:
    lines = markdown(FULL, language).splitlines()
    widths = [len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0 for line in lines]
    for above, below in pairwise(widths):
        assert not above or not below or above == below


@given(st.text())
def test_escaped_text_is_one_line_and_says_the_same(text: str) -> None:
    written = in_markdown(text)
    assert "\n" not in written
    assert re.sub(r"\\(.)", r"\1", written) == tame(text)
    assert not re.search(r"(?<!\\)[*_`<>|\[\]](?<!\\.)", re.sub(r"\\.", "", written))


@given(st.text(), st.integers(4, 60))
def test_what_is_cut_fits_and_begins_alike(text: str, columns: int) -> None:
    cut = short(text, columns)
    assert width(cut) <= columns
    assert plain(text).startswith(cut.removesuffix("…").rstrip()) or cut == plain(text)


@given(st.text(), st.text(min_size=1), st.text(), st.integers(20, 200))
def test_an_excerpt_is_part_of_what_was_said(lead: str, evidence: str, rest: str, columns: int) -> None:
    words = lead + evidence + rest
    cut = excerpt(words, evidence, columns)
    assert cut.before + cut.evidence + cut.after in plain(words)
    assert width(cut.before + cut.evidence + cut.after) <= columns
    assert cut.cut_before or plain(words).startswith(cut.before)


def test_the_evidence_stays_in_sight_in_a_long_text() -> None:
    words = "很久以前的事。" * 100 + "周五之前退款没有兑现" + "后来的事。" * 100
    cut = excerpt(words, "周五之前退款没有兑现", 100)
    assert cut.evidence == "周五之前退款没有兑现"
    assert (cut.cut_before, cut.cut_after) == (True, True)
    assert 20 < width(cut.before) < 40


@BOTH
@pytest.mark.parametrize("brief", [QUIET, FULL], ids=["quiet", "full"])
def test_pictures_are_documents_of_their_own_with_words_for_those_who_cannot_see(
    brief: object, language: Language
) -> None:
    pictures = svg(drawn(FULL if brief is FULL else QUIET, Wording(language)))
    assert len(pictures) == 5
    for picture in pictures:
        root = ET.fromstring(picture)  # noqa: S314 - ours
        assert root.get("aria-label")
        assert not [part for part in root.iter() if part.tag.endswith(("script", "image", "foreignObject"))]


@BOTH
def test_every_word_is_in_the_language(language: Language) -> None:
    text = markdown(QUIET, language)
    foreign = (
        re.search(r"[\u4e00-\u9fff]", text) if language == "en" else re.search(r"[a-z]{4,}(?<!voices)", text)
    )
    assert foreign is None or foreign[0] in {"ilson", "onett", "rice"}
    assert Wording(language).word("no_data") in text


def test_both_languages_put_the_same_into_every_text() -> None:
    words = yaml.safe_load((TEMPLATES / "words.yaml").read_text(encoding="utf-8"))
    holes = {
        name: [set(re.findall(r"\{(\w+)\}", said[key])) for key in ("en", "zh")]
        for name, said in words.items()
    }
    assert {name: both for name, both in holes.items() if both[0] != both[1]} == {}


@BOTH
def test_words_keep_the_spaces_around_their_evidence(language: Language) -> None:
    for written in (markdown(FULL, language), re.sub(r"</?mark>", "", html(FULL, language))):
        assert "Nobody ever called me back. Nobody" in written


@BOTH
def test_too_few_and_no_data_are_said(language: Language) -> None:
    say = Wording(language)
    assert say.word("too_few") in html(FULL, language)  # promises rest on 28
    assert say.word("no_data") in html(QUIET, language)
    assert say.word("account_open", missing=789) in html(FULL, language)


def test_a_file_is_replaced_whole_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "week 34.md"
    target.write_text("old")
    target.chmod(0o640)
    write(FULL, "en", target, "md")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        *(f"week 34-{number}.svg" for number in range(1, 6)),
        "week 34.md",
    ]
    assert target.stat().st_mode & 0o777 == 0o640
    places = re.findall(r"!\[[^\n]*\]\((\S+)\)", target.read_text(encoding="utf-8"))
    assert places == [f"week%2034-{number}.svg" for number in range(1, 6)]


def test_a_name_that_is_long_or_no_text_is_a_name(tmp_path: Path) -> None:
    for name in ("x" * 240 + ".html", os.fsdecode(b"week\xff.md")):
        target = tmp_path / name
        write(QUIET, "en", target, kind_of(target))
        assert target.read_bytes()
    assert "(week%FF-1.svg)" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["none/report.md", "", "x" * 300])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misused, match="cannot write"):
        replaced(tmp_path / name, b"text")


def test_the_ending_names_the_format() -> None:
    assert [kind_of(Path(name)) for name in ("a.html", "a.MD", "a.b.pdf")] == ["html", "md", "pdf"]
    with pytest.raises(Misused, match=r"\.docx"):
        kind_of(Path("a.docx"))
