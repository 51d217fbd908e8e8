"""The Dockerfile's stages without Docker: its own COPY and RUN lines, done in folders of this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCKERFILE: Final = ROOT / "deploy" / "Dockerfile"
PREFIX: Final = "/opt/earshot"
_SECONDS: Final = 420
_DIRT: Final = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(frozen=True)
class Stage:
    """One stage of a Dockerfile: what it stands on, and its instructions as (word, rest)."""

    name: str
    base: str
    lines: tuple[tuple[str, str], ...]


def stages(dockerfile: Path = DOCKERFILE) -> dict[str, Stage]:
    whole = re.sub(r"\\\n\s*", "", dockerfile.read_text(encoding="utf-8"))
    found: dict[str, Stage] = {}
    for line in whole.splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found[name] = Stage(name, base, ())
        elif word.isupper() and found:
            last = found[name]
            found[name] = Stage(last.name, last.base, (*last.lines, (word, rest.strip())))
    return found


def environment(name: str) -> dict[str, str]:
    """What ENV lines set for a stage's programs, without PATH."""
    known = stages()
    stage = known[name]
    below = environment(stage.base) if stage.base in known else {}
    own = (pair.partition("=")[::2] for word, rest in stage.lines if word == "ENV" for pair in rest.split())
    return below | {key: value for key, value in own if key != "PATH"}


@dataclass(frozen=True)
class Replay:
    """One folder of build context copies, one of what becomes /opt/earshot, and the image's Python beside."""

    folder: Path

    @property
    def earshot(self) -> Path:
        return self.folder / "opt" / "earshot" / "bin" / "earshot"

    @property
    def python(self) -> Path:
        return self.earshot.with_name("python")

    def build(self, name: str) -> None:
        """Do the stage, and those it stands on, or CalledProcessError."""
        (self.folder / "src").mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "venv", self.folder / "image"], check=True, timeout=_SECONDS)
        for word, rest in _instructions(name):
            if word == "COPY":
                self._copy(*rest.split())
            elif word == "RUN":
                self._run(rest)

    def _copy(self, *words: str) -> None:
        *sources, target = words
        for source in sources:
            at = self.folder / "src" / target
            at = at / Path(source).name if target.endswith("/") else at
            at.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, at, ignore=_DIRT)
            else:
                shutil.copy(ROOT / source, at)

    def _run(self, line: str) -> None:
        here = line.replace(PREFIX, str(self.folder / "opt" / "earshot"))
        subprocess.run(
            ["sh", "-c", here], cwd=self.folder / "src", env=self._image(), check=True, timeout=_SECONDS
        )

    def _image(self) -> Mapping[str, str]:
        """Python and pip are the image's. No compiler is to be found, as there is none."""
        own = self.folder / "image" / "bin"
        found = {"PATH": f"{own}:{self._tools()}", "HOME": str(self.folder)}
        kept = ("PIP_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy")
        return found | {name: os.environ[name] for name in kept if name in os.environ}

    def _tools(self) -> Path:
        """The image's own few programs, by links: nothing else of this machine's PATH."""
        folder = self.folder / "tools"
        folder.mkdir(exist_ok=True)
        for name in ("sh", "awk", "rm", "cat", "uname", "env"):
            link, there = folder / name, shutil.which(name)
            if there and not link.exists():
                link.symlink_to(there)
        return folder


def _instructions(name: str) -> Iterator[tuple[str, str]]:
    known = stages()
    stage = known[name]
    if stage.base in known:
        yield from _instructions(stage.base)
    yield from stage.lines
