"""How Earshot looks in a terminal."""

from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

OUT: Final = Console(highlight=False)
ERR: Final = Console(stderr=True, highlight=False)
"""Progress and remarks go to standard error, so that results can be piped."""


def progress() -> Progress:
    """A bar a kind of work, with counts and time. On no terminal nothing is drawn until the end."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=ERR,
    )
