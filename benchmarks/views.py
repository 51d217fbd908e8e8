"""How long the views take to answer what BI tools ask, on a warehouse that `benchmarks.filled` has filled.

    .venv/bin/python -m benchmarks.views ADDRESS [--runs 5] [--limit 30] [--only NAME]

ADDRESS as EARSHOT_WAREHOUSE takes it. Prints the median of the runs in milliseconds, and the rows of the answer. Each view is
asked for its number of rows, and then what tools ask: a year by day, by month and region, one product. A question that takes
longer than `--limit` seconds is asked once and not again; one the server refuses is told with its reason.
"""

import argparse
import sys
import time
from contextlib import closing
from statistics import median
from typing import Final, NamedTuple

import msgspec

from pipeline.settings import Settings
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import shipped
from schemas.errors import EarshotError

_FELT: Final = "sum(interactions) AS all_of_them, sum(complaints) AS complained"
ASKED: Final = {
    "kpi: a year of net sentiment": "SELECT day, value, low, high, n FROM kpi_daily WHERE metric = 'net_sentiment' ORDER BY day",
    "kpi: a year of every figure": "SELECT day, metric, value, low, high, n, coverage FROM kpi_daily",
    "experience: a year by day": f"SELECT day, {_FELT} FROM experience_daily GROUP BY day ORDER BY day",
    "experience: by month and region": f"SELECT month, region, {_FELT} FROM experience_daily GROUP BY month, region",
    "experience: one product by week": f"SELECT week, {_FELT} FROM experience_daily WHERE product = 'card' GROUP BY week",
    "experience: the last week": f"SELECT day, {_FELT} FROM experience_daily WHERE day >= toDate('2026-10-25') GROUP BY day",
    "topics: by month": "SELECT month, topic_name, sum(mentions) AS said FROM complaint_topics_daily GROUP BY month, topic_name",
    "topics: last month by topic": "SELECT topic, sum(complaints) AS k FROM complaint_topics_daily WHERE day >= toDate('2026-10-01') GROUP BY topic",
    "promises: broken by month": "SELECT month, sum(broken) AS b, sum(came_due) AS d FROM promise_ledger GROUP BY month",
    "promises: outstanding": "SELECT currency, sum(outstanding) AS o FROM promise_ledger WHERE outstanding > 0 GROUP BY currency",
    "journeys: effort by month": "SELECT month, avg(effort) AS e, count() AS c FROM journeys_overview GROUP BY month",
    "journeys: the hundred worst": "SELECT journey, effort, contacts FROM journeys_overview WHERE day >= toDate('2026-10-01') ORDER BY effort DESC LIMIT 100",
    "journeys: one customer": "SELECT * FROM journeys_overview WHERE customer = 'c77'",
    "gap: by month": "SELECT month, sum(contradicted) AS k, sum(mature) AS m FROM perception_gap GROUP BY month",
    "pressure: violations by month": "SELECT month, sum(violation) AS v, count() AS c FROM contact_pressure GROUP BY month",
    "attitude: by month": "SELECT month, sum(courteous_unsolved) AS k, sum(known) AS n_known FROM attitude_resolution GROUP BY month",
    "accounts: by source": "SELECT source, sum(received) AS r, sum(difference) AS d FROM accounts GROUP BY source",
    "freshness": "SELECT source, newest_event_at, newest_stored_at FROM freshness",
    "official and felt: a quarter": "SELECT week, csat, complaint_share FROM official_and_felt WHERE week >= toDate('2026-08-03')",
    "voices: the newest fifty": "SELECT created_at, words FROM voices WHERE day >= toDate('2026-10-31') ORDER BY created_at DESC LIMIT 50",
}  # fmt: skip
"""What tools and people ask, by what it is."""


class Timed(NamedTuple):
    """Median milliseconds and rows of the answer, or why there is none."""

    milliseconds: float
    rows: int
    fault: str = ""


def timed(warehouse: SqlWarehouse, sql: str, runs: int, limit: float) -> Timed:
    taken: list[float] = []
    rows = 0
    while len(taken) < runs and not (taken and taken[0] > limit):
        began = time.perf_counter()
        try:
            rows = len(warehouse.select(sql).rows)
        except EarshotError as error:
            return Timed(0, 0, str(error).splitlines()[0][:100])
        taken.append(time.perf_counter() - began)
    return Timed(median(taken) * 1000, rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.views", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("address")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=30.0)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    counted = {f"all of {name}": f"SELECT count() AS c FROM {name}" for name in shipped()}
    settings = msgspec.structs.replace(Settings(), warehouse=chosen.address)
    with closing(open_warehouse(settings)) as warehouse:
        ((facts,),) = warehouse.select("SELECT count() FROM interactions").rows
        sys.stdout.write(f"ClickHouse {warehouse.server[0]}.{warehouse.server[1]}, {facts:,} facts\n")
        for name, sql in (ASKED | counted).items():
            if chosen.only in name:
                told = timed(warehouse, sql, chosen.runs, chosen.limit)
                sys.stdout.write(
                    f"{name:40} {told.fault or f'{told.milliseconds:10,.1f} ms {told.rows:8,} rows'}\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
