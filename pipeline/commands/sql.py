"""`earshot sql`: ask the warehouse."""

import csv
import sys

import click
import msgspec
from rich.table import Table

from pipeline.station import reading
from pipeline.terminal import OUT, plain
from pipeline.warehouse.sql import Answer


@click.command()
@click.argument("query", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated, with a header.")
def command(query: str | None, as_json: bool, as_csv: bool) -> None:
    """Ask the warehouse; QUERY comes from the argument or from standard input. Nothing can be changed.

    \b
    earshot sql "SELECT day, net_sentiment, interactions FROM experience_daily ORDER BY day LIMIT 7"
    earshot sql --csv "SELECT * FROM promise_ledger WHERE state = 'broken'" > broken.csv
    """
    if query is None:
        query = sys.stdin.read()
    with reading() as warehouse:
        answer = warehouse.ask(query)
    if as_json:
        for row in answer.rows:
            click.echo(msgspec.json.encode(dict(zip(answer.columns, row, strict=True))))
    elif as_csv:
        _csv(answer)
    else:
        _table(answer)


def _csv(answer: Answer) -> None:
    out = csv.writer(sys.stdout)
    out.writerow(answer.columns)
    for row in answer.rows:
        # A cell that starts like a formula would run in a spreadsheet: customers write those too.
        out.writerow(["'" + c if isinstance(c, str) and c[:1] in "=+-@\t\r" and c else c for c in row])


def _table(answer: Answer) -> None:
    table = Table()
    for name in answer.columns:
        table.add_column(plain(name))
    for row in answer.rows:
        table.add_row(*("–" if cell is None else plain(str(cell)) for cell in row))
    OUT.print(table)
