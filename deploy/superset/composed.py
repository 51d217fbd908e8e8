"""Datasets that are no single view: complaints by topic with what they rest on, attitude by outcome, the headlines."""

from typing import Final

from deploy.superset.measures import (
    COUNT,
    Measure,
    Sums,
    bonett_price,
    counted,
    guarded,
    wilson,
    with_interval,
)
from deploy.superset.phrasing import readable, topic_label
from deploy.superset.subjects import Column, Subject, column
from deploy.superset.wording import LABELS, PLACES, Lang, said
from pipeline.figures import registry
from pipeline.warehouse.quote import text as quoted
from pipeline.warehouse.views import shipped
from schemas.taxonomy import Name
from schemas.terms import UNITS

HEADLINES: Final = (
    "net_sentiment", "complaint_rate", "broken_promises", "perception_gap", "first_contact_resolution",
    "courteous_unsolved_share", "unwelcome_contacts",
)  # fmt: skip
_DATES: Final = ("day", "week", "month")
_ATTITUDES: Final = ("courteous", "neutral", "discourteous", "unknown")
_OUTCOMES: Final = ("solved", "unsolved", "unknown")
_ANY: Final = Name("Figure", "指标")


def topics(lang: Lang) -> Subject:
    """Complaints by topic beside all that was judged at the same day and place, whether or not the topic was spoken of.

    materialize: 18.16 cannot unite a constant column with one that is not.
    """
    places = ", ".join((*_DATES, *PLACES))
    shown = ",\n    ".join((*_DATES, *(readable(each, lang) for each in PLACES)))
    label = topic_label(lang)
    sql = f"""\
SELECT
    {shown},
    topic, mentions, complaints, judged, interactions
FROM (
    SELECT {places}, {label} AS topic, mentions, complaints,
        materialize(toUInt64(0)) AS judged, materialize(toUInt64(0)) AS interactions
    FROM complaint_topics_daily
    UNION ALL
    SELECT {places}, topic, materialize(toUInt64(0)) AS mentions, materialize(toUInt64(0)) AS complaints,
        judged, interactions
    FROM (
        SELECT {places}, judged, interactions,
            arrayJoin((SELECT groupUniqArray({label}) FROM complaint_topics_daily)) AS topic
        FROM experience_daily
    ) AS spread
) AS counted"""
    figure = registry().figure("topic_complaint_rate")
    counts = [
        counted(registry().figure("topic_complaints"), "complaints"),
        counted(registry().figure("topic_mentions"), "mentions"),
    ]
    measures = (
        *with_interval(
            figure,
            Sums("sum(complaints)", "sum(judged)", "sum(interactions)", "1000"),
            Name("Complaints", "投诉"),
        ),
        *counts,
    )
    return _composed(("complaint_topics", "complaint_topics_daily"), sql, lang, measures, ("topic",))


def attitudes(lang: Lang) -> Subject:
    """The twelve cells of attitude and outcome as rows."""
    places = [each for each in PLACES if each in shipped()["attitude_resolution"].columns]
    cells = ", ".join(
        f"tuple('{attitude}', '{outcome}', {attitude}_{outcome})"
        for attitude in _ATTITUDES
        for outcome in _OUTCOMES
    )
    shown = ",\n    ".join(("week", "month", *(readable(each, lang) for each in places)))
    sql = f"""\
SELECT
    {shown},
    {readable("attitude", lang)},
    {readable("outcome", lang)},
    staffed
FROM (
    SELECT week, month, {", ".join(places)}, tupleElement(cell, 1) AS attitude, tupleElement(cell, 2) AS outcome,
        tupleElement(cell, 3) AS staffed
    FROM (SELECT *, arrayJoin([{cells}]) AS cell FROM attitude_resolution) AS parted
) AS cells"""
    measures = (counted(registry().figure("staffed_interactions"), "staffed"),)
    return _composed(("attitude_cells", "attitude_resolution"), sql, lang, measures, ("attitude", "outcome"))


