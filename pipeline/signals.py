"""`docs/signals.md`, made from the registry: `python -m pipeline.signals > docs/signals.md`."""

import sys
from collections.abc import Iterable

from pipeline.figures import documents
from pipeline.warehouse.views import shipped
from schemas.defined import Counts, Figure, Held, Registry
from schemas.registry import load
from schemas.taxonomy import Name
from schemas.terms import DIRECTIONS, UNITS


def whole() -> Registry:
    """What ships, or Misused where the definitions and the views do not fit each other."""
    return load(documents(), {name: tuple(view.columns) for name, view in shipped().items()})


def document(registry: Registry) -> str:
    """The whole page."""
    return "\n".join([*_head(), *_notes(registry), *_contents(registry), *_figures(registry)]) + "\n"


def _head() -> Iterable[str]:
    yield "# Signals · 指标"
    yield ""
    yield "Every figure has one definition, in [`schemas/figures/`](../schemas/figures/). From there come this page, the comments of"
    yield "the warehouse's views and columns, and what the screen explains. Made by `python -m pipeline.signals`; do not edit."
    yield ""
    yield "每个指标只有一处定义，见 [`schemas/figures/`](../schemas/figures/)。本页、数据仓库中视图与列的注释以及界面上的说明均由此生成。"
    yield "本页由 `python -m pipeline.signals` 生成，请勿手工修改。"
    yield ""


def _notes(registry: Registry) -> Iterable[str]:
    for note in registry.notes.values():
        yield f"## {_both(note.name)}"
        yield ""
        yield note.text.en
        yield ""
        yield note.text.zh
        yield ""


def _contents(registry: Registry) -> Iterable[str]:
    yield "## By view · 按视图查找"
    yield ""
    yield "| view · 视图 | shows · 内容 | figures · 指标 |"
    yield "|---|---|---|"
    for view in sorted(registry.views.values(), key=lambda view: view.id):
        found = [each for each in registry.figures.values() if view.id in each.views]
        links = ", ".join(f"[{_cell(each.name.en)}](#{each.id})" for each in found)
        yield f"| `{view.id}` | {_cell(view.en)}<br>{_cell(view.zh)} | {links} |"
    yield ""


def _figures(registry: Registry) -> Iterable[str]:
    for view in sorted(registry.views.values(), key=lambda view: view.id):
        found = [each for each in registry.figures.values() if each.views[0] == view.id]
        if found:
            yield f"## `{view.id}`"
            yield ""
            yield f"{view.en} · {view.zh}"
            yield ""
        for figure in found:
            yield from _figure(figure)


def _figure(figure: Figure) -> Iterable[str]:
    yield f'### <a id="{figure.id}"></a>{_both(figure.name)}'
    yield ""
    yield f"*{figure.question.en}* · *{figure.question.zh}*"
    yield ""
    yield figure.definition.en
    yield ""
    yield figure.definition.zh
    yield ""
    yield "| | |"
    yield "|---|---|"
    for said, value in _facts(figure):
        yield f"| {said} | {_cell(value)} |"
    yield ""


def _facts(figure: Figure) -> Iterable[tuple[str, str]]:
    yield "id", f"`{figure.id}`"
    yield "unit · 单位", _both(UNITS[figure.unit])
    yield "direction · 方向", _both(DIRECTIONS[figure.better])
    if figure.least:
        yield "too few · 样本过少", f"n < {figure.least}"
    yield "method · 方法", "count · 计数" if figure.method == "count" else figure.method
    if figure.held:
        yield "held in · 所在列", _held(figure.held)
    if figure.counts:
        yield "added up · 累计算法", _counts(figure.counts)


def _held(held: Held) -> str:
    return ", ".join(f"`{place}`" if part == "value" else f"{part} `{place}`" for part, place in held.places)


def _counts(counts: Counts) -> str:
    rests = counts.over or counts.view
    times = f"{counts.per:,} × " if counts.per != 1 else ""
    said = f"{times}sum(`{counts.view}.{counts.hits}`) / sum(`{rests}.{counts.n}`), by `{counts.day}`"
    return said + (f"; coverage sum(`{counts.n}`) / sum(`{counts.of}`)" if counts.of else "")


def _both(name: Name) -> str:
    return f"{name.en} · {name.zh}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(document(whole()))
