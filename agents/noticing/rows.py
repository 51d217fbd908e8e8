"""What was noticed as the rows that are kept. Numbers keep nine digits: enough, and the same wherever they are computed."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from agents.figures import Estimate
from agents.noticing.drivers import Driver
from agents.noticing.movement import Movement, Side
from agents.noticing.surges import Surge
from agents.noticing.usual import Usual
from schemas.noticed import DriverRow, MovementRow, SurgeRow, WatchRow

Ends = tuple[float | None, float | None, float | None]


def nine(number: float) -> float:
    return float(f"{number:.9g}")


def movement_rows(week: datetime, found: Iterable[Movement]) -> Iterator[MovementRow]:
    for one in found:
        estimate, low, high = _side(one.now)
        before, before_low, before_high = _side(one.before)
        change, change_low, change_high = _ends(one.change.by if one.change else None)
        yield MovementRow(
            week=week,
            figure=one.figure,
            topic=one.topic,
            dimension=one.cell.dimension,
            place=one.cell.value,
            estimate=estimate,
            low=low,
            high=high,
            n=one.now.n,
            relevant=one.now.relevant,
            before=before,
            before_low=before_low,
            before_high=before_high,
            before_n=one.before.n,
            before_relevant=one.before.relevant,
            change=change,
            change_low=change_low,
            change_high=change_high,
            probability=nine(one.change.probability) if one.change else None,
            flagged=int(one.flagged),
            present=1,
            version=0,
        )


def surge_rows(topic: str, found: Iterable[Surge]) -> Iterator[SurgeRow]:
    for one in found:
        assert one.first.crossed_at  # noqa: S101 - the first window of a surge has crossed
        yield SurgeRow(
            topic=topic,
            started_at=one.first.start,
            crossed_at=one.first.crossed_at,
            ended_at=one.ended_at,
            hours=one.first.hours,
            usual=nine(one.first.usual),
            count=one.first.count,
            critical=one.first.critical,
            probability=nine(one.first.probability),
            total=one.total,
            total_usual=nine(one.total_usual),
            history_weeks=one.first.weeks,
            present=1,
            version=0,
        )


def watch_row(week: datetime, topic: str, known: Usual | None, weeks: int) -> WatchRow:
    """`known` None: the `weeks` of history are too few, or the topic was never spoken of in them."""
    able = known.able if known else []
    hours = [known.hours[at] for at in able] if known else []
    whole = float(known.mean.sum()) if known else 0.0
    return WatchRow(
        week=week,
        topic=topic,
        usual=nine(whole) if known else None,
        least=nine(known.least) if known and known.least is not None else None,
        able=nine(sum(float(known.mean[at]) for at in able) / whole) if known else None,
        shortest=min(hours, default=None),
        longest=max(hours, default=None),
        history_weeks=weeks,
        present=1,
        version=0,
    )


def driver_rows(
    period: tuple[datetime, datetime], figure: str, found: Iterable[Driver]
) -> Iterator[DriverRow]:
    for one in found:
        yield DriverRow(
            period_end=period[1],
            period_start=period[0],
            figure=figure,
            dimension=one.dimension,
            place=one.value,
            hits=one.hits,
            n=one.n,
            relevant=one.relevant,
            raw=nine(one.raw.value),
            raw_low=nine(one.raw.low),
            raw_high=nine(one.raw.high),
            others=nine(one.others),
            effect=nine(one.effect.value),
            effect_low=nine(one.effect.low),
            effect_high=nine(one.effect.high),
            probability=nine(one.probability),
            volume=nine(one.volume),
            contribution=nine(one.contribution),
            quadrant=one.quadrant,
            present=1,
            version=0,
        )


def _side(side: Side) -> Ends:
    return _ends(side.estimate)


def _ends(estimate: Estimate | None) -> Ends:
    if estimate is None:
        return None, None, None
    return nine(estimate.value), nine(estimate.low), nine(estimate.high)
