"""Shell scripts and YAML files of the whole project, by their linters."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Long lines are definitions in two languages; flow braces with and without spaces both read well.
RULES = """
extends: default
rules:
  line-length: disable
  document-start: disable
  truthy: {check-keys: false}
  comments: {min-spaces-from-content: 1}
  comments-indentation: disable
  braces: {max-spaces-inside: 1}
  brackets: {max-spaces-inside: 1}
  commas: {max-spaces-after: -1}
  colons: {max-spaces-after: -1}
  indentation: {spaces: consistent, indent-sequences: whatever}
"""
FOLDERS = (".ci", "agents", "benchmarks", "deploy", "docs", "pipeline", "requirements", "schemas", "tests")


def own() -> Iterator[Path]:
    return (path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file())


def yaml_files() -> list[Path]:
    """Templates of Helm are no YAML until they are rendered; secrets are not ours to read.

    Figures are read by libyaml, which takes `{en: What?, zh: ...}`; the linter's reader does not.
    """
    found = [path for path in own() if path.suffix in {".yaml", ".yml"}]
    return sorted(
        path for path in found if not {"templates", "secrets", "private_cases", "figures"} & {*path.parts}
    )


def scripts() -> list[Path]:
    return sorted(path for path in own() if first_line(path).startswith(("#!/bin/sh", "#!/usr/bin/env bash")))


def first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline(80).decode(errors="replace")


@pytest.mark.slow
def test_yaml_is_clean() -> None:
    words = [
        sys.executable,
        "-m",
        "yamllint",
        "--strict",
        "-d",
        RULES,
        "-f",
        "parsable",
        *map(str, yaml_files()),
    ]
    said = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert said.stdout + said.stderr == ""


@pytest.mark.slow
def test_shell_scripts_are_clean() -> None:
    checked = scripts()
    assert len(checked) >= 8
    program = shutil.which("shellcheck")
    assert program, "sh tests/install-services installs it"
    said = subprocess.run([program, *checked], capture_output=True, text=True, check=False, timeout=60)
    assert said.stdout == ""
