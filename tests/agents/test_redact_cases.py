"""Precision and recall of redaction over the committed cases, and that these are what they say they are."""

import pytest

from tests.agents.private_cases.generate import cases as make
from tests.agents.private_cases.reading import Case, case_of, cases, escaped, found_in, generated, score

LANGUAGES = ("en", "zh")
ALL = {lang: tuple(cases(lang)) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_finds_what_is_private_and_nothing_else(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = score(ALL[lang])
    with capsys.disabled():
        print(f"\n{lang}: precision {result.precision:.4f}, recall {result.recall:.4f}, {result}")  # noqa: T201
    astray = [case.marked for case in ALL[lang] if found_in(case) != case.spans]
    assert result.precision >= 0.98, astray
    assert result.recall >= 0.98, astray


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_kind_is_found(lang: str) -> None:
    """No kind may hide behind the others: each by itself stays over nine in ten."""
    for kind in ("email", "phone", "card", "national_id", "iban", "ip", "secret"):
        own = [case for case in ALL[lang] if {name for _, _, name in case.spans} == {kind}]
        assert len(own) >= 20
        assert score(own).recall >= 0.9, kind


def test_there_are_enough_cases() -> None:
    private = [case for lang in LANGUAGES for case in ALL[lang] if case.spans]
    plain = [case for lang in LANGUAGES for case in ALL[lang] if not case.spans]
    assert len(private) >= 420
    assert len(plain) >= 420
    assert len({case.marked for case in private + plain}) >= 0.99 * len(private + plain)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_generated_cases_are_what_the_generator_makes(lang: str) -> None:
    assert generated(lang) == "".join(f"{escaped(line)}\n" for line in make(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_holds_on_generated_cases_of_other_seeds(lang: str) -> None:
    others: list[Case] = [case_of(lang, line) for seed in (7, 11, 13) for line in make(lang, seed=seed)]
    result = score(others)
    astray = [case.marked for case in others if found_in(case) != case.spans]
    assert result.precision >= 0.98, astray
    assert result.recall >= 0.98, astray
