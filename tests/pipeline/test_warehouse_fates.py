"""What a refusal of the server means for us, by its number."""

import pytest

from pipeline.warehouse.engine import fate, fate_of_question
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused, WarehouseUnavailable

BUSY = {
    75: "CANNOT_WRITE_TO_FILE_DESCRIPTOR",
    159: "TIMEOUT_EXCEEDED",
    160: "TOO_SLOW",
    164: "READONLY",
    173: "CANNOT_ALLOCATE_MEMORY",
    198: "DNS_ERROR",
    201: "QUOTA_EXCEEDED",
    202: "TOO_MANY_SIMULTANEOUS_QUERIES",
    203: "NO_FREE_CONNECTION",
    209: "SOCKET_TIMEOUT",
    210: "NETWORK_ERROR",
    225: "NO_ZOOKEEPER",
    236: "ABORTED",
    241: "MEMORY_LIMIT_EXCEEDED",
    242: "TABLE_IS_READ_ONLY",
    243: "NOT_ENOUGH_SPACE",
    252: "TOO_MANY_PARTS",
    254: "NO_ACTIVE_REPLICAS",
    279: "ALL_CONNECTION_TRIES_FAILED",
    285: "TOO_FEW_LIVE_REPLICAS",
    286: "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE",
    289: "REPLICA_IS_NOT_IN_QUORUM",
    319: "UNKNOWN_STATUS_OF_INSERT",
    394: "QUERY_WAS_CANCELLED",
    439: "CANNOT_SCHEDULE_TASK",
    473: "DEADLOCK_AVOIDED",
    499: "S3_ERROR",
    722: "ASYNC_LOAD_WAIT_FAILED",
    745: "SERVER_OVERLOADED",
    999: "KEEPER_EXCEPTION",
}
MENDED = {
    60: "UNKNOWN_TABLE",
    81: "UNKNOWN_DATABASE",
    192: "UNKNOWN_USER",
    193: "WRONG_PASSWORD",
    194: "REQUIRED_PASSWORD",
    497: "ACCESS_DENIED",
    516: "AUTHENTICATION_FAILED",
}


def test_the_numbers_are_those_of_clickhouse(on_chdb: SqlWarehouse) -> None:
    for code, name in (BUSY | MENDED).items():
        assert on_chdb.select(f"SELECT toString(errorCodeToName({code}))").rows == [(name,)]


@pytest.mark.parametrize("code", BUSY)
def test_a_busy_server_is_waited_for(code: int) -> None:
    error = fate(code, "DB::Exception: Too much.\nStack trace: 0x1")
    assert isinstance(error, WarehouseUnavailable)
    assert str(error) == "warehouse: Too much"


@pytest.mark.parametrize("code", MENDED)
def test_what_a_person_can_mend_is_said_so(code: int) -> None:
    assert isinstance(fate(code, "No."), Misused)


@pytest.mark.parametrize("code", [0, 36, 47, 53, 62, 115])
def test_everything_else_is_a_bug_and_stays_what_it_is(code: int) -> None:
    assert fate(code, "No.") is None


def test_of_a_question_only_an_absent_server_is_unavailable() -> None:
    assert isinstance(fate_of_question(210, "gone"), WarehouseUnavailable)
    for code in (62, 159, 164, 241):
        assert isinstance(fate_of_question(code, "too much"), Misused)
