"""What charts compute: each measure is SQL over the rows of a dataset, so that any filter and any grouping is right.

Shares are recomputed from their counts and never averaged; each comes with the ends of its 95 % interval, its n and its
coverage. Shares: Wilson (1927). Net sentiment: Bonett and Price (2012). Both as in the views. No data is NULL.
"""

from dataclasses import dataclass
from typing import Final

from deploy.superset.wording import COVERAGE, HIGH, LOW, N, of, titled
from schemas.defined import Figure
from schemas.glosses import first_sentence
from schemas.taxonomy import Name

_Z: Final = "1.959963984540054"
_HALF_Z2: Final = "1.920729410347062"
_QUARTER_Z2: Final = "0.960364705173531"
_Z2: Final = "3.841458820694124"
COUNT: Final = ",d"
PER_UNIT: Final = {"points": "+,.1f", "percent": ",.1f", "per 1,000": ",.1f", "share": ",.1%", "count": COUNT}
"""How numbers of a unit are written."""


@dataclass(frozen=True)
class Measure:
    """One number of a group of rows. Names are unique in their dataset and differ from its columns."""

    id: str
    name: Name
    sql: str
    format: str
    meaning: Name | None = None


@dataclass(frozen=True)
class Sums:
    """SQL of the counts that a share is made of: `per` * hits / n, of which `all_` could have been judged."""

    hits: str
    n: str
    all_: str = ""
    per: str = "1"


def counted(figure: Figure, column: str) -> Measure:
    """The sum of a column that counts."""
    return Measure(figure.id, figure.name, f"sum({column})", COUNT, first_sentence(figure.definition))


def shared(figure: Figure) -> tuple[Measure, ...]:
    """A share that its definition counts out: value, interval, n, coverage."""
    counts = figure.counts
    assert counts is not None, figure.id  # noqa: S101  # asked only for figures that count
    sums = Sums(
        f"sum({counts.hits})",
        f"sum({counts.n})",
        f"sum({counts.of})" if counts.of else "",
        str(counts.per),
    )
    return with_interval(figure, sums)


def with_interval(figure: Figure, sums: Sums, name: Name | None = None) -> tuple[Measure, ...]:
    """The same with SQL of one's own for the counts, and a shorter name."""
    low, high = wilson(sums)
    value = guarded(f"{sums.per} * {sums.hits} / {sums.n}", sums.n)
    return _five(figure, (value, low, high), sums, name)


def net_sentiment(figure: Figure) -> tuple[Measure, ...]:
    """Positive less negative in 100 scored, with its interval."""
    sums = Sums("(sum(positive) - sum(negative))", "sum(scored)", "sum(interactions)", "100")
    low, high = bonett_price(sums, "(sum(positive) + sum(negative))")
    return _five(figure, (guarded(f"100 * {sums.hits} / {sums.n}", sums.n), low, high), sums)


def wilson(sums: Sums) -> tuple[str, str]:
    """SQL of both ends of a share's 95 % interval."""
    k, n = sums.hits, sums.n
    half = f"{_Z} * sqrt({k} * ({n} - {k}) / {n} + {_QUARTER_Z2})"
    low = f"greatest(0., least({k} / {n}, ({k} + {_HALF_Z2} - {half}) / ({n} + {_Z2})))"
    high = f"least(1., greatest({k} / {n}, ({k} + {_HALF_Z2} + {half}) / ({n} + {_Z2})))"
    return guarded(f"{sums.per} * {low}", n), guarded(f"{sums.per} * {high}", n)


def bonett_price(sums: Sums, either: str) -> tuple[str, str]:
    """SQL of both ends of the 95 % interval of a difference of two shares of the same n; `either`: in one of the two."""
    d, n = sums.hits, sums.n
    middle = f"{d} / ({n} + 2)"
    half = f"{_Z} * sqrt((({either} + 2) / ({n} + 2) - {middle} * {middle}) / ({n} + 2))"
    low = f"greatest(-1., least({d} / {n}, {middle} - {half}))"
    high = f"least(1., greatest({d} / {n}, {middle} + {half}))"
    return guarded(f"{sums.per} * {low}", n), guarded(f"{sums.per} * {high}", n)


def guarded(sql: str, n: str) -> str:
    """NULL where there is nothing to judge. Today's least and greatest pass over NULL, so it stands outside of them."""
    return f"if({n} = 0, NULL, {sql})"


def _five(
    figure: Figure, values: tuple[str, str, str], sums: Sums, called: Name | None = None
) -> tuple[Measure, ...]:
    name, format_ = called or figure.name, PER_UNIT[figure.unit]
    value, low, high = values
    found = [
        Measure(figure.id, titled(name, figure.unit), value, format_, first_sentence(figure.definition)),
        Measure(f"{figure.id}_low", of(LOW, name), low, format_),
        Measure(f"{figure.id}_high", of(HIGH, name), high, format_),
        Measure(f"{figure.id}_n", of(N, name), sums.n, COUNT),
    ]
    if sums.all_:
        coverage = guarded(f"{sums.n} / {sums.all_}", sums.all_)
        found.append(Measure(f"{figure.id}_coverage", of(COVERAGE, name), coverage, ",.0%"))
    return tuple(found)
