"""Bytes to event: what fits, in both forms of CloudEvents too, and what is refused with a place and a fault."""

import json
from base64 import b64encode
from contextlib import nullcontext
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import MAX_EVENT_BYTES, _refuse_repeated_keys, decode, encode
from schemas.errors import Rejected
from schemas.events import CallEnded, EmailReceived
from schemas.records import SurveyAnswered
from schemas.topics import ALL, topic_of
from schemas.values import event_key, utc
from tests.bad_input import CORPUS, GOOD, call, survey
from tests.examples import FOLDER, ROOT, TYPES, lines

DATA = {"subject": "Hello", "text": "Is anybody there?"}
ATTRIBUTES = {
    "specversion": "1.0",
    "type": "com.example.EmailReceived.v1",
    "source": "//mail.example",
    "id": "m-1",
    "time": "2026-01-01T09:00:00+08:00",
}


@pytest.mark.parametrize("name", CORPUS)
def test_what_breaks_the_contract_is_rejected_with_place_and_fault(name: str) -> None:
    with pytest.raises(Rejected) as caught:
        decode(CORPUS[name])
    assert caught.value.fault
    assert len(str(caught.value)) < 450  # a message, not the value once more


@given(score=st.integers(0, 100), lowest=st.integers(0, 100), highest=st.integers(1, 100))
def test_an_answer_comes_in_exactly_where_its_scale_has_it(score: int, lowest: int, highest: int) -> None:
    value = survey(score=score, lowest=lowest, highest=highest)
    stored = decode(value, at_the_door=False)  # an older release let it in: it is still read
    assert isinstance(stored, SurveyAnswered)
    if lowest <= score <= highest and lowest < highest:
        assert decode(value) == stored
        return
    place = "$.lowest" if lowest >= highest else "$.score"
    with pytest.raises(Rejected) as caught:
        decode(value)
    assert caught.value.place == place


def test_an_answer_off_the_scale_is_told_which_scale_that_is() -> None:
    with pytest.raises(
        Rejected, match=r"^\$\.score: 85 is off the scale, 0 to 10; `lowest` and `highest` name"
    ):
        decode(survey(score=85))


def test_an_unknown_type_is_answered_with_those_there_are_and_the_nearest() -> None:
    with pytest.raises(Rejected) as caught:
        decode(call(type="EmailRecieved"))
    assert caught.value.place == "$.type"
    assert caught.value.fault.startswith(
        "'EmailRecieved' is no type of event; did you mean EmailReceived? known are "
    )
    assert [name for name in TYPES if name not in caught.value.fault] == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("chatclosed", "did you mean ChatClosed?"),
        ("survey_answered", "did you mean SurveyAnswered?"),
        ("传真", "'传真' is no type of event; known are"),
        ("x" * 900_000, f"'{'x' * 64}' is no type of event; known are"),
    ],
)
def test_an_unknown_type_is_named_but_not_at_any_length(sent: str, said: str) -> None:
    with pytest.raises(Rejected) as caught:
        decode(call(type=sent))
    assert said in caught.value.fault
    assert len(caught.value.fault) < 450


def test_an_unknown_type_of_an_envelope_is_answered_alike() -> None:
    with pytest.raises(Rejected, match="did you mean EmailReceived"):
        decode(json.dumps(ATTRIBUTES | {"type": "com.example.EmailRecieved.v1", "data": DATA}).encode())


def test_empty_bytes_are_a_tombstone_and_no_event() -> None:
    with pytest.raises(Rejected, match="tombstone"):
        decode(b"")


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(value: bytes) -> None:
    with pytest.raises(Rejected):
        decode(value)


@given(st.text(max_size=200))
def test_any_text_without_nul_comes_back_as_it_went_in(text: str) -> None:
    try:
        value = encode(
            CallEnded(
                id="1", source="s", created_at=datetime(2026, 1, 1, tzinfo=UTC), turns=(), purpose=text[:256]
            )
        )
    except UnicodeEncodeError:
        return
    if "\0" in text:
        with pytest.raises(Rejected):
            decode(value)
    else:
        event = decode(value)
        assert isinstance(event, CallEnded)
        assert event.purpose == text[:256]


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_an_english_and_a_chinese_example_that_round_trips(name: str) -> None:
    events = [decode(line) for line in lines(name)]
    assert [type(event) for event in events] == [TYPES[name]] * 2
    assert [encode(event) for event in events] == lines(name)
    chinese = [any("\u4e00" <= c <= "\u9fff" for c in line.decode()) for line in lines(name)]
    assert chinese == [False, True]
    assert {topic_of(event) for event in events} <= set(ALL)


def test_no_example_is_left_over_and_each_stands_in_the_docs() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(TYPES)
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    assert [name for name in TYPES if f"../schemas/examples/{name}.jsonl" not in page] == []


def test_structured_cloud_events_are_opened() -> None:
    event = decode(json.dumps(ATTRIBUTES | {"data": DATA, "traceparent": "00-1"}).encode())
    assert event == EmailReceived(
        id="m-1",
        source="//mail.example",
        created_at=datetime.fromisoformat("2026-01-01T09:00:00+08:00"),
        subject="Hello",
        text="Is anybody there?",
    )
    packed = {"data_base64": b64encode(json.dumps(DATA).encode()).decode()}
    assert decode(json.dumps(ATTRIBUTES | packed).encode()) == event


