"""Rows to events by a mapping whose templates were parsed once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from pipeline.importing.items import Fault, Options, record_of, refused
from pipeline.importing.mapping import TYPES, Choice, Mapping, Rule, Time, base_of
from pipeline.importing.templates import Row, Template, filled, is_whole, parsed
from pipeline.importing.times import moment_of
from pipeline.ports import NewRecord
from schemas.errors import Rejected

Value = str | datetime | list["Values"] | dict[str, str] | dict[str, "Value"]
Values = dict[str, Value]


class Field(NamedTuple):
    """One text, through a table where there is one."""

    name: str
    text: Template
    choice: Choice | None = None


class When(NamedTuple):
    name: str
    text: Template
    time: Time


class Program(NamedTuple):
    """One rule, ready to run. `by` is None where it takes rows one at a time."""

    rule: Rule
    source: str
    tenant: str
    fields: tuple[Field, ...]
    times: tuple[When, ...]
    need: tuple[Template, ...]
    handles: tuple[Field, ...]
    dimensions: tuple[Field, ...]
    by: Template | None
    turn_fields: tuple[Field, ...]
    turn_times: tuple[When, ...]

    def applies(self, row: Row) -> bool:
        return (
            all(row.cells.get(column, "") in values for column, values in self.rule.when.items())
            and all(row.cells.get(column, "") not in values for column, values in self.rule.unless.items())
            and all(filled(text, row).strip() for text in self.need)
        )

    def run_key(self, row: Row) -> str | None:
        """What the rows of one event agree in; None where this rule does not join rows, or not this one."""
        return filled(self.by, row) if self.by and self.applies(row) else None


def programs(mapping: Mapping, options: Options) -> tuple[Program, ...]:
    """The rules in their order. What the command line says of source, tenant and zone wins over the mapping."""
    return tuple(_program(mapping, rule, options) for rule in mapping.rules)


def _program(mapping: Mapping, rule: Rule, options: Options) -> Program:
    turns = rule.turns
    return Program(
        rule,
        options.source or ("" if "source" in rule.fields else mapping.source),
        options.tenant,
        _fields(rule.fields),
        _times(rule.times, options.zone),
        tuple(parsed(text) for text in rule.need),
        tuple(Field(handle.kind, parsed(handle.value)) for handle in rule.handles),
        tuple(Field(name, parsed(text)) for name, text in rule.dimensions.items()),
        parsed(turns.by) if turns else None,
        _fields(turns.fields) if turns else (),
        _times(turns.times, options.zone) if turns else (),
    )


def _fields(fields: dict[str, str | Choice]) -> tuple[Field, ...]:
    return tuple(
        Field(name, parsed(value)) if isinstance(value, str) else Field(name, parsed(value.value), value)
        for name, value in fields.items()
    )


def _times(times: dict[str, Time], zone: str) -> tuple[When, ...]:
    return tuple(
        When(name, parsed(time.value), msgspec.structs.replace(time, zone=time.zone or zone))
        for name, time in times.items()
    )


def outcomes(rules: Sequence[Program], rows: Sequence[Row], *, skip: bool) -> list[NewRecord | Fault]:
    """What each rule makes of these rows: one row, or a run that agrees in the key of a joining rule.

    A row no rule applies to is refused unless `skip`. A row of a run that cannot be a turn is refused by itself.
    """
    found: list[NewRecord | Fault] = []
    applied = False
    for rule in rules:
        chosen = [row for row in rows if rule.applies(row)]
        applied |= bool(chosen)
        if rule.by is None:
            found += [_outcome(rule, [row], []) for row in chosen]
        elif chosen:
            found += _joined(rule, chosen)
    if not applied and not skip:
        fault = Rejected("", "no rule of the mapping applies to this row (`skip: true` would pass over it)")
        found += [refused(row.raw, row.number, fault) for row in rows]
    return found


def _joined(rule: Program, rows: Sequence[Row]) -> list[NewRecord | Fault]:
    turns: list[Values] = []
    faults: list[NewRecord | Fault] = []
    for row in rows:
        try:
            turn = _values(rule.turn_fields, rule.turn_times, row)
        except Rejected as reason:
            faults.append(refused(row.raw, row.number, reason))
        else:
            turns += [turn] if turn.get("text") else []
    return [_outcome(rule, rows, turns), *faults] if turns else faults


def _outcome(rule: Program, rows: Sequence[Row], turns: list[Values]) -> NewRecord | Fault:
    try:
        values = _event_values(rule, rows[0])
        if rule.by is not None:
            values["turns"] = turns
        return record_of(msgspec.convert(values, TYPES[rule.rule.type], strict=False))
    except msgspec.ValidationError as error:
        fault, _, place = str(error).partition(" - at ")
        reason = Rejected(f"{rule.rule.type} {place.strip('`') or '$'}", fault)
    except Rejected as rejected:
        reason = Rejected(f"{rule.rule.type} {rejected.place}".strip(), rejected.fault)
    return refused(b"".join(row.raw for row in rows), rows[0].number, reason)


def _event_values(rule: Program, row: Row) -> Values:
    for field in rule.fields:
        if field.name == "id" and not is_whole(field.text, row):
            raise Rejected("id", f"{rule.rule.fields['id']}: a column it is made of is empty")
    values: Values = {"type": rule.rule.type} | _values(rule.fields, rule.times, row)
    values |= {"source": rule.source} if rule.source else {}
    values |= {"tenant": rule.tenant} if rule.tenant else {}
    handles: list[Values] = [
        {"kind": handle.name, "value": value}
        for handle in rule.handles
        if (value := filled(handle.text, row))
    ]
    values |= {"handles": handles} if handles else {}
    dimensions = {name: value for name, text, _ in rule.dimensions if (value := filled(text, row))}
    return _nested(values | {f"context.dimensions.{name}": value for name, value in dimensions.items()})


def _values(fields: Sequence[Field], times: Sequence[When], row: Row) -> Values:
    """The fields that hold something; an absent one takes the event's own default."""
    values: Values = {}
    for field in fields:
        text = filled(field.text, row)
        if field.choice is not None:
            chosen = field.choice.map.get(text, field.choice.default)
            if chosen is None:
                raise Rejected(field.name, f"{text[:80]!r} is not in the mapping's table")
            text = chosen
        if text:
            values[field.name] = text
    for name, text_of, time in times:
        moment = _moment(filled(text_of, row), time, row.number, name)
        values |= {name: moment} if moment else {}
    return values


def _moment(text: str, time: Time, number: int, name: str) -> datetime | None:
    if not text.strip():
        return base_of(time, number)
    try:
        return moment_of(text.strip(), time.formats, time.zone)
    except Rejected as reason:
        raise Rejected(name, reason.fault) from None


def _nested(values: Values) -> Values:
    """`context.region` into `{"context": {"region": ...}}`; a dimension's name may hold dots."""
    outer: Values = {}
    for name, value in values.items():
        *path, last = name.split(".", 2) if name.startswith("context.dimensions.") else name.split(".", 1)
        inner = outer
        for step in path:
            inner = inner.setdefault(step, {})  # type: ignore[assignment]  # what stands there was put there here
        inner[last] = value
    return outer
