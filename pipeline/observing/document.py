"""`docs/metrics.md`, made from the names: `python -m pipeline.observing.document > docs/metrics.md`."""

import logging
import sys
from collections.abc import Iterable
from typing import Final

from pipeline.failpoints import POINTS, VARIABLE
from pipeline.observing import names
from pipeline.observing.incidents import Incident
from pipeline.observing.logs import FOLD_SECONDS
from pipeline.observing.names import Name, Service, Shown
from pipeline.observing.refusals import MEANINGS

# What to be woken for. `for` is the time a rule has to hold before it rings.
_ALERTS: Final = (
    ("nothing is handled", "max by (agent) (earshot_behind_seconds) > 300", "5m"),
    ("lag grows", "deriv(sum by (agent) (earshot_lag_records)[30m:1m]) > 0 and sum by (agent) (earshot_lag_records) > 100000", "30m"),
    ("a service is away", "max by (service) (earshot_waiting) == 1", "5m"),
    ("figures are late", 'histogram_quantile(0.99, sum by (le) (rate(earshot_visible_seconds_bucket{shown="figures"}[10m]))) > 30', "10m"),
    ("senders send what nobody can read", "sum(rate(earshot_rejects_total[10m])) / sum(rate(earshot_events_total[10m])) > 0.01", "10m"),
    ("workers come and go", "increase(earshot_rebalances_total[30m]) > 10", "0m"),
    ("memory", "process_resident_memory_bytes > 600 * 1024 * 1024", "15m"),
)  # fmt: skip


def document() -> str:
    """The whole page."""
    return "\n".join([*_metrics(), *_endpoints(), *_lines(), *_failpoints()]) + "\n"


def _metrics() -> Iterable[str]:
    yield "# What a worker tells of itself"
    yield ""
    yield "Made by `python -m pipeline.observing.document`; do not edit. No label and no field ever holds a customer's words."
    yield ""
    yield "## Metrics"
    yield ""
    yield "`GET /metrics` on `metrics_port`, in the Prometheus text format or OpenMetrics."
    yield ""
    yield "| metric | kind | labels | meaning |"
    yield "|---|---|---|---|"
    yield from map(_row, names.ALL)
    yield from (
        f"| `{name}` | {'counter' if name.endswith('_total') else 'gauge'} | | {help_} |"
        for name, help_ in names.PROCESS
    )
    yield ""
    yield "`agent`, `topic` and `table` are those of the [data's way](data-path.md);"
    yield f"`service` is {_or(Service)}; `shown` is {_or(Shown)}; `kind` is the class of a refusal:"
    yield ""
    yield "| kind | what was wrong |"
    yield "|---|---|"
    yield from (f"| `{kind}` | {meaning} |" for kind, meaning in MEANINGS.items())
    yield ""
    yield "Worth an alert, to begin with:"
    yield ""
    yield "| | expression | for |"
    yield "|---|---|---|"
    yield from (f"| {what} | `{expression}` | {hold} |" for what, expression, hold in _ALERTS)
    yield ""


def _row(name: Name) -> str:
    labels = ", ".join(f"`{label}`" for label in name.labels)
    return f"| `{name.name}` | {name.kind} | {labels} | {name.help} |"


def _endpoints() -> Iterable[str]:
    yield "## Health"
    yield ""
    yield "| path | 200 | 503, with the reason in one line |"
    yield "|---|---|---|"
    yield "| `/health` | the worker makes progress, or has nothing to do | it stands still while records wait: restart it |"
    yield "| `/ready` | partitions are assigned and the warehouse answered last | a restart would not help |"
    yield ""


def _lines() -> Iterable[str]:
    yield "## Lines on standard error"
    yield ""
    yield "JSON, one line an incident; readable columns where standard error is a terminal. The same incident within"
    yield f"{FOLD_SECONDS:.0f} seconds is kept back; a later line tells in `repeated` how many were. `withheld` counts values that are not"
    yield "among those a line may hold. Errors are told by their classes, their codes and the places in the code."
    yield ""
    yield "| event | level | meaning |"
    yield "|---|---|---|"
    yield from (
        f"| `{incident.event}` | {logging.getLevelName(incident.level).lower()} | {incident.meaning} |"
        for incident in Incident
    )
    yield ""


def _failpoints() -> Iterable[str]:
    yield "## Failpoints, for tests"
    yield ""
    yield f"`{VARIABLE}=name:n:action` makes a worker act when it reaches the point for the n-th time; the action is `kill`,"
    yield "`raise` or `sleep:SECONDS`. The points, in the order a batch meets them:"
    yield ""
    yield ", ".join(f"`{point}`" for point in POINTS) + "."


def _or(values: Iterable[str]) -> str:
    return " or ".join(f"`{value}`" for value in values)


if __name__ == "__main__":
    sys.stdout.write(document())
