"""Files that people write: read and taken apart once, with what is wrong named by file and line."""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Final, NoReturn

import yaml

from schemas.errors import Misused

_SHOWN: Final = 40  # characters of a value that is refused
_KINDS: Final[Mapping[str, str]] = {
    "timestamp": "date or time",
    "int": "number",
    "float": "number",
    "str": "text",
}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml, where there is one
    """Takes no key twice: the one before would be gone without a word. Names the line of a value that it cannot read."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        try:
            found: object = super().construct_object(node, deep)
            if isinstance(found, str):
                found.encode()  # half a surrogate pair is no text, and nothing could store it
        except (
            ValueError,
            LookupError,
            AttributeError,
        ):  # a 30th of February, a number of 5,000 digits, `!!bool x`
            kind = node.tag.rpartition(":")[2]
            said = node.value if isinstance(node, yaml.ScalarNode) else "a list or mapping"
            _refuse(f"{said[:_SHOWN]!r} is no {_KINDS.get(kind, kind)}", node)
        return found


def document(place: Path) -> object:
    """The YAML file's content; None for an empty one. Misused, with file and line, where there is none to be had."""
    return content(text(place), str(place))


def place_of(said: str) -> Path:
    """The path that somebody wrote, `~` included; Misused where it names nobody's home."""
    try:
        return Path(said).expanduser()
    except RuntimeError:
        raise Misused(f"{said!r}: nobody of that name has a home here") from None


def text(place: Path) -> str:
    """The file's text, or Misused."""
    try:
        return place.read_text(encoding="utf-8")
    except OSError as error:
        raise Misused(f"cannot read {place}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Misused(f"{place} is not UTF-8: {error.reason} at byte {error.start}") from None
    except ValueError as error:  # a name that no file can have
        raise Misused(f"cannot read {str(place)!r}: {error}") from None


def content(said: str, name: str, loader: type[Loader] = Loader) -> object:
    """What the text of the file of this name says; Misused, with name and line, where it is no YAML."""
    try:
        return yaml.load(said, loader)  # noqa: S506 - a safe loader with a rule more
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Misused(f"{name}: line {line}: {error.problem}") from None
    except yaml.YAMLError as error:  # a character that YAML does not have
        raise Misused(f"{name}: not YAML: {error}") from None
    except RecursionError:
        raise Misused(f"{name}: nested too deeply") from None


def _mapping(loader: Loader, node: yaml.MappingNode) -> Mapping[Hashable, object]:
    keys: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in keys:
                _refuse(f"{key.value!r} is given twice", key)
            keys.add(key.value)
    found: Mapping[Hashable, object] = loader.construct_mapping(node, deep=True)
    return found


def _refuse(problem: str, node: yaml.Node) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
