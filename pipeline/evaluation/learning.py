"""What the ear's grams tell of labels that are not ours, learned from other rows of the same source.

The words, word pairs and letters of a text (in Chinese its characters and their pairs) are what hearing weighs too; a
linear classifier for each label weighs them here, with counts damped and rare grams raised (tf-idf, as scikit-learn
defines it). It shows how far the grams reach where labels are other than our topics.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Final

from agents.hearing.grams import english, is_han, letters, tokens
from agents.hearing.redact import redact
from pipeline.evaluation.reports import Task
from pipeline.evaluation.rows import Drawn, Name, Row
from schemas.errors import Misused

LEARNED: Final = "grams, learned"
_STRENGTH: Final = 0.4  # inverse of the regularisation, as measured on other rows
_FEW: Final = 1_000  # rows: below, rare labels are raised to the weight of frequent ones
_RAREST: Final = 2  # texts that a gram must stand in, where there are not few

Told = Callable[[Sequence[str]], list[str]]


def lessons(
    sets: Iterable[Drawn], teachers: Iterable[Drawn], fold: Callable[[str], str]
) -> Mapping[Name, Told]:
    """What is learned for each of the sets that has rows of the same source among the teachers'.

    A text that is asked teaches nothing. Misused where no set has a teacher.
    """
    taught = {drawn.name: drawn.rows for drawn in teachers if drawn.name.task is Task.LABELS}
    found: dict[Name, Told] = {}
    for drawn in sets:
        asked = {row.text for row in drawn.rows}
        rows = [row for row in taught.get(drawn.name, ()) if row.text not in asked]
        if rows:
            found[drawn.name] = learned(rows, fold)
    if not found:
        raise Misused(
            "--learn: no row there has a label and the language and source of a set that is evaluated"
        )
    return found


def learned(rows: Sequence[Row], fold: Callable[[str], str]) -> Told:
    """Texts to labels, as the rows have them. `fold` is the ear's. Rows of one label only tell that one."""
    labels = [row.labels or "" for row in rows]
    if len(set(labels)) == 1:
        return lambda texts: labels[:1] * len(texts)
    few = len(rows) < _FEW
    grams = _package("sklearn.feature_extraction.text").TfidfVectorizer(
        analyzer=lambda text: list(grams_of(text, fold)), sublinear_tf=True, min_df=1 if few else _RAREST
    )
    machine = _package("sklearn.svm").LinearSVC(
        C=_STRENGTH, class_weight="balanced" if few else None, random_state=1
    )
    machine.fit(grams.fit_transform([row.text for row in rows]), labels)
    return lambda texts: [str(label) for label in machine.predict(grams.transform(texts))]


def grams_of(text: str, fold: Callable[[str], str]) -> Iterator[str]:
    """Of a text as hearing sees it, redacted and folded. The empty one stands in all texts, so that none is without."""
    yield ""
    bare = redact(text).text
    found = tokens(bare, fold(bare))
    words = [token for token in found if not is_han(token)]
    distinct, beside = english(words)
    yield from distinct
    yield from (gram if isinstance(gram, str) else " ".join(gram) for gram in beside)
    for word in distinct:
        yield from letters(word)
    for token in found:
        if is_han(token):
            yield from token
            yield from (token[at : at + 2] for at in range(len(token) - 1))


def _package(module: str) -> ModuleType:
    """Loaded when asked for: most runs learn nothing."""
    try:
        return import_module(module)
    except ImportError:
        raise Misused(
            "scikit-learn is not installed: pip install 'earshot[evaluation]', or leave out --learn"
        ) from None
