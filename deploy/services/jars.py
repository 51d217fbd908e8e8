"""Kafka's programs, fetched once by Maven into a folder of the project."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.services.process import ran
from schemas.errors import Unavailable

POM: Final = Path(__file__).with_name("pom.xml")
ROOT: Final = Path(__file__).parents[2]
CACHE: Final = ROOT / ".services"
# By its whole name: a short one would have Maven ask its repositories who is meant.
_ASKED: Final = (
    "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies",
    "--quiet",
    "--batch-mode",
    "--strict-checksums",
)
_LONGEST: Final = 600  # seconds of fetching
_SAID: Final = 300  # characters


def jars(cache: Path = CACHE) -> Path:
    """The folder of Kafka's jars as pom.xml pins them; fetched when absent, or Unavailable.

    Checksums are Maven's to compare (`--strict-checksums`).
    """
    folder = cache / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        with locked(cache / "fetching"):
            if not folder.exists():
                _fetch(folder)
    return folder


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One process at a time; the lock of a process that died is free."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("Maven is missing, which fetches Kafka: sudo apt-get install maven")
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    done = ran((maven, *_ASKED, f"--file={POM}", f"-DoutputDirectory={partial}"), seconds=_LONGEST)
    if done.returncode:
        faults = [line.partition("[ERROR] ")[2] for line in done.stdout.splitlines() if "[ERROR] " in line]
        raise Unavailable(f"Maven cannot fetch Kafka: {''.join(faults[:1]) or done.stderr.strip()[:_SAID]}")
    partial.rename(folder)