@pytest.mark.parametrize("prefix", ["ce_", "ce-"])
def test_binary_cloud_events_are_opened_from_kafka_and_http_headers(prefix: str) -> None:
    headers = {prefix + name: value for name, value in ATTRIBUTES.items()}
    event = decode(json.dumps(DATA).encode(), headers | {"content-type": "application/json"})
    assert (event.id, event.source) == ("m-1", "//mail.example")
    with pytest.raises(Rejected, match="requires it"):
        decode(b"{}", {prefix + "id": "1"})


def test_the_attributes_win_over_the_data() -> None:
    event = decode(json.dumps(ATTRIBUTES | {"data": DATA | {"id": "other", "source": "other"}}).encode())
    assert (event.id, event.source) == ("m-1", "//mail.example")


def test_an_escaped_backslash_before_u0000_is_no_nul() -> None:
    event = decode(call(queue="x").replace(b'"x"', rb'"\\u0000"'))
    assert isinstance(event, CallEnded)
    assert event.queue == r"\u0000"


def test_the_limit_is_exact() -> None:
    pad = MAX_EVENT_BYTES - len(call())
    assert decode(call() + b" " * pad).id == "1"
    with pytest.raises(Rejected, match="at most"):
        decode(call() + b" " * (pad + 1))


def test_moments_are_kept_in_utc() -> None:
    event = decode(call(created_at="2026-01-01T03:00:00+08:00"))
    assert utc(event.created_at) == datetime(2025, 12, 31, 19, tzinfo=UTC)
    assert utc(event.created_at).tzinfo is UTC


def test_the_event_key_keeps_its_parts_apart_and_never_changes() -> None:
    assert event_key("ab", "", "c") != event_key("a", "", "bc")
    assert event_key("crm", "", "1") == "e1a577e7d5075e8bf8d1819bf29fda91"
    assert len({event_key("s", t, i) for t in ("", "x") for i in ("1", "2")}) == 4


def test_events_are_frozen_values() -> None:
    event = decode(json.dumps(GOOD).encode())
    with pytest.raises(AttributeError):
        event.id = "2"  # type: ignore[misc]  # that is the point
    assert msgspec.json.decode(encode(event), type=CallEnded) == event


@pytest.mark.parametrize(
    ("attributes", "data"),
    [
        ({"id": "a\0"}, b"{}"),
        ({"source": "a\0"}, b"{}"),
        ({}, b'{"text": "a\\u0000b"}'),
        ({}, b'{"text": "a", "text": "b"}'),
    ],
)
def test_what_an_event_may_not_hold_an_envelope_cannot_bring_in(
    attributes: dict[str, str], data: bytes
) -> None:
    outer = ATTRIBUTES | attributes | {"data_base64": b64encode(data).decode()}
    with pytest.raises(Rejected):
        decode(json.dumps(outer).encode())
    headers = {f"ce_{name}": quote(text) for name, text in (ATTRIBUTES | attributes).items()}
    with pytest.raises(Rejected):
        decode(data, headers)


_MEMBERS = st.lists(
    st.sampled_from(
        [
            '"id":"1"',
            '"id" :"1"',
            '"\\u0069d":"1"',
            '"source":":"',
            '"sour\\u0063e":"a\\"b"',
            '"created_at":"2026-01-01T00:00:00Z"',
            '"text":"a\\u0022:b"',
            '"text":": x"',
            '"context":{"region":"r","dimensions":{"region":":","a":"b"}}',
            '"context":{"dimensions":{"a":"b","a":"b"}}',
            '"handles":[{"kind":"email","value":"a"},{"kind":"email","value":"a"}]',
        ]
    ),
    max_size=9,
)


@given(members=_MEMBERS, space=st.sampled_from(["", " ", "\n"]))
def test_a_key_may_stand_once_in_an_object_however_it_is_written(members: list[str], space: str) -> None:
    value = ("{" + f",{space}".join(['"type":"SocialPosted"', *members]) + "}").encode()
    pairs: list[list[str]] = []
    json.loads(value, object_pairs_hook=lambda found: pairs.append([name for name, _ in found]))
    repeats = any(len(names) != len(set(names)) for names in pairs)
    with nullcontext() if not repeats else pytest.raises(Rejected, match="given twice"):
        _refuse_repeated_keys(value)


EDGES = (
    "0001-01-01T00:00:00+14:00",
    "1900-01-01T00:00:00Z",
    "2100-01-01T00:00:00Z",
    "9999-12-31T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
)


@pytest.mark.parametrize("moment", EDGES)
def test_no_moment_of_an_event_lies_outside_the_warehouse_s_calendar(moment: str) -> None:
    """9999-12-31 is how some systems say "never"; a promise due then has no column that keeps it."""
    whole = {"id": "1", "source": "s", "created_at": "2026-01-01T00:00:00Z"}
    promise = whole | {"type": "PromiseMade", "promise": "p", "due_at": moment}
    with pytest.raises(Rejected, match=r"\$\.due_at: .* outside 1990 to 2099"):
        decode(json.dumps(promise).encode())
    turns = [{"speaker": "staff", "text": "Hi"}, {"speaker": "staff", "text": "Hi", "at": moment}]
    with pytest.raises(Rejected, match=r"\$\.turns\[1\]\.at: .* outside 1990 to 2099"):
        decode(json.dumps(whole | {"type": "ChatClosed", "turns": turns}).encode())
