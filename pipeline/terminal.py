"""How Earshot looks in a terminal."""

import sys
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
from rich.text import Text

WIDE: Final = 160
"""Columns of a table that goes to a file or a pipe, where nobody's window is too narrow."""
# Without `emoji` a customer's ":x:" stays what it is.
OUT: Final = Console(highlight=False, emoji=False, width=None if sys.stdout and sys.stdout.isatty() else WIDE)
# On no terminal a remark stays one line: logs are read by lines.
ERR: Final = Console(
    stderr=True, highlight=False, emoji=False, soft_wrap=not (sys.stderr and sys.stderr.isatty())
)
"""Progress and remarks go to standard error, so that results can be piped."""

_STEERING: Final = {
    code: f"\\u{code:04x}"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if chr(code) not in "\t\n"
}
"""Control characters, and those that turn the direction of writing."""


def plain(text: str) -> Text:
    """`text` as it is: nothing in it is markup, and what would steer the terminal is written out."""
    return Text(text.translate(_STEERING))


def progress() -> Progress:
    """A bar a kind of work, with counts and time. On no terminal nothing is drawn until the end."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),  # a file may be called [red]
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=ERR,
    )
