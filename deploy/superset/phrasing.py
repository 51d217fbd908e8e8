"""SQL that turns what a view holds into what people read: names for codes, units for minor units."""

from collections.abc import Mapping
from typing import Final

from deploy.superset.wording import NOT_GIVEN, VALUES, Lang, said
from pipeline.ear import topic_names
from pipeline.money import DIGITS
from pipeline.settings import Settings
from pipeline.warehouse.quote import text as quoted

_MAY_BE_EMPTY: Final = {"region", "product", "team", "what", "owner", "praised"}
_AMOUNTS: Final = {"owed", "paid", "outstanding"}
_LISTS: Final = {"channels": "channel", "violations": "violations"}
"""Columns whose text is several values in a row, and whose values they are."""


def readable(column: str, lang: Lang, type_: str = "String") -> str:
    """The column under its own name, with values as people read them; numbers other than amounts are left as they are."""
    made = _readable(column, lang) if type_ in {"String", "Int64"} else column
    return column if made == column else f"{made} AS {column}"


def topic_label(lang: Lang) -> str:
    """The column of a view that has a topic's name."""
    return "topic_name_zh" if lang == "zh" else "topic_name"


def _readable(column: str, lang: Lang) -> str:
    made = column
    if column in _AMOUNTS:
        made = f"{column} / {_minor_units()}"
    elif column == "topics":
        made = _topics(lang)
    elif column in _LISTS:
        made = _replaced(column, _words(_LISTS[column], lang))
    elif column in VALUES:
        made = _named(column, _words(column, lang))
    elif column in _MAY_BE_EMPTY:
        made = f"if({column} = '', {quoted(said(NOT_GIVEN, lang))}, {column})"
    elif (
        column == "place"
    ):  # empty for everything together, and where it is not given: the dimension beside it tells which
        words = {
            "": "–",
            **_words("channel", lang),
            **{code: said(VALUES["language"][code], lang) for code in ("en", "zh", "mixed")},
        }
        made = _named(column, words)
    return made


def _words(column: str, lang: Lang) -> Mapping[str, str]:
    return {code: said(name, lang) for code, name in VALUES[column].items()}


def _named(column: str, words: Mapping[str, str]) -> str:
    cases = ", ".join(f"{column} = {quoted(code)}, {quoted(word)}" for code, word in words.items())
    return f"multiIf({cases}, {column})"


def _replaced(column: str, words: Mapping[str, str]) -> str:
    """Longest first: one code may begin with another."""
    made = column
    for code in sorted(words, key=lambda code: -len(code)):
        made = f"replaceAll({made}, {quoted(code)}, {quoted(words[code])})"
    return made


def _topics(lang: Lang) -> str:
    names = {row.topic: row.name_zh if lang == "zh" else row.name for row in topic_names(Settings())}
    codes, words = (", ".join(map(quoted, part)) for part in (names.keys(), names.values()))
    return f"arrayStringConcat(arrayMap(t -> transform(t, [{codes}], [{words}], t), splitByChar(',', topics)), ', ')"


def _minor_units() -> str:
    """Hundredths, but for the currencies that have none or more."""
    cases = ", ".join(
        f"currency IN ({', '.join(quoted(each) for each in sorted(DIGITS) if DIGITS[each] == digits)}), {10**digits}"
        for digits in sorted(set(DIGITS.values()))
    )
    return f"multiIf({cases}, 100)"
