"""What may be told of an exception: its classes, its codes, and where it was raised. Its message may quote a customer."""

import re
from collections.abc import Iterator
from traceback import walk_tb
from typing import Final

_MOST_CAUSES: Final = 5
_MOST_PLACES: Final = 6
_NAME: Final = re.compile(r"\w{1,64}", re.ASCII)


class Scrubbed(str):
    """Text that is made of code alone: literals of a library's source, class names, numbers."""

    __slots__ = ()


def named(error: BaseException) -> Scrubbed:
    """Class names from the error to its first cause, with the code of each that has one: `Unavailable < OSError(111)`."""
    return Scrubbed(" < ".join(map(_name, _causes(error))))


def trace(error: BaseException) -> list[str]:
    """Where the first cause and then the error itself were raised, innermost last: `module:line function`."""
    *_, first = _causes(error)
    return _places(error) if first is error else [*_places(first), *_places(error)]


def _places(error: BaseException) -> list[str]:
    places = [
        f"{frame.f_globals.get('__name__', '')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return places[-_MOST_PLACES:]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What `from None` hides from readers is still the cause."""
    found: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if found is None:
            return
        yield found
        inner = found.exceptions[0] if isinstance(found, BaseExceptionGroup) else None
        found = inner or found.__cause__ or found.__context__


def _name(error: BaseException) -> str:
    name = type(error).__name__
    known = name if _NAME.fullmatch(name) else "Exception"
    code = getattr(error, "code", None) or getattr(error, "errno", None)
    return f"{known}({code})" if isinstance(code, int) else known
