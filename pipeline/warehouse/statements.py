"""One text of SQL to its statements."""

import re
from collections.abc import Iterator
from typing import Final

# A comment, a quoted text or name, a semicolon, or anything else. Quotes are escaped by a backslash or doubled.
_PIECE: Final = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|`[^`]*`|"[^"]*"|;|[^;'`"/-]+|.""", re.DOTALL
)


def split(text: str) -> Iterator[str]:
    """The statements of `text`, without comments; a semicolon in quotes or in a comment ends nothing."""
    statement = ""
    for piece in [*_PIECE.findall(text), ";"]:
        if piece == ";":
            if statement.strip():
                yield statement.strip()
            statement = ""
        elif piece.startswith(("--", "/*")):
            statement += " "
        else:
            statement += piece
