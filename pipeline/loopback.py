"""The names that only this very machine answers to."""

from typing import Final

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
