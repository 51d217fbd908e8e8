"""What of stories is counted by the day and place, as SQL as of a moment: a row a day and place, each count as `s_NAME`.

The rules are those of the views promise_ledger, journeys_overview, perception_gap, contact_pressure and attitude_resolution; a
test holds the two together.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pipeline.warehouse.quote import moment as literal
from pipeline.warehouse.story_cells import Cells
from pipeline.warehouse.surveyed import SATISFIED, VALID
from pipeline.warehouse.views import as_of
from schemas.interactions import Attitude

MOST: Final = 10
"""Contacts of a journey: so many and more stand together."""
FELT: Final = ("", "confirmed", "contradicted", "silent")
OUTCOMES: Final = ("solved", "unsolved", "unknown")
OUTCOME_KNOWN: Final = f"staffed - {' - '.join(f'{manner}_unknown' for manner in Attitude)}"
"""Of the cells of HANDLINGS: those with staff of which it is known what came of it."""
STATES: Final = ("broken", "late", "kept", "open", "withdrawn", "unknown_due")
_PLACE: Final = ("region", "product", "team")
_ORDINARY: Final = ("channel", *_PLACE)


def _counting(sums: dict[str, str], by: tuple[str, ...], rows: str) -> str:
    """The sums as whole numbers, a row a day and place."""
    place = ", ".join(("day", *by))
    return f"SELECT {place}, {', '.join(_named(sums))} FROM ({rows}) GROUP BY {place}"


def _named(sums: dict[str, str]) -> Iterator[str]:
    return (f"toUInt64({sql}) AS s_{name}" for name, sql in sums.items())


def _texts(*names: str) -> str:
    return ", ".join(f"CAST({name} AS String) AS {name}" for name in names)


_JOURNEYS: Final = {
    "journeys": "count()",
    "came": "sum(contacts > 0)",
    "judged": "countIf(isNotNull(first))",
    "single": "sum(ifNull(first, 0))",
    "contacts": "sum(contacts)",
    "contacts_squares": "sum(contacts * contacts)",
    "switched": "sum(switches > 0)",
    "effort": "sum(exertion)",
    "effort_squares": "sum(exertion * exertion)",
    "re_explained": "sum(again > 0)",
    "resolved": "sum(closed)",
    "contradicted": "sum(closed AND felt = 'contradicted')",
}


def _journeys(moment: datetime) -> str:
    by = (*_PLACE, "channels")
    times = ", ".join(f"countIf(contacts = {number})" for number in range(MOST))
    kinds = ", ".join(
        f"countIf(felt = '{felt}' AND grumbled = {complained})" for felt in FELT for complained in (0, 1)
    )
    rows = (
        f"SELECT toDate(started_at, 'UTC') AS day, {_texts(*_PLACE)}, "
        "arrayStringConcat(arraySort(arrayDistinct(used)), ',') AS channels, toUInt64(came) AS contacts, switches, "
        "toUInt64(effort) AS exertion, re_explained AS again, isNotNull(resolved_at) AS closed, elapsed, "
        "CAST(verdict AS String) AS felt, complaint AS grumbled, "
        f"if(matures_at > {literal(moment)} OR came = 0, NULL, single_contact) AS first "
        "FROM (SELECT started_at, region, product, team, channels AS used, contacts AS came, switches, effort, re_explained, "
        "resolved_at, elapsed, felt AS verdict, complaint, matures_at, single_contact FROM journeys FINAL WHERE present = 1)"
    )
    return (
        f"SELECT day, {', '.join(by)}, {', '.join(_named(_JOURNEYS))}, "
        f"[{times}, countIf(contacts >= {MOST})] AS s_times, [{kinds}] AS s_kinds, "
        f"arraySort(groupArrayIf(elapsed, closed)) AS s_took FROM ({rows}) GROUP BY day, {', '.join(by)}"
    )


_PROMISES: Final = {
    "promises": "count()",
    **{state: f"sum(state = '{state}')" for state in STATES},
    "owing": "sum(owed != 0 OR paid != 0)",
}
_MONEY: Final = {
    "owed": "sum(owed)",
    "paid": "sum(paid)",
    "outstanding": "sum(outstanding)",
    "outstanding_unkept": "sum(if(state IN ('broken', 'late'), outstanding, toInt64(0)))",
}


def _promises(moment: datetime) -> str:
    place = ", ".join(("day", *_ORDINARY, "currency", "tariff"))
    money = ", ".join(f"toInt64({sql}) AS s_{name}" for name, sql in _MONEY.items())
    return (
        f"SELECT {place}, {', '.join(_named(_PROMISES))}, {money} "
        f"FROM ({as_of('promise_ledger', moment)}) GROUP BY {place}"
    )


_RESOLUTIONS: Final = {
    "official": "sum(is_official)",
    "mature": "sum(is_mature)",
    "contradicted": "sum(is_mature AND said = 'contradicted')",
    "confirmed": "sum(is_mature AND said = 'confirmed')",
    "silent": "sum(is_mature AND said = 'silent')",
    "satisfied": "sum(is_satisfied)",
    "answers": "sum(is_answer)",
}


def _resolutions(moment: datetime) -> str:
    zero, one = "materialize(toUInt8(0))", "materialize(toUInt8(1))"
    rows = (
        f"SELECT toDate(resolved_at, 'UTC') AS day, {_texts(*_PLACE)}, {one} AS is_official, "
        f"toUInt8(matures_at <= {literal(moment)}) AS is_mature, CAST(verdict AS String) AS said, "
        f"{zero} AS is_satisfied, {zero} AS is_answer FROM resolutions FINAL WHERE present = 1 "
        f"UNION ALL SELECT toDate(created_at, 'UTC') AS day, {_texts(*_PLACE)}, {zero} AS is_official, "
        f"{zero} AS is_mature, materialize('') AS said, toUInt8({SATISFIED}) AS is_satisfied, {one} AS is_answer "
        f"FROM records FINAL WHERE survey = 'csat' AND {VALID}"
    )
    return _counting(_RESOLUTIONS, _PLACE, rows)


_OUTREACH: Final = {"contacts": "sum(contacts)", "violations": "sum(broken)"}
_PARTS: Final = ("campaigns", "purposes", "part_contacts", "part_violations")


def _outreach(_: datetime) -> str:
    """A row a place, from one a place, campaign and purpose. What happened does not change with the hour."""
    rows = (
        f"SELECT toDate(made_at, 'UTC') AS day, {_texts(*_ORDINARY, 'campaign', 'purpose')}, "
        "toUInt64(count()) AS contacts, toUInt64(sum(notEmpty(violations))) AS broken, "
        "groupArrayArray(violations) AS broke FROM outreach FINAL WHERE present = 1 "
        f"GROUP BY day, {', '.join(_ORDINARY)}, campaign, purpose"
    )
    place = ", ".join(("day", *_ORDINARY))
    whole = (
        f"SELECT {place}, {', '.join(_named(_OUTREACH))}, arraySort(groupArrayArray(broke)) AS every_kind, "
        f"arraySort(groupArray(tuple(campaign, purpose, contacts, broken))) AS parts FROM ({rows}) GROUP BY {place}"
    )
    parted = ", ".join(
        f"arrayMap(p -> tupleElement(p, {at}), parts) AS s_{name}" for at, name in enumerate(_PARTS, 1)
    )
    return (
        f"SELECT {place}, s_contacts, s_violations, arraySort(arrayDistinct(every_kind)) AS s_kinds, "
        "arrayMap(k -> toUInt64(countEqual(every_kind, k)), arraySort(arrayDistinct(every_kind))) AS s_kind_contacts, "
        f"{parted} FROM ({whole})"
    )


def _handlings(moment: datetime) -> str:
    """The outcome is that of the later evidence that is past; of one moment the one against."""
    now = literal(moment)
    rows = (
        f"SELECT toDate(handled_at, 'UTC') AS day, {_texts(*_ORDINARY)}, CAST(attitude AS String) AS manner, "
        f"multiIf(ifNull(unsolved_at <= {now}, 0) AND NOT ifNull(solved_at <= {now} AND solved_at > unsolved_at, 0), "
        f"'unsolved', ifNull(solved_at <= {now}, 0), 'solved', 'unknown') AS outcome "
        f"FROM handlings FINAL WHERE present = 1 AND handled_at <= {now}"
    )
    sums = {
        f"{manner}_{outcome}": f"sum(manner = '{manner}' AND outcome = '{outcome}')"
        for manner in Attitude
        for outcome in OUTCOMES
    }
    return _counting({"staffed": "count()"} | sums, _ORDINARY, rows)


JOURNEYS: Final = Cells(
    "journeys",
    (*_PLACE, "channels"),
    tuple(_JOURNEYS),
    _journeys,
    present=("journeys",),
    lists=(("times", "UInt64"), ("kinds", "UInt64"), ("took", "UInt64")),
)
PROMISES: Final = Cells(
    "promises",
    (*_ORDINARY, "currency", "tariff"),
    tuple(_PROMISES),
    _promises,
    present=("promises",),
    signed=tuple(_MONEY),
)
RESOLUTIONS: Final = Cells(
    "resolutions", _PLACE, tuple(_RESOLUTIONS), _resolutions, present=("official", "answers")
)
OUTREACH: Final = Cells(
    "outreach",
    _ORDINARY,
    tuple(_OUTREACH),
    _outreach,
    present=("contacts",),
    lists=(
        ("kinds", "String"),
        ("kind_contacts", "UInt64"),
        ("campaigns", "String"),
        ("purposes", "String"),
        ("part_contacts", "UInt64"),
        ("part_violations", "UInt64"),
    ),
)
HANDLINGS: Final = Cells(
    "handlings",
    _ORDINARY,
    ("staffed", *(f"{manner}_{outcome}" for manner in Attitude for outcome in OUTCOMES)),
    _handlings,
    present=("staffed",),
)
ALL: Final = (JOURNEYS, PROMISES, RESOLUTIONS, OUTREACH, HANDLINGS)
