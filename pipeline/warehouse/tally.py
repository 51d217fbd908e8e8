"""The recount and its check, as SQL that every ClickHouse since 18.16 runs."""

from typing import Final

from pipeline.warehouse.cells import CUES, TABLE_OF, Cell, Signal, measures, where

_POLARITY: Final = "toInt64(ifNull(polarity, 0))"
# On 18.16 whatever is computed from a LowCardinality column is LowCardinality too, numbers included.
_SENTIMENT: Final = "CAST(sentiment AS String)"
_COMPLAINT: Final = "CAST(complaint AS String)"
_EXPRESSIONS: Final = {
    "interactions": "toUInt64(1)",
    "scored": f"toUInt64({_SENTIMENT} != '')",
    "negative": f"toUInt64({_SENTIMENT} = 'negative')",
    "neutral": f"toUInt64({_SENTIMENT} = 'neutral')",
    "positive": f"toUInt64({_SENTIMENT} = 'positive')",
    "polarity_sum": _POLARITY,
    "polarity_squares": f"{_POLARITY} * {_POLARITY}",
    "judged": f"toUInt64({_COMPLAINT} != '')",
    "complaints": f"toUInt64({_COMPLAINT} = 'yes')",
} | {
    cue: f"toUInt64(arrayExists((c, s) -> c = '{cue}' AND s = 'customer', cues, cue_speakers))"
    for cue in CUES
}
_SIGNED: Final = {"polarity_sum", "polarity_squares"}


def added(kind: type[Cell]) -> tuple[str, ...]:
    """The measures that are sums: all but the unique customers."""
    return measures(kind)[:-1]


def facts_of(kind: type[Cell], condition: str) -> str:
    """One row a counted interaction (and topic): dimensions, `by` (the customer), `of_...` (each measure)."""
    counted = ", ".join(f"{_EXPRESSIONS[name]} AS of_{name}" for name in added(kind))
    dimensions = ", ".join(where(Signal))
    facts = f"FROM interactions FINAL WHERE counted = 1 AND {condition}"
    if kind is Signal:
        return f"SELECT {dimensions}, customer AS by, {counted} {facts}"
    kept = ", ".join(f"of_{name}" for name in added(kind))
    inner = f"SELECT {dimensions}, customer AS by, arrayDistinct(topics) AS named, {counted} {facts}"
    return f"SELECT {dimensions}, topic, by, {kept} FROM ({inner}) ARRAY JOIN named AS topic"


def _empty_cells(kind: type[Cell], condition: str) -> str:
    """One row of nothing for each cell that is not empty: it becomes zero unless a fact says otherwise."""
    nothing = ", ".join(
        f"{'toInt64(0)' if name in _SIGNED else 'toUInt64(0)'} AS of_{name}" for name in added(kind)
    )
    place = ", ".join(f"{_plain(name)} AS {name}" for name in where(kind))
    return f"SELECT {place}, '' AS by, {nothing} FROM {TABLE_OF[kind]} FINAL WHERE interactions > 0 AND {condition}"


def _plain(name: str) -> str:
    """18.16 takes an array's topics as plain strings, so both halves of the union must be plain."""
    return f"CAST({name} AS String)" if name == "topic" else name


def recount(kind: type[Cell], condition: str, version: int) -> str:
    """Write every cell under `condition` anew from the facts, and zero those that have none any more."""
    place = ", ".join(where(kind))
    sums = ", ".join(f"sum(of_{name})" for name in added(kind))
    rows = f"{facts_of(kind, condition)} UNION ALL {_empty_cells(kind, condition)}"
    return (
        f"INSERT INTO {TABLE_OF[kind]} ({place}, {', '.join(measures(kind))}, version) "
        f"SELECT {place}, {sums}, uniqStateIf(by, of_interactions = 1), toUInt64({version}) "
        f"FROM ({rows}) GROUP BY {place}"
    )


def newest(kind: type[Cell], condition: str) -> str:
    """The highest version of the cells under `condition`; 0 where there is none."""
    return f"SELECT max(version) FROM {TABLE_OF[kind]} WHERE {condition}"


def stored(kind: type[Cell], condition: str = "1") -> str:
    """The cells as they stand, unique customers as a number."""
    place = ", ".join(where(kind))
    sums = ", ".join(f"sum({name}) AS of_{name}" for name in added(kind))
    return (
        f"SELECT {place}, {sums}, uniqMerge(customers) AS of_customers "
        f"FROM {TABLE_OF[kind]} FINAL WHERE {condition} GROUP BY {place}"
    )


def differences(kind: type[Cell], condition: str) -> str:
    """Cells under `condition` that differ: dimensions, then facts less tally for each measure."""
    place = ", ".join(where(kind))
    plain = ", ".join(f"{_plain(name)} AS {name}" for name in where(kind))
    all_ = measures(kind)
    fresh = ", ".join(f"toInt64(sum(of_{name})) AS d_{name}" for name in added(kind))
    minus = ", ".join(f"-toInt64(of_{name}) AS d_{name}" for name in all_)
    return (
        f"SELECT {place}, {', '.join(f'sum(d_{name}) AS s_{name}' for name in all_)} FROM ("
        f"SELECT {place}, {fresh}, toInt64(uniq(by)) AS d_customers"
        f" FROM ({facts_of(kind, condition)}) GROUP BY {place}"
        f" UNION ALL SELECT {plain}, {minus} FROM ({stored(kind, condition)})"
        f") GROUP BY {place} HAVING {' OR '.join(f's_{name} != 0' for name in all_)} ORDER BY {place}"
    )
