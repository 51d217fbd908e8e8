"""How rows of a foreign file become events: a YAML file, typed here, checked when it is loaded.

    name: reviews
    source: review-site                   # of events whose rule names none
    detect: [review_id, stars, body]      # a file with these columns is read by this mapping unasked
    rules:                                # each rule that applies makes one event of a row
      - type: SocialPosted
        when: {visible: ["true"]}         # column: values; `unless` is the contrary
        need: ["{body}"]                  # texts that may not be blank
        fields:                           # fields of the event, dotted within
          id: "{review_id}"
          text: "{title} {body}"
          context.region: "{state}"
          speaker: {value: "{by}", map: {guest: customer, owner: staff}, default: customer}
        times:
          created_at: {value: "{posted}", formats: ["%d.%m.%Y %H:%M", iso], zone: Europe/Berlin}
        handles: [{kind: social, value: "{author}"}]
        dimensions: {stars: "{stars}"}

A rule with `turns` makes one event of a run of consecutive rows that agree in `turns.by`. A time may give `base`: rows
without one then get `base` plus `step` seconds for each line before it: an invented time, but the same in every run.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import msgspec
import yaml
from msgspec import Meta

from pipeline.importing.templates import parsed
from pipeline.importing.times import WORDS, is_zone
from schemas import events, records
from schemas.errors import Misused
from schemas.values import Context, Envelope, Handle, HandleKind, Moment

TYPES: Final = {kind.__name__: kind for kind in (*events.Said.__args__, *records.AnyRecord.__args__)}
_TURNS: Final = {"CallEnded": events.Turn, "ChatClosed": events.ChatTurn}
_WITHIN: Final = {"context": Context, "handle": Handle}


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the parts of a mapping."""


class Choice(Struct, frozen=True, kw_only=True):
    """A text through a table. One that is not in it is `default`, or refuses the row where there is none."""

    value: str
    map: dict[str, str]
    default: str | None = None


class Time(Struct, frozen=True, kw_only=True):
    """See `times.moment_of`; `base` and `step` (seconds a line) serve rows whose `value` is empty."""

    value: str = ""
    formats: Annotated[tuple[str, ...], Meta(min_length=1)] = ("iso",)
    zone: str = ""
    base: Moment | None = None
    step: Annotated[int, Meta(ge=0, le=86_400)] = 60


class HandleRule(Struct, frozen=True, kw_only=True):
    kind: HandleKind
    value: str


class Turns(Struct, frozen=True, kw_only=True):
    """One turn a row. Rows agree in `by`; a row whose turn has no text is left out."""

    by: str
    fields: dict[str, str | Choice]
    times: dict[str, Time] = {}


class Rule(Struct, frozen=True, kw_only=True):
    type: str
    fields: dict[str, str | Choice]
    times: dict[str, Time]
    when: dict[str, tuple[str, ...]] = {}
    unless: dict[str, tuple[str, ...]] = {}
    need: tuple[str, ...] = ()
    handles: tuple[HandleRule, ...] = ()
    dimensions: dict[str, str] = {}
    turns: Turns | None = None


