"""What can be known of the image without building it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from pipeline.settings import load
from tests.deploy.image import DOCKERFILE, environment, stages

TOOLS = Path(__file__).parents[2] / ".services" / "tools" / "bin"
COMPILERS = re.compile(r"\b(gcc|g\+\+|build-essential|clang|rustc|make|apt-get|apk)\b")


def test_what_runs_is_nobody_and_has_no_compiler() -> None:
    known = stages()
    assert [
        stage.name for stage in known.values() for word, rest in stage.lines if COMPILERS.search(rest)
    ] == []
    assert dict(known["runtime"].lines)["USER"] == "10001:10001"
    assert {stage.base for stage in (known["worker"], known["embedded"])} == {"runtime"}
    assert [*known][-1] == "worker", "what is built when nobody names a target"


@pytest.mark.parametrize("name", ["worker", "embedded"])
def test_each_image_says_how_it_is(name: str) -> None:
    lines = dict(stages()[name].lines)
    assert "HEALTHCHECK" in lines
    assert lines["CMD"] in {'["worker"]', '["run"]'}
    assert lines["COPY"].startswith(f"--from=built-{name} ")


def test_settings_of_the_image_are_settings() -> None:
    for name in ("worker", "embedded"):
        assert load(environment(name)).host == "0.0.0.0"  # noqa: S104 - in its container


def test_what_is_copied_reaches_the_builder(root: Path) -> None:
    """The ignore file lets through all that a stage copies, and nothing that is not there."""
    ignored = (root / "deploy" / "Dockerfile.dockerignore").read_text().split("\n")
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source
        for stage in stages().values()
        for word, rest in stage.lines
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert copied == let_in
    assert [path for path in copied if not (root / path).exists()] == []


def test_the_wheel_has_all_that_programs_read(root: Path) -> None:
    """An editable installation does not miss what pyproject.toml forgot to name."""
    named = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    forgotten = []
    for package in ("schemas", "agents", "pipeline"):
        files = {path for path in (root / package).rglob("*") if path.is_file()}
        packed = {path for glob in named.get(package, []) for path in (root / package).glob(glob)}
        code = {path for path in files if path.suffix in {".py", ".pyc", ".md"}}
        forgotten += sorted(str(path.relative_to(root)) for path in files - packed - code)
    assert forgotten == []


@pytest.mark.slow
def test_the_linter_of_dockerfiles_is_content() -> None:
    said = subprocess.run(
        [TOOLS / "hadolint", DOCKERFILE], capture_output=True, text=True, check=False, timeout=60
    )
    assert (said.returncode, said.stdout) == (0, "")
