"""`docs/metrics.md`, made from the names: `python -m pipeline.observing.document > docs/metrics.md`."""

import logging
import sys
from collections.abc import Iterable

from pipeline.failpoints import POINTS, VARIABLE
from pipeline.observing import names
from pipeline.observing.incidents import Incident
from pipeline.observing.learnt import OTHERS
from pipeline.observing.logs import FOLD_SECONDS
from pipeline.observing.looking import MOST_SOURCES
from pipeline.observing.names import Door, Learning, Name, Service, Shown
from pipeline.observing.refusals import MEANINGS


def document() -> str:
    """The whole page."""
    return "\n".join([*_metrics(), *_front(), *_watching(), *_endpoints(), *_lines(), *_failpoints()]) + "\n"


def _metrics() -> Iterable[str]:
    yield "# What Earshot tells of itself"
    yield ""
    yield "Made by `python -m pipeline.observing.document`; do not edit. No label and no field ever holds a customer's words."
    yield ""
    yield "## What a worker tells"
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


def _front() -> Iterable[str]:
    yield "## What a process that serves tells"
    yield ""
    yield "`earshot run` with `metrics_port`: what no worker can tell, also while none runs. It looks at readers every 15 seconds and at"
    yield "warehouse and disk every minute, and less often where a look takes long: at most one fiftieth of the time."
    yield f"`what` is {_or(Learning)}; `door` is {_or(Door)}. `source` names at most {MOST_SOURCES} sources that sent something that"
    yield f"could be read; all others are `{OTHERS}` together. `setting` is `tls_cert` or `kafka_cert`. The disks of the warehouse are told"
    yield "where it is a server that has `system.disks` and lets us read it."
    yield ""
    yield "| metric | kind | labels | meaning |"
    yield "|---|---|---|---|"
    yield from (_row(name) for name in names.FRONT if name not in names.ALL)
    yield ""
    yield "And the `process_` metrics and `earshot_build_info` of above."
    yield ""


def _watching() -> Iterable[str]:
    yield "## Alerts and dashboards"
    yield ""
    yield "`deploy/prometheus` has the scraping, recorded series and alerts; [the runbook](runbook.md) has a section for each alert."
    yield "`deploy/grafana` has dashboards in English and Chinese, made by `make dashboards` out of the definitions of figures and the"
    yield "names on this page, and files that provide them and their data sources: operations from Prometheus, leadership from ClickHouse."
    yield ""
    yield "| | what tests run | what was not run |"
    yield "|---|---|---|"
    yield "| rules | promtool's check, and for each alert histories in which it rings and in which it does not; in a Prometheus 2.42 that scrapes a worker and a gateway on Kafka and ClickHouse, nothing rings while all is well | an Alertmanager; Prometheus 3, which `deploy/compose.yaml` names |"
    yield "| operations dashboard | every expression, by that Prometheus | Grafana |"
    yield "| leadership dashboard | every panel's SQL, its macros filled in by the test, on ClickHouse 18.16 and on today's engine; shares, intervals and n of known rows | Grafana and its ClickHouse data source, whose macros are taken from its documents |"
    yield "| dashboards as files | the types of `@grafana/schema` 13.2.3: the dashboard, the options of each panel, the fields of each chart | a Grafana server: none is to be had by package, so nobody has seen them drawn |"
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
