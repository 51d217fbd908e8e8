"""What a line may hold, and that nothing else ever gets into one."""

import io
import json
import logging
import subprocess
import sys
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.observing.faults import Scrubbed, named, trace
from pipeline.observing.folding import Folding
from pipeline.observing.incidents import CHECKS, Fields, Incident, permitted
from pipeline.observing.logs import Journal
from pipeline.observing.names import Service
from schemas.errors import WarehouseUnavailable

ROOT = Path(__file__).resolve().parents[2]
WORDS = "My parcel never came, call me on 13800138000"
HAN = "我的包裹一直没到，请打13800138000"


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


class Book:
    """A journal whose lines can be read."""

    def __init__(self, *, terminal: bool = False) -> None:
        self.clock = Clock()
        self.stream = io.StringIO()
        self.journal = Journal(self.stream, terminal=terminal, clock=self.clock)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


def broken(words: str) -> WarehouseUnavailable:
    try:
        try:
            int(words)
        except ValueError:
            raise WarehouseUnavailable(words) from None
    except WarehouseUnavailable as error:
        found = error
    return found


def test_a_line_is_one_json_object_with_time_level_and_event_first() -> None:
    book = Book()
    book.journal.tell(Incident.SERVICE_AWAY, service=Service.WAREHOUSE, tries=3, wait=0.41234567)
    (line,) = book.lines()
    assert [*line] == ["time", "level", "event", "service", "tries", "wait"]
    assert line["time"].endswith("Z")
    assert (line["level"], line["event"]) == ("warning", "service_away")
    assert (line["service"], line["tries"], line["wait"]) == ("warehouse", 3, 0.412346)


def test_at_a_terminal_a_line_is_for_people() -> None:
    book = Book(terminal=True)
    book.journal.tell(Incident.PARTITIONS_ASSIGNED, partitions=8)
    book.clock.at += 60.0
    book.journal.tell(Incident.PARTITIONS_ASSIGNED, partitions=8)
    lines = book.stream.getvalue().splitlines()
    assert len(lines) == 2
    assert "partitions_assigned" in lines[0]
    assert "partitions" in lines[0]
    assert "8" in lines[0]


def test_the_fields_that_are_declared_are_those_that_are_checked() -> None:
    assert {*Fields.__annotations__} == {*CHECKS}
    assert len({incident.event for incident in Incident}) == len(Incident)


@pytest.mark.parametrize("words", [WORDS, HAN, "ann@example.com", "", "\ud800"])
@pytest.mark.parametrize("name", [*CHECKS, "text", "customer"])
def test_no_field_takes_a_customers_words(name: str, words: str) -> None:
    assert permitted(Incident.RECORDS_REJECTED, {name: words}) == {"withheld": 1}


@given(
    st.dictionaries(st.sampled_from([*CHECKS, "other"]), st.text() | st.binary() | st.none() | st.floats())
)
def test_what_is_written_stands_in_a_closed_set_or_is_a_number(fields: dict[str, object]) -> None:
    for name, value in permitted(Incident.RECORDS_REJECTED, fields).items():
        if isinstance(value, str):
            assert name in {
                "agent",
                "topic",
                "table",
                "service",
                "kind",
                "point",
                "host",
                "version",
                "group",
                "library",
            }
            assert value.isascii()
            assert " " not in value
        else:
            assert isinstance(value, int | float)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1 << 70, "3", None])
def test_a_number_is_a_number(value: object) -> None:
    assert permitted(Incident.RECORDS_REJECTED, {"offset": value, "seconds": value}).get("offset") is None


def test_an_error_is_told_by_its_classes_and_codes_never_by_its_message() -> None:
    error = broken(WORDS)
    assert named(error) == "WarehouseUnavailable < ValueError"
    assert named(ConnectionRefusedError(111, WORDS)) == "ConnectionRefusedError(111)"
    assert named(ExceptionGroup(WORDS, [KeyError(WORDS)])) == "ExceptionGroup < KeyError"
    assert named(type(WORDS, (Exception,), {})()) == "Exception"
    assert [place.partition(":")[2].split()[1] for place in trace(error)] == ["broken", "broken"]
    assert not any(WORDS in place or "/" in place for place in trace(error))


def test_errors_that_are_each_others_cause_end() -> None:
    one, two = ValueError(), KeyError()
    one.__context__, two.__context__ = two, one
    assert named(one).count("<") == 4


def test_only_serious_lines_say_where_in_the_code() -> None:
    error = broken(WORDS)
    assert "trace" not in permitted(Incident.SERVICE_AWAY, {"error": error})
    assert permitted(Incident.CRASHED, {"error": error})["trace"] == trace(error)


