"""The leadership summary in the terminal: the page's figures, from the same functions, in English or Chinese."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec
from msgspec.structs import replace
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.page import ledgers
from pipeline.page.answers import Figure, Overview, Voice
from pipeline.page.asking import Asking, Chosen, Period, within
from pipeline.page.comparing import Counted, rate
from pipeline.page.overview import overview
from pipeline.page.voices import Wanted, voices
from pipeline.ports import Asks
from pipeline.warehouse.views import as_of

Lang = Literal["en", "zh"]
WEEKS: Final = 13
TOPICS: Final = 6
VOICES: Final = 3

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("What customers lived through", "客户的真实经历"),
    "nothing": ("No interaction is stored yet.", "尚无任何互动记录。"),
    "figure": ("figure", "指标"),
    "value": ("value", "数值"),
    "interval": ("95 % interval", "95% 区间"),
    "rests on": ("rests on", "样本量"),
    "coverage": ("coverage", "覆盖率"),
    "before": ("before", "前期"),
    "net": ("net sentiment, points", "净情感值，点"),
    "complaints": ("complaints per 1,000", "每千次投诉数"),
    "promises": ("promises broken, % of due", "违约承诺，占到期 %"),
    "gap": ("perception gap, points", "感知差距，点"),
    "pressure": ("unwanted contacts per 1,000", "每千次违规外呼"),
    "topics": ("Most complained about", "投诉最多的主题"),
    "said": ("In their words (newest complaints)", "客户原话（最新投诉）"),
    "account": ("Account", "收支核对"),
    "few": ("too few", "样本过少"),
    "no data": ("no data", "无数据"),
    "interactions": ("interactions", "次互动"),
    "closes": ("it closes", "账目平衡"),
    "open": ("MISSING", "缺失"),
}
_RECEIVED: Final = (
    (
        "{received:,} received = {stored:,} stored + {duplicates:,} duplicates + {dead_lettered:,} dead-lettered"
        " + {in_flight:,} in flight"
    ),
    "收到 {received:,} = 已存 {stored:,} + 重复 {duplicates:,} + 拒收 {dead_lettered:,} + 处理中 {in_flight:,}",
)

_AS_OF: Final = (
    "Promises and perception gap as of {:%Y-%m-%d %H:%M} UTC, the end of the sample; the page tells them as of now.",
    "承诺与感知差距截至 {:%Y-%m-%d %H:%M} UTC，即样本结束之时；页面所示为此刻的情况。",
)


def print_summary(
    warehouse: Asks, console: Console, lang: Lang = "en", sample_ends: datetime | None = None
) -> None:
    """The last 13 weeks of what is stored, with what each figure rests on.

    As of now, or where it is a sample that ended some day, as of its end, and says so.
    """
    found, said = asyncio.run(_ask(warehouse, sample_ends))
    page = _Page(console, lang)
    page.title(found)
    if found.net_sentiment is None:
        console.print(page.word("nothing"))
    else:
        page.figures(found)
        if sample_ends:
            page.as_of(sample_ends)
        page.topics(found)
        page.voices(said)
    page.account(found)


async def _ask(warehouse: Asks, sample_ends: datetime | None) -> tuple[Overview, tuple[Voice, ...]]:
    asking, today = Asking(warehouse), datetime.now(UTC).date()
    found = await overview(asking, Chosen(weeks=WEEKS), today)
    if sample_ends and found.start and found.end:
        found = await _at(asking, found, Period(found.start, found.end), sample_ends)
    said = await voices(asking, Wanted(weeks=WEEKS, about="complaint"), today)
    return found, said.voices


class _Due(msgspec.Struct, frozen=True, array_like=True):
    broken: int
    came_due: int
    made: int


async def _at(asking: Asking, found: Overview, period: Period, moment: datetime) -> Overview:
    """The same, with what comes due or ripens while time passes as of `moment`."""
    due, (gap, _) = await asyncio.gather(
        asking.row(
            _Due,
            "SELECT countIf(state = 'broken'), countIf(state IN ('broken', 'late', 'kept')), "
            "countIf(state IN ('broken', 'late', 'kept', 'unknown_due')) "
            f"FROM ({as_of('promise_ledger', moment)}) WHERE {within(period)}",
        ),
        ledgers.gap(asking, Chosen(weeks=WEEKS), period, f"({as_of('perception_gap', moment)})"),
    )
    broken = rate(Counted(due.broken, due.came_due, due.made), 100)
    return replace(found, gap=gap, promises=replace(found.promises, rate=broken) if found.promises else None)


class _Page:
    """One summary in one language."""

    def __init__(self, console: Console, lang: Lang) -> None:
        self._console = console
        self._which = 0 if lang == "en" else 1

    def word(self, name: str) -> str:
        return _WORDS[name][self._which]

    def title(self, found: Overview) -> None:
        span = (
            f"{found.start} – {found.end}, {found.interactions:,} {self.word('interactions')}"
            if found.start
            else ""
        )
        self._console.print()
        self._console.print(f"[bold]{self.word('title')}[/bold]  {span}")

    def figures(self, found: Overview) -> None:
        table = Table(box=None, padding=(0, 1, 0, 0))
        table.add_column(self.word("figure"), no_wrap=True)
        for name in ("value", "interval", "rests on", "coverage", "before"):
            table.add_column(self.word(name), justify="right", no_wrap=True)
        for name, figure in _named(found):
            table.add_row(self.word(name), *self._cells(figure))
        self._console.print(table)

    def _cells(self, figure: Figure | None) -> Iterator[str]:
        if figure is None or figure.value is None:
            yield from (self.word("no data"), "", "0", "", "")
            return
        yield f"[bold]{figure.value:,.1f}[/bold]" + (" *" if figure.moved else "")
        yield "" if figure.low is None or figure.high is None else f"{figure.low:,.1f} … {figure.high:,.1f}"
        yield f"{figure.n:,}" + (f" ({self.word('few')})" if figure.too_few else "")
        yield "" if figure.coverage is None else f"{figure.coverage:.0%}"
        yield "–" if figure.before is None else f"{figure.before:,.1f}"

    def as_of(self, moment: datetime) -> None:
        self._console.print(f"[dim]{_AS_OF[self._which].format(moment)}[/dim]")

    def topics(self, found: Overview) -> None:
        shown = [topic for topic in found.topics if topic.complaints][:TOPICS]
        if not shown:
            return
        self._console.print(f"\n[bold]{self.word('topics')}[/bold]")
        table = Table(box=None, show_header=False, padding=(0, 2))
        for topic in shown:
            bar = "█" * max(1, round(24 * topic.complaints / shown[0].complaints))
            table.add_row(
                (topic.name, topic.name_zh)[self._which], f"[cyan]{bar}[/cyan]", f"{topic.complaints:,}"
            )
        self._console.print(table)

    def voices(self, said: tuple[Voice, ...]) -> None:
        if not said:
            return
        self._console.print(f"\n[bold]{self.word('said')}[/bold]")
        for voice in said[:VOICES]:
            where = ", ".join(filter(None, (voice.channel, voice.product, voice.region)))
            self._console.print(f"  [dim]{voice.at:%Y-%m-%d} {escape(where)}[/dim]")
            words = Text.assemble(voice.before, (voice.evidence, "yellow"), voice.after)
            self._console.print(Padding(Text(" ").join(words.split())[:300], (0, 4)))

    def account(self, found: Overview) -> None:
        names = ("received", "stored", "duplicates", "dead_lettered", "in_flight", "difference")
        total = {name: sum(getattr(source, name) for source in found.sources) for name in names}
        missing = total["difference"]
        state = (
            f"[bold red]{missing:+,} {self.word('open')}[/bold red]"
            if missing
            else f"[green]{self.word('closes')}[/green]"
        )
        line = _RECEIVED[self._which].format_map(total)
        self._console.print(f"\n[bold]{self.word('account')}[/bold]  {line}: {state}")


def _named(found: Overview) -> Iterator[tuple[str, Figure | None]]:
    yield "net", found.net_sentiment
    yield "complaints", found.complaint_rate
    yield "promises", found.promises.rate if found.promises else None
    yield "gap", found.gap.gap if found.gap else None
    yield "pressure", found.pressure.rate if found.pressure else None
