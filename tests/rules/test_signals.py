"""Every figure has its one definition, in both languages, wherever it is shown."""

import re
from pathlib import Path
from typing import get_args

import pytest

from pipeline import signals
from pipeline.figures import documents, read, registry
from pipeline.page.definitions import FIGURES, NOTES, definitions
from pipeline.warehouse.views import shipped
from schemas.defined import Better, Unit
from schemas.drift import faults
from schemas.errors import Misused
from schemas.glosses import first_sentence
from schemas.registry import load
from schemas.taxonomy import Name
from schemas.terms import DIRECTIONS, UNITS, VALUES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "signals.md"
STATIC = ROOT / "pipeline" / "page" / "static"
CHINESE = re.compile("[\u4e00-\u9fff]")


def texts() -> list[tuple[str, Name]]:
    """Everything people read, with its place."""
    known = registry()
    found = [(f"{view.id}", Name(view.en, view.zh)) for view in known.views.values()]
    found += [
        (f"{view.id}.{column}", text)
        for view in known.views.values()
        for column, text in view.columns.items()
    ]
    found += [(shared.id, Name(shared.en, shared.zh)) for shared in known.columns.values()]
    for figure in known.figures.values():
        found += [(figure.id, text) for text in (figure.name, figure.question, figure.definition)]
    for note in known.notes.values():
        found += [(note.id, note.name), (note.id, note.text)]
    return found


def test_the_registry_is_what_the_views_show() -> None:
    views = {name: tuple(view.columns) for name, view in shipped().items()}
    assert [*faults(load(documents()), views)] == []


def test_every_text_stands_in_both_languages() -> None:
    names_alike = {"CSAT", "NPS", "CES"}
    assert [at for at, text in texts() if not text.en.strip() or CHINESE.search(text.en)] == []
    assert [at for at, text in texts() if not CHINESE.search(text.zh) and text.zh not in names_alike] == []
    assert [at for at, text in texts() if re.search(r"[，。；：] | [，。；：]", text.zh)] == []


def test_the_first_sentence_of_a_definition_fits_beside_a_column() -> None:
    said = {figure.id: first_sentence(figure.definition) for figure in registry().figures.values()}
    assert [
        id_ for id_, text in said.items() if not 10 <= len(text.en) <= 300 or not 4 <= len(text.zh) <= 150
    ] == []


def test_every_unit_and_direction_has_a_name() -> None:
    assert set(UNITS) == set(get_args(Unit))
    assert set(DIRECTIONS) == set(get_args(Better))
    assert set(VALUES) < set(UNITS)


def test_the_page_asks_for_what_is_defined() -> None:
    asks = "\n".join(file.read_text(encoding="utf-8") for file in STATIC.rglob("*.js"))
    assert [id_ for id_ in (*FIGURES, *NOTES) if f"'{id_}'" not in asks] == []
    assert {one.id for one in definitions()} >= {*FIGURES, *NOTES, *registry().figures}


def test_the_document_is_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == signals.document(registry()), "run `make schemas`"


def test_every_figure_has_a_section_and_every_link_one_to_go_to() -> None:
    page = signals.document(registry())
    places = re.findall(r'<a id="(\w+)"></a>', page)
    assert places == list(dict.fromkeys(places))
    assert set(places) == set(registry().figures)
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= set(places)


def test_lines_are_joined_as_each_language_writes() -> None:
    written = 'en: "one\n  two"\nzh: "一句，\n  二句 100 次\n  三句 [x]"\n'
    assert read(written, "a.yaml") == {"en": "one two", "zh": "一句，二句 100 次三句 [x]"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml: line 3: 'a' is given twice"),
        ("a: [\n", "a.yaml: line 2: "),
        ("a: {b: 1, b: 2}", "line 1: 'b'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Misused) as refused:
        read(text, "a.yaml")
    assert said in str(refused.value)