class Mapping(Struct, frozen=True, kw_only=True):
    """`skip` lets rows pass that no rule applies to; otherwise they are refused. `nulls` are texts that mean nothing."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1)]
    about: str = ""
    source: str = ""
    detect: tuple[str, ...] = ()
    delimiter: Annotated[str, Meta(max_length=1)] = ""
    encoding: str = ""
    nulls: tuple[str, ...] = ()
    skip: bool = False

    def fits(self, columns: frozenset[str]) -> bool:
        """Whether a file with these columns holds what `detect` names (alternatives joined by a bar)."""
        return bool(self.detect) and all(not columns.isdisjoint(names.split("|")) for names in self.detect)


def load(name: str, known: Sequence[Mapping]) -> Mapping:
    """The one of `known` with this name, or that of the YAML file at that path; Misused naming the key that is wrong."""
    for mapping in known:
        if mapping.name == name:
            return mapping
    path = Path(name)
    try:
        return parse(path.read_bytes(), path.name)
    except OSError as error:
        names = ", ".join(mapping.name for mapping in known)
        raise Misused(
            f"mapping {name!r}: {error.strerror}; those that ship are {names}; or give the path of a YAML file"
        ) from None


def shipped() -> list[Mapping]:
    """The mappings that come with the program, by name."""
    folder = files("pipeline").joinpath("mappings")
    found = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
    return sorted((parse(file.read_bytes(), file.name) for file in found), key=lambda mapping: mapping.name)


def parse(content: bytes, name: str) -> Mapping:
    """The checked mapping; Misused naming file and key."""
    try:
        mapping = msgspec.yaml.decode(content, type=Mapping)
    except (msgspec.DecodeError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise Misused(f"mapping {name}: {' '.join(str(error).split())}") from None
    for fault in _faults(mapping):
        raise Misused(f"mapping {name}: {fault}")
    return mapping


def _faults(mapping: Mapping) -> Iterator[str]:
    for number, rule in enumerate(mapping.rules):
        place = f"rules[{number}]"
        if rule.type not in TYPES:
            yield f"{place}.type: {rule.type!r} is no event; known are: {', '.join(TYPES)}"
        else:
            yield from _faults_of_fields(place, rule, mapping.source)
            yield from _faults_of_turns(place, rule)
        yield from _faults_of_times(place, rule.times | (rule.turns.times if rule.turns else {}))
        yield from _faults_of_templates(place, rule)


def _faults_of_fields(place: str, rule: Rule, source: str) -> Iterator[str]:
    kind = TYPES[rule.type]
    for name in rule.fields:
        yield from _unknown(f"{place}.fields.{name}", name, kind)
    for name in rule.times:
        yield from _unknown(f"{place}.times.{name}", name, kind)
    given = {name.partition(".")[0] for name in (*rule.fields, *rule.times)}
    given |= {"source"} if source else set()
    given |= {"turns"} if rule.turns else set()
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in given:
            yield f"{place}: {rule.type} needs {field.name!r} under fields, or under times where it is a time"


def _unknown(place: str, name: str, kind: type[Envelope]) -> Iterator[str]:
    outer, _, inner = name.partition(".")
    known = _WITHIN[outer].__struct_fields__ if inner and outer in _WITHIN else kind.__struct_fields__
    if outer not in kind.__struct_fields__ or (inner or outer) not in known:
        yield f"{place}: no such field; known are: {', '.join(kind.__struct_fields__)}, context.region and the like"


def _faults_of_turns(place: str, rule: Rule) -> Iterator[str]:
    if rule.turns is None:
        return
    kind = _TURNS.get(rule.type)
    if kind is None:
        yield f"{place}.turns: {rule.type} has no turns; {' and '.join(_TURNS)} have"
        return
    for name in (*rule.turns.fields, *rule.turns.times):
        if name not in kind.__struct_fields__:
            yield f"{place}.turns: no field {name!r}; known are: {', '.join(kind.__struct_fields__)}"
    for name in {"speaker", "text"} - {*rule.turns.fields}:
        yield f"{place}.turns.fields: {name!r} is needed"


def _faults_of_times(place: str, times: dict[str, Time]) -> Iterator[str]:
    for name, time in times.items():
        if time.zone and not is_zone(time.zone):
            yield f"{place}.times.{name}.zone: {time.zone!r} is not an IANA name such as Asia/Shanghai"
        for form in time.formats:
            if form not in WORDS and "%" not in form:
                yield f"{place}.times.{name}.formats: {form!r}; known are: {', '.join(WORDS)}, and patterns with %"
        if not time.value and time.base is None:
            yield f"{place}.times.{name}: neither value nor base"


def _faults_of_templates(place: str, rule: Rule) -> Iterator[str]:
    texts = [*rule.fields.values(), *(rule.turns.fields.values() if rule.turns else ())]
    plain = [text if isinstance(text, str) else text.value for text in texts]
    times = [*rule.times.values(), *(rule.turns.times.values() if rule.turns else ())]
    handles = [handle.value for handle in rule.handles]
    by = [rule.turns.by] if rule.turns else []
    for text in (
        *plain,
        *(time.value for time in times),
        *handles,
        *rule.dimensions.values(),
        *rule.need,
        *by,
    ):
        try:
            parsed(text)
        except Misused as error:
            yield f"{place}: {error}"


def base_of(time: Time, number: int) -> datetime | None:
    """The invented time of line `number`, counted from 0."""
    return (
        None
        if time.base is None
        else datetime.fromtimestamp(time.base.timestamp() + number * time.step, time.base.tzinfo)
    )
