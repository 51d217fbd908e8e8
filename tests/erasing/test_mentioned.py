"""Refused bytes are looked through for a person however the sender wrote the id down."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.erasing import Erased, Naming
from pipeline.erasing.records import Reader
from pipeline.ports import Record
from schemas.erasures import Erasure
from schemas.topics import CALLS
from tests.erasing.people import IDENTIFY, SECRET

MOMENT = datetime(2026, 9, 1, tzinfo=UTC)
SECONDS = 5.0
NAMING = Naming(SECRET)


def mentions(customer: str, text: str) -> bool:
    name = NAMING(IDENTIFY.known(customer))
    erased = Erased.of(NAMING, [Erasure(name=name, person=name, erased_at=MOMENT, version=1)])
    return Reader(IDENTIFY, erased).names(Record(CALLS, 0, 0, 1_000, b"", text.encode(), {}))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=256),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
    st.booleans(),
)
def test_any_id_in_json_whatever_stands_before_it(customer: str, said: str, plain: bool) -> None:
    assert mentions(customer, json.dumps({"words": said, "customer": customer}, ensure_ascii=plain))


@pytest.mark.parametrize(
    "customer", ["50%_x", "王小明", "🦊x", "~", "?", "José M", "12 34", "o’brien", "a.b/c"]
)
@pytest.mark.parametrize("between", [",", ";", "\t", "|", ", "])
def test_an_id_in_a_column_of_a_table(customer: str, between: str) -> None:
    assert mentions(customer, f"2026-08-03{between}{customer}{between}said something\r\n")


def test_json_within_json() -> None:
    assert mentions("王 芳", json.dumps({"body": json.dumps({"customer": "王 芳", "words": 5})}))


def test_nobody_else_is_meant() -> None:
    assert not mentions("4711", json.dumps({"customer": "47112", "words": "call 4710"}))


@pytest.mark.parametrize(
    "text", ['"\\' * 200_000, "a" * 400_000, '"' * 400_000, "1 " * 200_000 + "a@" * 100_000]
)
def test_a_long_text_is_looked_through_in_no_time(text: str) -> None:
    began = time.process_time()
    assert not mentions("4711", text)
    assert time.process_time() - began < SECONDS
