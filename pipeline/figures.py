"""The shipped definitions of figures, `schemas/figures/*.yaml`: read once, the first time somebody asks."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from pipeline.documents import Loader, content
from schemas.defined import Registry
from schemas.registry import load

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
    return content(text, file, _Loader)


class _Loader(Loader):
    """Joins lines as both languages write."""


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return _FOLD.sub("", " ".join(loader.construct_scalar(node).split()))


_Loader.add_constructor("tag:yaml.org,2002:str", _text)
