"""The shipped definitions of figures, `schemas/figures/*.yaml`: read once, the first time somebody asks."""

import re
from collections.abc import Hashable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NoReturn

import yaml

from schemas.errors import Misused
from schemas.registry import Registry, load

# YAML joins the lines of a text by spaces, which stand nowhere beside Chinese marks or between Chinese characters.
_WIDE: Final = "[\u201c\u201d\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e]"
_FOLD: Final = re.compile(rf"(?<={_WIDE}) (?={_WIDE})|(?<=[，。；：、（）！？]) | (?=[，。；：、（）！？])")


@cache
def registry() -> Registry:
    """What this release defines; that it fits the views is a test's to say."""
    return load(documents())


def documents() -> dict[str, object]:
    """The shipped files as YAML reads them, by name."""
    folder = files("schemas").joinpath("figures")
    found = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )
    return {file.name: read(file.read_text(encoding="utf-8"), file.name) for file in found}


def read(text: str, file: str) -> object:
    """One file's content, or Misused naming the file and the line: also where a key is given twice."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  # a safe loader with two rules more
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Misused(f"{file}: line {line}: {error.problem}") from None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml, where there is one
    """Knows no key twice, and joins lines as both languages write."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapping[Hashable, object]:
    keys: set[str] = set()
    for key, _ in node.value:
        if key.value in keys:
            _refuse(f"{key.value!r} is given twice", key)
        keys.add(key.value)
    found: Mapping[Hashable, object] = loader.construct_mapping(node, deep=True)
    return found


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return _FOLD.sub("", " ".join(loader.construct_scalar(node).split()))


def _refuse(problem: str, node: yaml.Node) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:str", _text)
