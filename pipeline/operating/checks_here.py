"""Checks of this host: settings, the home and its disk, and libraries with known bugs."""

import os
import re
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.operating.checks import Check, ok, warn, wrong
from pipeline.settings import Settings

GIBIBYTE: Final = 1024**3
LEAST_FREE: Final = 200 * 1024**2
LITTLE_FREE: Final = 2 * GIBIBYTE


class Library(NamedTuple):
    """What is known of a library: `tested` is the beginning of the versions that the tests run with."""

    name: str
    extra: str
    tested: tuple[int, ...]
    least: tuple[int, ...] = ()
    broken: tuple[tuple[int, ...], ...] = ()
    why: str = ""


LIBRARIES: Final = (
    Library("faust-streaming", "distributed", (0, 15, 3), (0, 15), why="loses records at a rebalance"),
    Library("aiokafka", "distributed", (0, 14), (0, 13), why="may stop fetching without a word"),
    Library("cramjam", "distributed", (2,)),
    Library(
        "kafka-python",
        "distributed",
        (3, 0),
        (3, 0),
        ((3, 0, 7), (3, 0, 8)),
        "stops returning records of some partitions",
    ),
    Library(
        "clickhouse-driver", "distributed", (0, 2, 11), (0, 2, 10), why="reconnects by itself in an insert"
    ),
    Library("chdb", "embedded", (4, 4), (4,), why="another engine than the tables were made for"),
)


def settings_checks(settings: Settings) -> Iterator[Check]:
    mode = "distributed" if settings.brokers else "embedded"
    yield ok("settings", f"{mode}, group {settings.group}" if settings.brokers else mode)
    if settings.taxonomy and not Path(settings.taxonomy).is_file():
        yield wrong("taxonomy", f"there is no file {settings.taxonomy}", "mend EARSHOT_TAXONOMY")
    if not settings.brokers:
        return
    if not settings.handle_secret:
        yield wrong(
            "handle_secret",
            "empty: each host would make its own, and one person would become several",
            "set the same EARSHOT_HANDLE_SECRET on all hosts, for example from `openssl rand -hex 16`",
        )
    if not settings.on_server:
        yield wrong(
            "warehouse",
            "a folder of chDB serves one process; workers need a server",
            "set EARSHOT_WAREHOUSE=clickhouse://user:password@host:port/database",
        )


def home_checks(settings: Settings) -> Iterator[Check]:
    folder = settings.home.absolute()
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield wrong("home", f"{settings.home} cannot be written", "set EARSHOT_HOME to a folder of your own")
        return
    free = shutil.disk_usage(folder).free
    says = f"{settings.home}, {free / GIBIBYTE:,.1f} GiB free"
    then = "make room, or set EARSHOT_HOME to a folder on a larger disk"
    if free < LEAST_FREE:
        yield wrong("home", says, then)
    elif free < LITTLE_FREE:
        yield warn("home", says, then)
    else:
        yield ok("home", says)


def library_checks(settings: Settings) -> Iterator[Check]:
    """A line for each library that is not well, and one for the rest."""
    needed = {"distributed"} if settings.brokers else set()
    if not settings.warehouse or settings.warehouse.startswith("chdb://"):
        needed.add("embedded")
    well: list[str] = []
    for library in LIBRARIES:
        if library.extra in needed:
            version = installed(library.name)
            check = judged(library, version)
            if check:
                yield check
            else:
                well.append(f"{library.name} {version}")
    if well:
        yield ok("libraries", ", ".join(well))


def installed(name: str) -> str:
    """Its version; empty when it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def judged(library: Library, version: str) -> Check | None:
    """What is wrong with this version of a library; None when nothing is known."""
    name = f"library {library.name}"
    install = f"pip install 'earshot[{library.extra}]'"
    if not version:
        return wrong(name, "not installed", install)
    have = tuple(map(int, re.findall(r"\d+", version.partition("+")[0])))
    if have < library.least or have in library.broken:
        return wrong(name, f"{version}: {library.why}", install)
    if have[: len(library.tested)] != library.tested:
        tested = ".".join(map(str, library.tested))
        return warn(
            name, f"{version}; tested with {tested}", "run the tests with it, or install the tested one"
        )
    return None
