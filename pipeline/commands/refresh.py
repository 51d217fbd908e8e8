"""`earshot refresh`: count what the hour changes; notice what moved, surged, and what dissatisfaction goes together with."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, time
from importlib import import_module

import click
import msgspec

from pipeline.choices.policies import policies_of
from pipeline.moments import moment_of
from pipeline.noticing.findings import findings, heard_between
from pipeline.running import claim
from pipeline.station import bring_up_to_date, settings
from pipeline.terminal import ERR
from pipeline.warehouse.migrate import require_current
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused


@click.command()
@click.option(
    "--as-of", "as_of", metavar="MOMENT", help="Look at what was said before this moment; now unless given."
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding, with both languages.")
def command(as_of: str | None, language: str, as_json: bool) -> None:
    """Notice what moved against the week before, which topics surged, and what dissatisfaction goes together with.

    `earshot run` does so by itself. MOMENT is a day or a moment such as 2026-08-24 or 2026-08-24T12:00+02:00; without an
    offset it is UTC. What is found is written to the warehouse, and stands in the views movements, surges, surge_watch
    and drivers. As of now it first counts what the hour changes, such as promises that have become due and resolutions that
    can be judged, for the page and kpi_daily.
    """
    moment = _moment(as_of)
    with _warehouse() as warehouse:
        if as_of is None:
            with ERR.status("counting stories by day and place"):
                warehouse.count_stories(moment)
        with ERR.status("looking at the last 13 weeks"):
            # Loaded when asked for: statistics are no part of starting up.
            import_module("pipeline.noticing.notice").notice(warehouse, moment)
        found = [*findings(warehouse, moment)]
        heard = heard_between(warehouse)
    for one in found:
        text = one.text_zh if language == "zh" else one.text
        click.echo(msgspec.json.encode(one).decode() if as_json else text)
    if not found and not as_json:
        click.echo(_nothing(moment, heard[1] if heard else None, language))


def _nothing(moment: datetime, newest: datetime | None, language: str) -> str:
    at = f"{moment:%Y-%m-%d %H:%M} UTC"
    if language == "zh":
        return f"截至 {at} 没有值得注意的变化；最新的互动：{f'{newest:%Y-%m-%d}' if newest else '尚无'}"
    heard = f"the newest interaction is of {newest:%Y-%m-%d}" if newest else "no interaction was heard yet"
    return f"nothing stands out as of {at}; {heard}"


def _moment(said: str | None) -> datetime:
    now = datetime.now(UTC)
    moment = moment_of(said, UTC, time()) if said is not None else now
    if moment > now:
        raise Misused("--as-of is yet to come: its weeks are not over")
    return moment


@contextmanager
def _warehouse() -> Iterator[SqlWarehouse]:
    chosen = settings()
    with claim(chosen.home, "refresh"), closing(open_warehouse(chosen)) as warehouse:
        if chosen.brokers:
            require_current(warehouse)
        else:
            bring_up_to_date(warehouse, policies_of(chosen))
        yield warehouse
