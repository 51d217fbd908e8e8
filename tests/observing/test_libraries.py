"""What passes of a library's log: its own literals, numbers, our topics; never a value's text."""

import logging

import pytest
from aiokafka.structs import ConsumerRecord, TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from pipeline.observing.faults import Scrubbed
from pipeline.observing.libraries import Scrubbing, filled, literals_of, only_literals, plain

SOURCE = '''
"""About a consumer."""
def seek(log, tp, ex):
    log.warning(f"exception performing seek on {tp} when flow not active {ex}")
    log.error("Unable to connect to "
              "%s:%s")
    log.error("no")
'''
LITERALS = [*literals_of(SOURCE)]


def test_the_literals_of_a_module_with_joined_and_formatted_ones() -> None:
    assert "Unable to connect to %s:%s" in LITERALS
    assert "exception performing seek on " in LITERALS
    assert " when flow not active " in LITERALS
    assert "no" not in LITERALS


@pytest.mark.parametrize("source", ["def", "\0", "(" * 100_000, "", "\ud800"])
def test_source_that_cannot_be_read_has_none(source: str) -> None:
    assert literals_of(source) == ()


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            "exception performing seek on my parcel when flow not active 我的包裹",
            "exception performing seek on … when flow not active …",
        ),
        ("[^--Consumer]: Unable to connect to %s:%s", "…Unable to connect to %s:%s"),
        ("my parcel never came", "…"),
        ("", ""),
    ],
)
def test_only_literals_pass(message: str, kept: str) -> None:
    assert only_literals(message, LITERALS) == kept


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1), st.text())
def test_no_text_that_is_not_in_the_source_passes(han: str, other: str) -> None:
    message = f"{other}exception performing seek on {han} when flow not active {han}"
    assert not {*only_literals(message, LITERALS)} & {*han}
    assert not {*filled("%s and %r", (han, han.encode()))} & {*han}


def test_values_are_numbers_topics_partitions_classes_or_types() -> None:
    record: ConsumerRecord[bytes, bytes] = ConsumerRecord(
        "voc.calls", 3, 7, 0, 0, b"ann@example.com", b"my parcel", None, 15, 9, ()
    )
    assert plain(7) == 7
    assert plain(0.5) == 0.5
    assert plain(None) is None
    assert plain("voc.calls") == "voc.calls"
    assert plain("my parcel") == "str"
    assert plain(b"my parcel") == "bytes"
    assert plain({"voice": "my parcel"}) == "dict"
    assert plain(TopicPartition("voc.calls", 3)) == "voc.calls/3"
    assert plain(TopicPartition("my parcel", 3)) == "TopicPartition"
    assert plain(record) == "voc.calls/3"
    assert plain(ValueError("my parcel")) == "ValueError"


@pytest.mark.parametrize(
    ("template", "args", "said"),
    [
        ("%s:%d is %r", ("host", 9092, "away"), "str:9092 is str"),
        ("%(where)s since %(when).1f", {"where": "here", "when": 2.0}, "str since 2.0"),
        ("%d", ("no number",), "%d"),
        ("%s %s", ("one",), "%s %s"),
        ("100 %", ("one",), "100 %"),
        ("two\nlines", None, "two lines"),
    ],
)
def test_templates_are_filled_or_left_as_they_are(template: str, args: object, said: str) -> None:
    assert filled(template, args) == said


class Told:
    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, _: logging.LogRecord, said: Scrubbed) -> None:
        self.said.append(said)


def test_the_handler_knows_the_literals_of_whoever_logs() -> None:
    told = Told()
    handler = Scrubbing(told)
    words = "my parcel"[::-1]  # in no literal of this file
    for message in (f"a consumer lost {words} today", words, object()):
        handler.handle(logging.LogRecord("nobody", logging.ERROR, __file__, 1, message, None, None))
    assert told.said == ["a consumer lost … today", "…", "object"]


def test_a_library_in_c_or_without_source_says_nothing() -> None:
    told = Told()
    Scrubbing(told).handle(
        logging.LogRecord("_json", logging.ERROR, "nowhere.so", 1, "my parcel", None, None)
    )
    assert told.said == ["…"]
