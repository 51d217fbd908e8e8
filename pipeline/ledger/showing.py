"""The ledger in the terminal: counts, money, and the promises that matter most, in 80 columns, in English or Chinese."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agents.following.standing import State
from pipeline.ledger.asking import Ledger, Stood
from pipeline.money import amount
from pipeline.terminal import plain

WIDTH: Final = 80
_STATES: Final = {
    State.BROKEN: ("broken", "未兑现"),
    State.LATE: ("kept late", "逾期兑现"),
    State.OPEN: ("open", "未到期"),
    State.UNKNOWN_DUE: ("no due time", "期限不明"),
    State.KEPT: ("kept", "按期兑现"),
    State.WITHDRAWN: ("withdrawn", "已撤回"),
}
_WORDS: Final = {
    "title": ("Promises as of", "承诺台账，截至"),
    "none": ("No promise was made by then.", "截至该时刻没有承诺。"),
    "state": ("state", "状态"),
    "due": ("due", "期限"),
    "late": ("late, d", "逾期天"),
    "customer": ("customer", "客户"),
    "what": ("promise", "承诺内容"),
    "outstanding": ("outstanding", "未付"),
    "currency": ("currency", "币种"),
    "owed": ("owed", "应付"),
    "paid": ("paid", "已付"),
    "promises": ("promises", "承诺数"),
    "more": (
        "more; --state, --customer or --json show them",
        "项未列出；可用 --state、--customer 或 --json 查看",
    ),
}


def show(found: Ledger, console: Console, zone: ZoneInfo, which: int, asked: int) -> None:
    """`which` is 0 for English and 1 for Chinese; times are shown in `zone`; `asked` promises are of the states asked for."""
    console.print(f"{_WORDS['title'][which]} {_local(found.as_of, zone):%Y-%m-%d %H:%M} {zone.key}\n")
    if not any(found.states.values()):
        console.print(_WORDS["none"][which])
        return
    console.print(_counts(found, which), width=WIDTH)
    if found.money:
        console.print("", _money(found, which), sep="\n", width=WIDTH)
    if found.promises:
        console.print("", _promises(found.promises, zone, which), sep="\n", width=WIDTH)
    if asked > len(found.promises):
        console.print(f"\n+ {asked - len(found.promises):,} {_WORDS['more'][which]}")


def _table(which: int, *names: str, right: tuple[str, ...] = ()) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in names:
        # Chinese has no blanks to break a line at: `fold` breaks it anywhere.
        justify: Literal["left", "right"] = "right" if name in right else "left"
        table.add_column(_WORDS[name][which], justify=justify, no_wrap=name != "what", overflow="fold")
    return table


def _counts(found: Ledger, which: int) -> Table:
    table = _table(which, "state", "promises", right=("promises",))
    for state, names in _STATES.items():
        table.add_row(names[which], f"{found.states[state]:,}")
    return table


def _money(found: Ledger, which: int) -> Table:
    table = _table(which, "currency", "owed", "paid", "outstanding", right=("owed", "paid", "outstanding"))
    for one in found.money:
        cells = (amount(minor, one.currency) for minor in (one.owed, one.paid, one.outstanding))
        table.add_row(one.currency, *cells)
    return table


def _promises(shown: tuple[Stood, ...], zone: ZoneInfo, which: int) -> Table:
    table = _table(
        which, "state", "due", "late", "customer", "what", "outstanding", right=("late", "outstanding")
    )
    table.columns[3].max_width = 12
    table.columns[3].overflow = "ellipsis"
    for one in shown:
        table.add_row(*_cells(one, zone, which))
    return table


def _cells(one: Stood, zone: ZoneInfo, which: int) -> Iterator[str | Text]:
    yield _STATES[one.state][which]
    yield f"{_local(one.due_at, zone):%Y-%m-%d}" if one.due_at else "–"
    yield "–" if one.days_late is None else f"{one.days_late:,.1f}"
    yield plain(one.customer)
    yield plain(" ".join(one.what.split()))
    yield f"{amount(one.outstanding, one.currency)} {one.currency}" if one.currency else "–"


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)
