"""Files that people write: read and taken apart once, with what is wrong named by file and line."""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import NoReturn

import yaml

from schemas.errors import Misused


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml, where there is one
    """Takes no key twice: the one before would be gone without a word."""


def document(place: Path) -> object:
    """The YAML file's content; None for an empty one. Misused, with file and line, where there is none to be had."""
    return content(text(place), str(place))


def text(place: Path) -> str:
    """The file's text, or Misused."""
    try:
        return place.read_text(encoding="utf-8")
    except OSError as error:
        raise Misused(f"cannot read {place}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Misused(f"{place} is not UTF-8: {error.reason} at byte {error.start}") from None


def content(said: str, name: str, loader: type[Loader] = Loader) -> object:
    """What the text of the file of this name says; Misused, with name and line, where it is no YAML."""
    try:
        return yaml.load(said, loader)  # noqa: S506 - a safe loader with a rule more
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Misused(f"{name}: line {line}: {error.problem}") from None
    except yaml.YAMLError as error:  # a character that YAML does not have
        raise Misused(f"{name}: not YAML: {error}") from None


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
