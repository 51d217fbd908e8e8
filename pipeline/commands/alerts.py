"""`earshot alerts`: what is open, what the rules see, and whether messages arrive."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.table import Table

from agents.alerting.judging import Seen
from agents.alerting.seeing import beyond
from agents.alerting.wording import SEVERITIES, in_unit, where
from pipeline.alerting.looking import look
from pipeline.alerting.rules import SHIPPED, load_rules, rules_in
from pipeline.alerting.sending import Carriers, utc_now
from pipeline.alerting.shelf import Listed, listed
from pipeline.alerting.targets import targets
from pipeline.alerting.trial import trial
from pipeline.refreshing import Refresh
from pipeline.station import either, reading, settings
from pipeline.terminal import ERR, OUT, plain
from schemas.alerting import Ended, Kind, Rule
from schemas.errors import Misused

_MOST_PLACES: Final = 5  # of one rule, printed by `check`


class Sees(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule sees in one place now. `opens`: it would open an alert if none were open and no silence held."""

    rule: str
    severity: str
    signal: str
    dimension: str
    place: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    coverage: float | None
    unit: str
    limit: float
    opens: bool
    too_few: bool


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How a test message to one target went."""

    via: str
    target: str
    ended: str
    error: str


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List alerts, try the rules and the ways out. Without a command: `list`.

    Alerts are raised and sent by `earshot run` every EARSHOT_REFRESH_MINUTES; docs/alerts.md has the rules' format.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@command.command("list")
@click.option("--all", "every", is_flag=True, help="Those that were closed too, of the last 60 days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an alert.")
def list_(every: bool, as_json: bool) -> None:
    """The alerts that are open, newest first, in English and Chinese."""
    with reading() as warehouse:
        found = listed(warehouse.ask, utc_now(), closed_too=every)
    if as_json:
        for each in found:
            click.echo(msgspec.json.encode(each))
    elif found:
        OUT.print(_table_of_alerts(found))
    else:
        OUT.print("no alerts" if every else "no open alerts")


def _table_of_alerts(found: Iterable[Listed]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name, narrow in (
        ("opened (UTC)", True),
        ("severity", True),
        ("state", True),
        ("alert", False),
        ("messages", True),
    ):
        table.add_column(name, no_wrap=narrow)
    for one in found:
        alert = one.alert
        state = f"closed {alert.closed_at:%m-%d %H:%M}" if alert.closed_at else "open"
        severity = " ".join(SEVERITIES[alert.severity]) if alert.severity in SEVERITIES else alert.severity
        text = f"{alert.text_en}\n{alert.text_zh}"
        said = "".join(f"\n“{words}”" for words in alert.voices[:2])
        table.add_row(
            f"{alert.opened_at:%Y-%m-%d %H:%M}",
            plain(severity),
            state,
            plain(text + said),
            plain(one.messages),
        )
    return table


@command.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule and place.")
def check(file: Path | None, as_json: bool) -> None:
    """Check the rules (of FILE, else those that are set) and say what each would see now. Changes nothing.

    Exit status 2 when the file cannot be used.
    """
    chosen = settings()
    rules = rules_in(file) if file else load_rules(chosen)
    named = file or chosen.alerts or SHIPPED.name
    with reading() as warehouse:
        at = utc_now()
        found = [sees(look(warehouse.ask, rule, at)) for rule in rules]
    if as_json:
        for each in (one for some in found for one in some):
            click.echo(msgspec.json.encode(each))
        return
    for rule, some in zip(rules, found, strict=True):
        _print_rule(rule, some)
    OUT.print(plain(f"{len(rules)} rules in {named} can be used"))


def sees(seen: Seen) -> list[Sees]:
    """What a rule sees: what would open first, then what rests on most."""
    rule = seen.rule
    rows = [
        Sees(
            rule=rule.id,
            severity=rule.severity,
            signal=rule.signal,
            dimension=rule.by,
            place=each.place,
            value=each.value,
            low=each.low,
            high=each.high,
            n=each.n,
            coverage=each.coverage,
            unit=rule.unit,
            limit=rule.limit,
            opens=is_beyond,
            too_few=each.n < rule.least,
        )
        for each, is_beyond in zip(seen.readings, beyond(rule, seen.readings), strict=True)
    ]
    return sorted(rows, key=lambda row: (not row.opens, -row.n, row.place))


def _print_rule(rule: Rule, some: list[Sees]) -> None:
    OUT.print(plain(f"{rule.id}: {rule.name.en} / {rule.name.zh} ({rule.severity})"))
    if not some:
        OUT.print("  sees nothing now")
    for row in some[:_MOST_PLACES]:
        here = f"{where(row.dimension, row.place, 0)}: " if row.dimension else ""
        spread = (
            f" ({row.low:,.1f} to {row.high:,.1f})" if row.low is not None and row.high is not None else ""
        )
        end = (
            "would open"
            if row.opens
            else f"n under {rule.least}: not judged"
            if row.too_few
            else "stays quiet"
        )
        OUT.print(plain(f"  {here}{in_unit(row.unit, row.value, 0)}{spread}, n {row.n:,}: {end}"))
    if len(some) > _MOST_PLACES:
        OUT.print(f"  and {len(some) - _MOST_PLACES} more")


@command.command()
def deliver() -> None:
    """Refresh once now: look, open and close alerts, send what is owed. For where no `earshot run` does it."""
    with either("alerts deliver") as front:
        done = Refresh(front.warehouse, front.settings)()
    ERR.print(
        f"opened {len(done.raised.opened)}, closed {len(done.raised.closed)};"
        f" sent {done.sent.sent}, to be sent again {done.sent.waiting}, refused {done.sent.failed}"
    )
    if done.sent.waiting or done.sent.failed:
        sys.exit(1)


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a target.")
def test(as_json: bool) -> None:
    """Send a test message to every target that is set, and say how it went.

    Exit status 1 when one of them did not take it.
    """
    chosen = settings()
    to = targets(chosen)
    if not to.all:
        raise Misused(
            "nothing is set to send to: set webhook_url and webhook_secret, or alert_to, smtp_url and smtp_from"
        )
    found = _tried(Carriers(to, chosen.alert_language, utc_now), utc_now())
    for each in found:
        if as_json:
            click.echo(msgspec.json.encode(each))
        else:
            OUT.print(plain(f"{each.via} {each.target}: {each.error or each.ended}"))
    if any(each.ended != Ended.SENT for each in found):
        sys.exit(1)


def _tried(carriers: Carriers, at: datetime) -> list[Tried]:
    outcomes = [(target, carriers.carry(trial(at), Kind.TEST, target)) for target in carriers.targets]
    return [
        Tried(via=target.via, target=target.name, ended=outcome.ended, error=outcome.error)
        for target, outcome in outcomes
    ]
