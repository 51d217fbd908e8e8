"""docs/event-fields.md: every field of every event, out of the JSON Schemas that ship and the examples beside them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

import msgspec

from pipeline.json_schemas import FOLDER, json_schema
from schemas.envelope import Event

NAMES: Final[Mapping[str, str]] = {
    "CallEnded": "通话结束：一通电话及其文字记录",
    "EmailReceived": "邮件：往来任一方向的一封邮件",
    "SocialPosted": "社交帖文：一条公开帖文或回复",
    "ChatMessage": "聊天消息：尚未结束的聊天中的一条",
    "ChatClosed": "聊天结束：一次完整的聊天",
    "CaseOpened": "立案：一件事项被登记",
    "CaseResolved": "结案：公司称事项已解决",
    "CaseReopened": "重开：事项其实没有解决",
    "PromiseMade": "承诺：有记录的承诺及其期限",
    "PromiseKept": "履约：公司称承诺已兑现",
    "PromiseWithdrawn": "撤回承诺",
    "ConsentGiven": "同意：客户同意被联系",
    "ConsentWithdrawn": "撤回同意：客户不再同意被联系",
    "CompensationPaid": "赔付：客户收到的款项",
    "SurveyAnswered": "问卷：CSAT、NPS 或 CES 的一份答卷",
    "OutboundContactMade": "外呼：经不留文字的系统联系客户",
    "IdentityLinked": "身份关联：某个标识属于某位客户",
    "IdentityUnlinked": "解除身份关联：此前的关联有误",
}
_TABLE: Final = ("| field · 字段 | type · 类型 | limits · 限制 | if left out · 缺省 |", "|---|---|---|---|")

Schema = Mapping[str, Any]


def page() -> str:
    schemas = {kind.__name__: json_schema(kind) for kind in get_args(Event)}
    first = next(iter(schemas.values()))
    shared = [
        name for name in first["properties"] if all(name in each["properties"] for each in schemas.values())
    ]
    parts = _parts(schemas.values())
    lines = [*_head(), *_common(first, shared)]
    for name in sorted(NAMES, key=list(NAMES).index):
        lines += [*_event(name, schemas[name], shared)]
    lines += ["## What they are made of · 组成部分", ""]
    for name in sorted(parts):
        lines += [*_part(name, parts[name])]
    return "\n".join(lines).rstrip("\n") + "\n"


def _head() -> Iterable[str]:
    yield "# Every field of every event · 事件字段"
    yield ""
    yield "Out of the JSON Schemas in [`schemas/json/`](../schemas/json/) by `make docs`; do not edit. What events are for, and what is"
    yield "refused, stands in [events.md](events.md). The examples come from [`schemas/examples/`](../schemas/examples/)."
    yield ""
    yield "本页由 `make docs` 依据 [`schemas/json/`](../schemas/json/) 中的 JSON Schema 生成，请勿手工修改。事件的用途和会被拒收的内容见"
    yield "[events.md](events.md)。"
    yield ""


def _common(schema: Schema, shared: list[str]) -> Iterable[str]:
    yield "## In every event · 所有事件共有"
    yield ""
    yield from _fields(schema, shared)


def _event(name: str, schema: Schema, shared: list[str]) -> Iterable[str]:
    yield f"## `{name}`"
    yield ""
    if said := _said(schema):
        yield from (said, "")
    yield from (NAMES[name], "")
    own = [each for each in schema["properties"] if each not in shared]
    if own:
        yield from _fields(schema, own)
    yield from ("```json", _example(name), "```", "")


def _example(name: str) -> str:
    file = FOLDER.parent / "examples" / f"{name}.jsonl"
    shortest = min(file.read_bytes().splitlines(), key=len)
    return msgspec.json.format(shortest, indent=2).decode()


def _part(name: str, schema: Schema) -> Iterable[str]:
    yield f"### {name}"
    yield ""
    if said := _said(schema):
        yield from (said, "")
    if "enum" in schema:
        yield from (", ".join(f"`{value}`" for value in schema["enum"]), "")
    else:
        yield from _fields(schema, list(schema["properties"]))


def _fields(schema: Schema, names: list[str]) -> Iterable[str]:
    yield from _TABLE
    for name in names:
        found = schema["properties"][name]
        left_out = "**required · 必填**" if name in schema["required"] else _default(found)
        yield f"| `{name}` | {_type(found)} | {_limits(found)} | {left_out} |"
    yield ""


def _type(found: Schema) -> str:
    if "$ref" in found:
        name = found["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in found:
        return " or ".join(_type(each) for each in found["anyOf"])
    if "enum" in found:
        return "the event's name · 事件名"
    if found["type"] == "array":
        return f"list of {_type(found['items'])}"
    if found["type"] == "object":
        return "object of strings"
    return str({"date-time": "moment, RFC 3339"}.get(found.get("format", ""), found["type"]))


def _limits(found: Schema) -> str:
    return ", ".join(_limit(found))


def _limit(found: Schema) -> Iterator[str]:
    for low, high, unit in (
        ("minLength", "maxLength", " characters"),
        ("minimum", "maximum", ""),
        ("minItems", "maxItems", " items"),
    ):
        if high in found:
            yield f"{found.get(low, 0):,} to {found[high]:,}{unit}"
        elif low in found:
            yield f"{found[low]:,} or more{unit}"
    if "pattern" in found:
        yield f"`{found['pattern']}`"
    if "maxProperties" in found:
        yield f"at most {found['maxProperties']:,}"


def _default(found: Schema) -> str:
    value = found.get("default", "")
    return "-" if value in ("", [], {}, None) else f"`{msgspec.json.encode(value).decode()}`"


def _said(schema: Schema) -> str:
    return " ".join(schema.get("description", "").split())


def _parts(schemas: Iterable[Schema]) -> dict[str, Schema]:
    return {name: part for schema in schemas for name, part in schema.get("$defs", {}).items()}
