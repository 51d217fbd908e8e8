"""`earshot promises`: the ledger as people and programs read it."""

from contextlib import closing
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from rich.cells import cell_len

from pipeline.moments import moment_of
from pipeline.money import amount
from pipeline.settings import Settings
from pipeline.warehouse.migrate import pending
from pipeline.warehouse.open import open_warehouse
from schemas.errors import Misused
from tests.cli import earshot

LONDON = ZoneInfo("Europe/London")
SETTINGS = {"EARSHOT_TARIFFS": "bank-cn,broadband-gb", "EARSHOT_TIME_ZONE": "Europe/London"}


def record(number: int, kind: str, at: str, **more: object) -> bytes:
    fields = {"type": kind, "id": f"r{number}", "source": "crm", "created_at": at, "customer": "C-1", **more}
    return msgspec.json.encode(fields)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    due = "2026-06-02T12:00:00+08:00"
    lines = [
        record(
            0,
            "PromiseMade",
            "2026-06-01T09:00:00+08:00",
            promise="P1",
            what="退款 [red]",
            due_at=due,
            case="K1",
        ),
        record(
            1, "PromiseMade", "2026-06-01T09:00:00Z", promise="P2", what="repair of the line", customer="C-2"
        ),
        record(2, "PromiseKept", "2026-06-03T15:00:00Z", promise="P2", customer="C-2"),
        record(
            3, "CompensationPaid", "2026-06-05T09:00:00.123456Z", promise="P1", amount=4_000, currency="CNY"
        ),
        record(
            4,
            "PromiseMade",
            "2026-07-01T09:00:00Z",
            promise="P3",
            what="letter",
            due_at="2026-07-02T09:00:00Z",
        ),
    ]
    file = folder / "records.jsonl"
    file.write_bytes(b"\n".join(lines))
    done = earshot(folder, "import", str(file), settings=SETTINGS)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def told(home: Path, *options: str) -> dict[str, Any]:
    done = earshot(home, "promises", "--json", *options, settings=SETTINGS)
    assert (done.returncode, done.stderr) == (0, b"")
    found: dict[str, Any] = msgspec.json.decode(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("as_of", "states", "money"),
    [
        ("2026-05-31", {}, []),
        ("2026-06-02T04:00Z", {"open": 1, "unknown_due": 1}, [("CNY", 0, 0, 0)]),
        ("2026-06-03", {"broken": 1, "kept": 1}, [("CNY", 10_000, 0, 10_000)]),
        ("2026-06-06", {"broken": 1, "kept": 1}, [("CNY", 10_000, 4_000, 6_000)]),
        ("2030-01-01", {"broken": 2, "kept": 1}, [("CNY", 10_000, 4_000, 6_000)]),
    ],
)
def test_the_ledger_as_of_a_moment(
    home: Path, as_of: str, states: dict[str, int], money: list[tuple[object, ...]]
) -> None:
    found = told(home, "--as-of", as_of)
    assert {state: n for state, n in found["states"].items() if n} == states
    assert [tuple(one.values()) for one in found["money"] if one["currency"] == "CNY"] == money


@pytest.mark.slow
def test_what_stands_is_what_follows(home: Path) -> None:
    done = earshot(home, "verify", settings=SETTINGS)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.slow
def test_whoever_opens_an_older_warehouse_first_writes_the_stories_anew(home: Path) -> None:
    before = told(home, "--as-of", "2026-06-06")["promises"]
    with closing(open_warehouse(Settings(home=home))) as warehouse:
        warehouse.run("ALTER TABLE schema_migrations DELETE WHERE number = 15 SETTINGS mutations_sync = 1")
        assert [each.label for each in pending(warehouse)] == ["0015 promises"]
    assert told(home, "--as-of", "2026-06-06")["promises"] == before != []


@pytest.mark.slow
def test_states_and_customers_can_be_chosen(home: Path) -> None:
    found = told(home, "--state", "broken", "--state", "kept", "--customer", "C-1", "--as-of", "2026-08-01")
    assert [one["promise"] for one in found["promises"]] == ["P1", "P3"]
    assert told(home, "--customer", "nobody'")["promises"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Promises as of 2026-06-06 23:59 Europe/London", "broken", "60.00 CNY", "退款 [red]")),
        ("zh", ("承诺台账，截至 2026-06-06 23:59", "未兑现", "60.00 CNY", "退款 [red]")),
    ],
)
def test_people_read_it_in_80_columns(home: Path, language: str, said: tuple[str, ...]) -> None:
    done = earshot(home, "promises", "--as-of", "2026-06-06", "--language", language, settings=SETTINGS)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert [words for words in said if words not in text] == []
    assert max(map(cell_len, text.splitlines())) <= 80


@pytest.mark.slow
def test_a_wrong_moment_is_used_wrongly(home: Path) -> None:
    done = earshot(home, "promises", "--as-of", "yesterday", settings=SETTINGS)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"2026-08-31T12:00" in done.stderr


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-08-31", datetime(2026, 8, 31, 22, 59, 59, tzinfo=UTC)),
        ("2026-08-31T12:00", datetime(2026, 8, 31, 11, tzinfo=UTC)),
        ("2026-08-31T12:00+08:00", datetime(2026, 8, 31, 4, tzinfo=UTC)),
        ("2026-08-31 12:00:01Z", datetime(2026, 8, 31, 12, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_people_mean_it(said: str, meant: datetime) -> None:
    assert moment_of(said, LONDON, time(23, 59, 59)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        "31.8.2026",
        "2026-02-30",
        "1812-01-01",
        "1989-12-30",
        "9999-12-31",
        "0001-01-01",
        "2026-W34",
        "2026-W34-1T10:00",
    ],
)
@pytest.mark.parametrize("zone", [LONDON, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")])
def test_what_is_no_moment_is_refused(said: str, zone: ZoneInfo) -> None:
    with pytest.raises(Misused, match="--as-of"):
        moment_of(said, zone, time(23, 59, 59))


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (123_456, "GBP", "1,234.56"),
        (-1_234, "EUR", "-12.34"),
        (5, "CNY", "0.05"),
        (1_200, "JPY", "1,200"),
        (1_005, "KWD", "1.005"),
    ],
)
def test_amounts_are_written_as_the_currency_is(minor: int, currency: str, shown: str) -> None:
    assert amount(minor, currency) == shown