def headlines(lang: Lang) -> Subject:
    """The counts of every headline figure as rows, so that one table tells each with what it rests on."""
    parts = "\n    UNION ALL\n".join(
        f"    {_headline(id_, place, lang)}" for place, id_ in enumerate(HEADLINES, 1)
    )
    shown = ",\n    ".join((*_DATES, *(readable(each, lang) for each in PLACES)))
    sql = f"SELECT\n    {shown},\n    headline, unit, hits, either, n, everything, per, way, rank\nFROM (\n{parts}\n) AS united"
    sums = Sums("sum(hits)", "sum(n)", "sum(everything)", "max(per)")
    ends = zip(wilson(sums), bonett_price(sums, "sum(either)"), strict=True)
    low, high = (f"if(max(way) = 1, {other}, {share})" for share, other in ends)
    measures = (
        Measure("value", Name("Value", "数值"), guarded("max(per) * sum(hits) / sum(n)", "sum(n)"), ",.1f"),
        Measure("value_low", Name("95 % interval from", "95% 区间下限"), low, ",.1f"),
        Measure("value_high", Name("to", "95% 区间上限"), high, ",.1f"),
        Measure("value_n", Name("rests on n", "依据的数量 n"), "sum(n)", COUNT),
        Measure(
            "value_coverage",
            Name("could be judged", "能够判定的比例"),
            guarded("sum(n) / sum(everything)", "sum(everything)"),
            ",.0%",
        ),
    )
    return _composed(
        ("headline_figures", "experience_daily"), sql, lang, measures, ("headline", "unit", "rank")
    )


def _headline(id_: str, place: int, lang: Lang) -> str:
    """Rows of one figure; dimensions that its view does not have are empty there.

    `way`: which interval is right, 1 for a difference of two shares, 0 for a share. `rank`: its place in the list.
    """
    figure = registry().figure(id_)
    counts = figure.counts
    view = counts.view if counts else "experience_daily"
    day, hits, n = (counts.day, counts.hits, counts.n) if counts else ("day", "positive - negative", "scored")
    of_, per = (counts.of or counts.n, counts.per) if counts else ("interactions", 100)
    either, way = (hits, 0) if counts else ("positive + negative", 1)
    has = shipped()[view].columns
    places = ", ".join(each if each in has else f"materialize('') AS {each}" for each in PLACES)
    per = 100 if figure.unit == "share" else per
    unit = "percent" if figure.unit == "share" else figure.unit
    return (
        f"SELECT {day if day == 'day' else f'{day} AS day'}, week, month, {places},\n"
        f"        materialize({quoted(said(figure.name, lang))}) AS headline, materialize({quoted(said(UNITS[unit], lang))}) AS unit,\n"
        f"        toInt64(ifNull({hits}, 0)) AS hits, toInt64(ifNull({either}, 0)) AS either,\n"
        f"        toUInt64(ifNull({n}, 0)) AS n, toUInt64({of_}) AS everything,\n"
        f"        materialize(toUInt64({per})) AS per, materialize(toUInt8({way})) AS way, materialize(toUInt8({place})) AS rank\n"
        f"    FROM {view}"
    )


def _composed(
    ids: tuple[str, str], sql: str, lang: Lang, measures: tuple[Measure, ...], extra: tuple[str, ...]
) -> Subject:
    """`ids`: what the dataset is called, and the view whose dates and places it has."""
    id_, source = ids
    has = [each for each in (*_DATES, *PLACES) if each in shipped()[source].columns]
    columns = [column(source, each, shipped()[source].columns[each], lang) for each in has]
    entry = registry().views[source]
    return Subject(
        id=id_,
        lang=lang,
        day=has[0],
        sql=sql,
        meaning=said(Name(entry.en, entry.zh), lang),
        columns=(
            *columns,
            *(Column(each, "STRING", said(LABELS.get(each, _ANY), lang)) for each in extra),
        ),
        measures={each.id: each for each in measures},
    )
