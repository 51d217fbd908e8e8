"""What libraries log at warning and above, without their values: their texts may quote records, keys and queries.

Kept are the literal texts of the library's own source, which no customer wrote. Values are put in as numbers, names of our
topics, partitions, or else as their types.
"""

import ast
import linecache
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Final

from pipeline.observing.faults import Scrubbed, named
from schemas import topics

Told = Callable[[logging.LogRecord, Scrubbed], None]

_SHORTEST: Final = 6  # characters; a shorter literal could be anybody's word
_LONGEST: Final = 2_000
_GAP: Final = "…"


class Scrubbing(logging.Handler):
    """Gives each record with its scrubbed text to `told`. Never raises, and prints nothing by itself."""

    def __init__(self, told: Told) -> None:
        super().__init__(logging.WARNING)
        self._told = told
        self._literals: dict[str, tuple[str, ...]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self._told(record, self._scrubbed(record))

    def _scrubbed(self, record: logging.LogRecord) -> Scrubbed:
        if not isinstance(record.msg, str):
            return Scrubbed(type(record.msg).__name__)
        files = {record.pathname, getattr(sys.modules.get(record.name), "__file__", None) or ""}
        literals = [text for file in sorted(files) for text in self._of(file)]
        return filled(only_literals(record.msg[:_LONGEST], literals), record.args)

    def _of(self, file: str) -> tuple[str, ...]:
        if file not in self._literals:
            self._literals[file] = literals_of("".join(linecache.getlines(file)))
        return self._literals[file]


def literals_of(source: str) -> tuple[str, ...]:
    """The texts in a module's source, with the parts between the values of formatted ones; the longest first."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ()
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return tuple(
        sorted((text for text in found if len(text) >= _SHORTEST), key=lambda text: (-len(text), text))
    )


def only_literals(message: str, literals: list[str]) -> str:
    """The parts of `message` that are literals, in their order, with a gap for whatever stood between them."""
    spans: list[tuple[int, int]] = []
    for text in sorted(literals, key=len, reverse=True):
        begin = message.find(text)
        end = begin + len(text)
        if begin >= 0 and all(end <= one or begin >= other for one, other in spans):
            spans.append((begin, end))
    kept, upto = "", 0
    for begin, end in sorted(spans):
        kept += (_GAP if begin > upto else "") + message[begin:end]
        upto = end
    return kept + (_GAP if upto < len(message) else "")


def filled(template: str, args: object) -> Scrubbed:
    """The template with what may be told of its values; with none of them where they do not fit."""
    if not args:
        return _on_one_line(template)
    try:
        if isinstance(args, Mapping):
            return _on_one_line(template % {name: plain(value) for name, value in args.items()})
        return _on_one_line(template % tuple(plain(value) for value in _tuple(args)))
    except (TypeError, ValueError, KeyError):
        return _on_one_line(template)


def plain(value: object) -> object:
    """What may be told of a value of unknown origin."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return _Bare(named(value))
    if isinstance(value, str) and value in topics.ALL:
        return _Bare(value)
    topic, partition = getattr(value, "topic", None), getattr(value, "partition", None)
    if topic in topics.ALL and type(partition) is int:
        return _Bare(f"{topic}/{partition}")
    return _Bare(type(value).__name__)


class _Bare(str):
    """Reads the same under %s and %r."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _tuple(args: object) -> tuple[object, ...]:
    return args if isinstance(args, tuple) else (args,)


def _on_one_line(text: str) -> Scrubbed:
    return Scrubbed(" ".join(text.split()))