def test_repeats_within_ten_seconds_are_one_line_with_a_count() -> None:
    book = Book()
    for number in range(5):
        book.journal.tell(Incident.SERVICE_AWAY, service=Service.KAFKA, tries=number)
    book.journal.tell(Incident.SERVICE_AWAY, service=Service.WAREHOUSE)
    assert [line.get("repeated") for line in book.lines()] == [None, None]
    book.clock.at = 10.0
    book.journal.flush()
    *_, last = book.lines()
    assert [*last][:3] == ["time", "level", "event"]
    assert (last["level"], last["service"], last["tries"], last["repeated"]) == ("warning", "kafka", 4, 4)
    book.journal.tell(Incident.SERVICE_AWAY, service=Service.KAFKA)
    assert "repeated" not in book.lines()[-1]
    assert len(book.lines()) == 4


def test_what_was_kept_back_is_told_with_any_later_incident_and_at_the_end() -> None:
    book = Book()
    book.journal.tell(Incident.COMMIT_FAILED)
    book.journal.tell(Incident.COMMIT_FAILED)
    book.clock.at = 11.0
    book.journal.tell(Incident.PARTITIONS_REVOKED)
    assert [line["event"] for line in book.lines()] == [
        "commit_failed",
        "commit_failed",
        "partitions_revoked",
    ]
    book.journal.tell(Incident.PARTITIONS_REVOKED)
    book.journal.flush(all_=True)
    assert book.lines()[-1]["repeated"] == 1
    book.journal.flush(all_=True)
    assert len(book.lines()) == 4


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 6.0), st.booleans())))
def test_nothing_that_was_kept_back_goes_uncounted(told: list[tuple[str, float, bool]]) -> None:
    clock = Clock()
    folding, written, repeated = Folding(10.0, clock), 0, 0
    for event, passed, looked in told:
        clock.at += passed
        due = folding.due() if looked else []
        line = folding.fold({"event": event})
        for one in [*due, *([line] if line else [])]:
            repeated += int(str(one.get("repeated", 0)))
        written += line is not None
    repeated += sum(int(str(line["repeated"])) for line in folding.due(all_=True))
    assert written + repeated == len(told)


def test_a_stream_that_is_gone_harms_nobody() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    Journal(Gone(), terminal=False).tell(Incident.WORKER_STARTED)


def test_many_threads_write_whole_lines() -> None:
    book, numbers = Book(), count()

    def tell() -> None:
        for _ in range(200):
            book.clock.at += 11.0
            book.journal.tell(Incident.RECORDS_REJECTED, records=next(numbers), agent="calls")

    threads = [Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    book.journal.flush(all_=True)
    assert sum(1 + line.get("repeated", 0) for line in book.lines()) >= 800


PROGRAM = """
import logging, sys, threading
from mode.utils.logging import setup_logging
from pipeline.observing.logs import configure
journal = configure(sys.stderr)
setup_logging(loglevel="WARNING", logging_config=journal.library_logging())  # as Faust's worker does
words = sys.argv[1]
logging.getLogger("clickhouse_driver").info(words)
logging.getLogger("clickhouse_driver").warning(words)
logging.getLogger("aiokafka").error("cannot read %s", words)
thread = threading.Thread(target=lambda: int(words))
thread.start()
thread.join()
class Ghost:
    def __del__(self):
        raise KeyError(words)
Ghost()
int(words)
"""


def test_whatever_nobody_caught_is_told_without_its_words() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, HAN],
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    lines = [json.loads(line) for line in ended.stderr.decode().splitlines()]
    assert HAN not in ended.stderr.decode()
    assert "13800138000" not in ended.stderr.decode()
    assert [(line["event"], line.get("error")) for line in lines] == [
        ("library_warning", None),
        ("library_error", None),
        ("crashed", "ValueError"),
        ("library_error", "KeyError"),
        ("crashed", "ValueError"),
    ]


def test_faust_and_others_may_set_logging_up_with_ours() -> None:
    book = Book()
    handlers, level = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(book.journal.library_logging())
        logging.getLogger("aiokafka.client").warning("Topic %s is away: %r", "voc.calls", broken(WORDS))
        logging.getLogger("aiokafka.client").info("nobody asked")
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
    (line,) = book.lines()
    assert line["library"] == "aiokafka.client"
    assert line["said"] == "Topic voc.calls is away: WarehouseUnavailable < ValueError"
    assert Scrubbed("") == ""
