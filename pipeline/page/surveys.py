"""The sums behind official surveys and what the same customers said, over the weeks that a period touches."""

from datetime import date

import msgspec

from agents.figures import Z95
from pipeline.page.asking import Chosen, matching, within
from pipeline.page.looking import Look
from pipeline.warehouse import survey_weeks
from pipeline.warehouse.days import monday


class Surveys(msgspec.Struct, frozen=True, array_like=True):
    """Sums of value times n, of the squares of n times half the interval, and of n, of each figure in turn."""

    csat: float | None
    csat_n: int
    complaints: float | None
    judged: int
    nps: float | None
    nps_spread: float | None
    nps_n: int
    ces: float | None
    ces_spread: float | None
    ces_n: int
    net: float | None
    net_spread: float | None
    scored: int
    asked: int
    heard: int


class _Week(msgspec.Struct, frozen=True, array_like=True):
    week: date
    there: int
    noted: int


async def surveys(look: Look) -> Surveys:
    """Of the weeks that are kept as they are kept, of others counted now. Surveys know no team."""
    weeks = look.period.touched
    states = await look.asking.rows(_Week, survey_weeks.states(weeks.start, monday(weeks.end)))
    changed = [one.week for one in states if one.there != one.noted]
    if not any(one.noted for one in states):
        return await look.asking.row(Surveys, _of_view(look))
    cells = [survey_weeks.kept(weeks.start, weeks.end, changed)]
    if changed:
        cells.append(survey_weeks.counted(changed))
    return await look.asking.row(Surveys, _of_cells(" UNION ALL ".join(cells), look.chosen))


def _of_view(look: Look) -> str:
    """The view has a row a week and place."""
    return (
        f"SELECT sum(csat * csat_n / 100), sum(csat_n), sum(complaint_share * judged / 100), sum(judged), "
        f"{_pooled('nps', 'nps_n')}, {_pooled('ces', 'ces_n')}, {_pooled('net_sentiment', 'scored')}, "
        f"sum(customers), sum(heard) FROM official_and_felt WHERE {within(look.period.touched, 'week')} "
        f"AND {matching(look.chosen, 'region', 'product')}"
    )


def _pooled(value: str, n: str) -> str:
    half = f"({value}_high - {value}_low) / 2"
    return f"sum({value} * {n}), sum({half} * {half} * {n} * {n}), sum({n})"


def _of_cells(cells: str, chosen: Chosen) -> str:
    """The same sums, with the intervals that the view gives each cell."""
    return (
        "SELECT sum(satisfied), sum(csat_n), sum(complaints), sum(judged), "
        f"{_net('promoters', 'detractors', 'nps_n')}, sum(ces_sum), sum({_ces_spread()}), sum(ces_n), "
        f"{_net('positive', 'negative', 'scored')}, sum(customers), sum(heard) "
        f"FROM ({cells}) WHERE {matching(chosen, 'region', 'product')}"
    )


def _net(plus: str, minus: str, n: str) -> str:
    """Bonett and Price (2012), as in the view."""
    share = f"(toInt64({plus}) - toInt64({minus})) / {n}"
    middle = f"(toInt64({plus}) - toInt64({minus})) / ({n} + 2)"
    half = f"{Z95} * sqrt((({plus} + {minus} + 2) / ({n} + 2) - {middle} * {middle}) / ({n} + 2))"
    low = f"greatest(-1., least({share}, {middle} - {half}))"
    high = f"least(1., greatest({share}, {middle} + {half}))"
    spread = f"if({n} = 0, 0., pow(50 * ({high} - {low}) * {n}, 2))"
    return f"sum(100 * (toInt64({plus}) - toInt64({minus}))), sum({spread}), sum({n})"


def _ces_spread() -> str:
    half = f"{Z95} * sqrt(greatest(0., ces_squares - ces_sum * ces_sum / ces_n) / (ces_n - 1) / ces_n)"
    low, high = f"greatest(0., ces_sum / ces_n - {half})", f"least(100., ces_sum / ces_n + {half})"
    return f"if(ces_n < 2, 0., pow(({high} - {low}) / 2 * ces_n, 2))"
