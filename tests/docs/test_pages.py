"""Whatever the pages show can be used as it stands: commands, settings, events, configuration."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from deploy.docs.__main__ import written as made
from pipeline.__main__ import COMMANDS, earshot
from pipeline.settings import Settings, load
from schemas.envelope import decode
from tests.docs.written import DOCS, PAGES, ROOT, TITLES, blocks

COMMAND = re.compile(r"(?:^|[\s`/(|;&])earshot(?P<rest>(?: +[^\s`|;&)#>]+)+)", re.MULTILINE)
SETTING = re.compile(r"\bEARSHOT_([A-Z][A-Z_]*[A-Z])\b")
# No settings: the file of them, what tests set, and what compose and Superset read; X and NAME stand for any.
OF_OTHERS = {"CONFIG", "FAILPOINT", "PUBLISHED", "SUPERSET_WAREHOUSE", "X_FILE", "NAME_FILE"}
by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def said(page: Path) -> str:
    """The page, with commands that go on in the next line made one, and bars as a table writes them made plain."""
    return re.sub(r"\\\n\s*", " ", page.read_text(encoding="utf-8")).replace(r"\|", "|")


def words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # a quotation that the prose around it does not close
        return line.split()


def known(named: list[str]) -> Iterator[str]:
    """What is wrong with this use of the command."""
    command: click.Command = earshot
    context = click.Context(earshot)
    for word in named:
        if word.startswith("-"):
            options = {each for option in command.params for each in (*option.opts, *option.secondary_opts)}
            if word.partition("=")[0] not in {*options, "--help", "-h", "--version"}:
                yield f"earshot {' '.join(named)}: {command.name} has no {word}"
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                yield f"earshot {' '.join(named)}: no command {word}"
                return
            command = found


@by_name
def test_every_command_exists_with_its_options(page: Path) -> None:
    used = [words(found["rest"]) for found in COMMAND.finditer(said(page))]
    ours = [each for each in used if each and each[0] in {*COMMANDS, "--help", "--version"}]
    assert [fault for each in ours for fault in known(each)] == []


@by_name
def test_what_code_calls_earshot_is_a_command(page: Path) -> None:
    code = re.findall(r"`earshot ([a-z-]+)", page.read_text(encoding="utf-8"))
    assert [name for name in code if name not in COMMANDS] == []


@by_name
def test_every_setting_is_known(page: Path) -> None:
    settings = {*Settings.__struct_fields__}
    others = {each.lower() for each in OF_OTHERS} | {f"{each}_file" for each in settings}
    named = {name.lower() for name in SETTING.findall(page.read_text(encoding="utf-8"))}
    assert sorted(named - settings - others) == []


@by_name
def test_every_block_parses_in_its_language(page: Path) -> None:
    for block in blocks(page):
        if block.language == "json":
            json.loads(block.text)
        if block.language == "yaml":
            assert list(yaml.safe_load_all(block.text))
        if block.language == "toml":
            assert {*tomllib.loads(block.text)} <= {*Settings.__struct_fields__}


@by_name
def test_every_heading_of_a_block_is_one_that_a_test_runs(page: Path) -> None:
    assert {block.title for block in blocks(page)} <= {"", *TITLES}


@by_name
def test_events_are_ours(page: Path) -> None:
    """An object with a type and a source is an event."""
    for block in blocks(page):
        if block.language == "json" and {"type", "source"} <= json.loads(block.text).keys():
            decode(block.text.encode())


def test_the_settings_that_ship_are_settings() -> None:
    assert load({"EARSHOT_CONFIG": str(ROOT / "deploy" / "earshot.toml")}) == load({})


@pytest.mark.parametrize("page", [*made()], ids=lambda page: page.name)
def test_what_is_made_is_what_the_code_says(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == made()[page], "run `make docs`"


def test_every_command_explains_itself() -> None:
    for name in COMMANDS:
        assert CliRunner().invoke(earshot, [name, "--help"]).exit_code == 0


def test_the_pages_for_beginners_stand_in_both_languages() -> None:
    chinese = sorted(page.name for page in (DOCS / "zh").glob("*.md"))
    assert chinese == ["concepts.md", "index.md", "start.md"]
    assert [name for name in chinese if not (DOCS / name).exists()] == []
