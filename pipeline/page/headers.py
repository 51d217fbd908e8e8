"""What the columns of a download are called: the registry's names, in the reader's language."""

import re
from functools import cache
from typing import Final, Literal

from pipeline.figures import registry
from schemas.errors import Misused
from schemas.taxonomy import Name

Language = Literal["en", "zh"]

_PARTS: Final = {
    "value": Name("Figure", "数值"),
    "low": Name("95 % interval, lower end", "95% 区间下限"),
    "high": Name("95 % interval, upper end", "95% 区间上限"),
    "n": Name("n", "n"),
    "coverage": Name("coverage", "覆盖率"),
    "before": Name("period before", "前一时期"),
    "change": Name("change", "变化"),
    "change_low": Name("change, lower end", "变化下限"),
    "change_high": Name("change, upper end", "变化上限"),
    "moved": Name("moved (1: not by chance)", "显著变化（1：非偶然）"),
}
FIGURE: Final = tuple(_PARTS)
_OWN: Final = {
    "start": Name("From", "起"),
    "end": Name("To", "止"),
    "dimension": Name("Dimension", "维度"),
    "place": Name("Value", "取值"),
    "count": Name("Count", "数量"),
    "kind": Name("Kind", "种类"),
    "attitude": Name("Attitude of staff", "员工态度"),
    "outcome": Name("Outcome", "结果"),
    "of_attitude": Name("% of this attitude", "占该态度的百分比"),
    "of_all": Name("% of all with staff", "占全部有员工参与互动的百分比"),
    "reason": Name("Reason", "原因"),
    "replays": Name("Replays", "重放次数"),
    "newest_at": Name("Newest (UTC)", "最近一次（UTC）"),
    "days": Name("Days", "天数"),
    "contacts": Name("Contacts by the company", "公司联系次数"),
    "violations": Name("Contacts that broke a limit", "违反限制的联系"),
    "before_words": Name("Words before", "前文"),
    "after_words": Name("Words after", "后文"),
    "staff_words": Name("Words of staff", "员工的话"),
    "amount": Name("Amount (minor units)", "金额（最小货币单位）"),
    "survey": Name("Survey", "调查"),
    "score": Name("Answer", "答案"),
}
_ASIDE: Final = re.compile(r"[;:；：,，(（].*", re.DOTALL)


@cache
def header(reference: str, language: Language) -> str:
    """`view.column`, `figure:id`, `figure:id:part`, or a small word of the download's own; Misused for any other.

    A column is called by the figure that it holds, else by what the registry says of it up to the first mark.
    """
    name = _named(reference)
    return name.zh if language == "zh" else name.en


def _named(reference: str) -> Name:
    if small := _OWN.get(reference) or _PARTS.get(reference):
        return small
    kind, _, rest = reference.partition(":")
    if kind == "figure":
        return _figure(*rest.partition(":")[::2])
    return _column(*reference.partition(".")[::2])


def _figure(id_: str, part: str) -> Name:
    name = registry().figure(id_).name
    if part in {"", "value"}:
        return name
    return Name(f"{name.en}: {_PARTS[part].en}", f"{name.zh}：{_PARTS[part].zh}")


def _column(view: str, column: str) -> Name:
    known = registry()
    entry = known.views.get(view)
    if entry and column in entry.columns:
        return _short(entry.columns[column])
    for part in ("value", "low", "high", "n", "coverage"):
        if figures := known.holders.get((part, f"{view}.{column}")):
            return _figure(figures[0].id, part)
    if column in known.columns:
        shared = known.columns[column]
        return _short(Name(shared.en, shared.zh))
    raise Misused(f"no header for {view}.{column}: the registry does not know it")


def _short(text: Name) -> Name:
    return Name(_ASIDE.sub("", text.en).strip(), _ASIDE.sub("", text.zh).strip())
