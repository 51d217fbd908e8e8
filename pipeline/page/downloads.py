"""What can be downloaded of each section: its tables, all rows of what was chosen, as sheets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from pipeline.page import accounts, columns, contacts, owed, praise
from pipeline.page.answers import Point, Topic
from pipeline.page.asking import Chosen
from pipeline.page.attitude import attitude
from pipeline.page.complaints import complaints
from pipeline.page.gap import gap
from pipeline.page.headers import FIGURE
from pipeline.page.journey import JourneyWanted, journey
from pipeline.page.journey_lines import JourneysWanted, all_lines
from pipeline.page.journeys import journeys
from pipeline.page.looking import Look
from pipeline.page.measures import Place
from pipeline.page.overview import overview
from pipeline.page.sheets import MOST_ROWS, Sheet, Value, figure_columns, figure_values
from pipeline.page.voices import Wanted, behind
from pipeline.page.words import at_once

ALL: Final = f"LIMIT {MOST_ROWS}"


def listed(table: str, rows: Iterable[msgspec.Struct], named: Mapping[str, str]) -> Sheet:
    """A row a struct; `named` are the fields that are shown and the reference of each."""
    return Sheet(table, tuple(named.values()), [_values(row, named) for row in rows])


def _values(row: msgspec.Struct, fields: Iterable[str]) -> list[Value]:
    found = (getattr(row, field) for field in fields)
    return [", ".join(value) if isinstance(value, tuple) else value for value in found]


def placed(by: Mapping[str, Sequence[Place]], figure: str) -> Sheet:
    rows = [
        (dimension, place.name, place.count, *figure_values(place.rate))
        for dimension, places in by.items()
        for place in places
    ]
    return Sheet("by", ("dimension", "place", "count", *figure_columns(figure)), rows)


def pointed(points: Iterable[Point]) -> Sheet:
    rows = [
        (one.start, one.end, *figure_values(one.net_sentiment), *figure_values(one.complaint_rate))
        for one in points
    ]
    named = ("start", "end", *figure_columns("net_sentiment"), *figure_columns("complaint_rate"))
    return Sheet("series", named, rows)


def _topics(topics: Iterable[Topic]) -> Sheet:
    rows = [(one.topic, one.name, one.name_zh, one.complaints, *figure_values(one.rate)) for one in topics]
    view = "complaint_topics_daily"
    named = (f"{view}.topic", f"{view}.topic_name", f"{view}.topic_name_zh", "figure:complaints")
    return Sheet("topics", (*named, *figure_columns("topic_complaint_rate")), rows)


def _estimated(table: str, rows: Iterable[msgspec.Struct], named: Mapping[str, str], field: str) -> Sheet:
    """Rows of what was noticed, each beside the figure in `field`; what that figure is the row says."""
    shown = [(*_values(row, named), *figure_values(getattr(row, field))) for row in rows]
    return Sheet(table, (*named.values(), *FIGURE), shown)


async def overview_sheet(look: Look, chosen: Chosen, table: str) -> Sheet:
    found = await overview(look.asking, chosen, look.today)
    if table == "topics":
        return _topics(found.topics)
    if table == "sources":
        return listed(table, found.sources, columns.SOURCE)
    return pointed(found.series)


async def complaints_sheet(look: Look, _: Chosen, table: str) -> Sheet:
    found = await complaints(look)
    match table:
        case "series":
            return pointed(found.series)
        case "by":
            return placed(found.by, "complaint_rate")
        case "surges":
            return listed(table, found.surges, columns.SURGE)
        case "movements":
            return _estimated(table, found.movements, columns.MOVEMENT, "estimate")
        case "drivers":
            return _estimated(table, found.drivers, columns.DRIVER, "raw")
        case _:
            return _topics(found.topics)


async def journeys_sheet(look: Look, wanted: JourneysWanted, table: str) -> Sheet:
    if table == "by":
        return placed((await journeys(look, wanted)).by, "first_contact_resolution")
    return listed(table, await all_lines(look, wanted, ALL), columns.LINE)


async def journey_sheet(look: Look, wanted: JourneyWanted, table: str) -> Sheet:
    return listed(table, (await journey(look, wanted)).events, columns.EVENT)


async def promises_sheet(look: Look, wanted: owed.PromisesWanted, table: str) -> Sheet:
    if table == "ledger":
        return listed(table, await owed.all_lines(look, wanted, ALL), columns.PROMISE)
    found = await owed.promises(look, wanted)
    return placed(found.by, "broken_promises") if table == "by" else listed(table, found.money, columns.OWED)


async def gap_sheet(look: Look, _: Chosen, table: str) -> Sheet:
    found = await gap(look)
    if table == "by":
        return placed(found.by, "perception_gap")
    if table == "surveys":
        rows = [(one.id, *figure_values(one.asked)) for one in found.surveys]
        return Sheet(table, ("kind", *figure_columns("official_csat")), rows)
    weeks = [(one.week, one.official, *figure_values(one.gap)) for one in found.weeks]
    named = ("perception_gap.week", "figure:official_resolutions", *figure_columns("perception_gap"))
    return Sheet(table, named, weeks)


async def contacts_sheet(look: Look, wanted: contacts.ContactsWanted, table: str) -> Sheet:
    if table == "by":
        return placed((await contacts.contacts(look, wanted)).by, "unwelcome_contacts")
    return listed(table, await contacts.most(look, wanted, ALL), columns.CONTACTED)


async def attitude_sheet(look: Look, _: Chosen, table: str) -> Sheet:
    found = await attitude(look)
    if table == "by":
        return placed(found.by, "courteous_unsolved_share")
    rows = [
        (one.attitude, one.outcome, one.count, one.of_attitude.value, one.of_all.value) for one in found.cells
    ]
    return Sheet(table, ("attitude", "outcome", "count", "of_attitude", "of_all"), rows)


async def praise_sheet(look: Look, wanted: praise.PraiseWanted, table: str) -> Sheet:
    if table == "by":
        return placed((await praise.praises(look, wanted)).by, "praise")
    if table == "words":
        return listed(table, await praise.words(look, MOST_ROWS), columns.PRAISE)
    return listed(table, await praise.names(look), columns.NAME)


async def voices_sheet(look: Look, wanted: Wanted, table: str) -> Sheet:
    rows = await at_once(look.asking, await behind(look.asking, wanted, look.period), MOST_ROWS)
    return listed(table, rows, columns.SAID)


async def accounts_sheet(look: Look, _: Chosen, table: str) -> Sheet:
    match table:
        case "restatements":
            return listed(table, await accounts.restatements(look, MOST_ROWS), columns.RESTATED)
        case "dead_letters":
            return listed(table, await accounts.dead_letters(look, MOST_ROWS), columns.REFUSED)
        case _:
            return listed(table, await accounts.days(look, MOST_ROWS), columns.DAY)
