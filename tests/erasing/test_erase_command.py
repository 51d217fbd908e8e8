"""`earshot erase` as people call it: alone, and while another process holds the home."""

from pathlib import Path

import msgspec
import pytest

from pipeline.erasing.persons import handle_of
from pipeline.erasing.receipt import Receipt
from schemas.envelope import encode
from schemas.errors import Misused
from schemas.values import Handle, HandleKind
from tests.cli import earshot, serving
from tests.erasing.people import ID, MAIL, WORD, others, theirs

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that has heard the company."""
    events = tmp_path / "events.jsonl"
    events.write_bytes(b"\n".join(map(encode, [*theirs(), *others()])))
    done = earshot(tmp_path / "home", "import", str(events))
    assert done.returncode == 0, done.stderr
    return tmp_path / "home"


def left(home: Path, receipt: Path) -> list[str]:
    """What is left but for files that a process which has ended could not drop."""
    checked = earshot(home, "erase", "--check", str(receipt), "--json")
    assert checked.returncode in {0, 1}, checked.stderr
    found = msgspec.json.decode(checked.stdout)["left"]
    assert checked.returncode == bool(found)
    return [line for line in found if not line.startswith("disk:")]


def test_alone(home: Path, tmp_path: Path) -> None:
    counts = earshot(home, "erase", "--customer", ID, "--dry-run", "--json")
    assert msgspec.json.decode(counts.stdout)["interactions"] == 4
    done = earshot(home, "erase", "--customer", ID)
    assert done.returncode == 0, done.stderr
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(done.stdout)
    assert ID.encode() not in done.stdout
    assert len(msgspec.json.decode(done.stdout, type=Receipt).names) >= 3
    checked = earshot(home, "erase", "--check", str(receipt))
    assert (checked.returncode, checked.stdout) == (0, b"nothing is left\n"), checked.stderr
    assert earshot(home, "verify").returncode == 0
    assert earshot(home, "status").returncode == 0  # the account closes
    again = earshot(home, "import", "--again", str(tmp_path / "events.jsonl"))
    assert again.returncode in {0, 2}
    voices = earshot(
        home, "sql", "--json", f"SELECT count() AS n FROM voices WHERE position(words, '{WORD}') > 0"
    )
    assert msgspec.json.decode(voices.stdout)["n"] == 0


def test_a_slip_of_the_pen_is_told_from_a_person_who_is_gone(home: Path) -> None:
    """An id may be erased before its events arrive, so the receipt is written; but nobody takes it for a removal."""
    tried = earshot(home, "erase", "--customer", f"{ID}[x", "--dry-run")
    assert (tried.returncode, tried.stderr) == (0, b"")
    assert tried.stdout.decode().startswith(f"nothing is stored of customer '{ID}[x'; is it written letter")
    done = earshot(home, "erase", "--customer", f"{ID}[x")
    assert done.returncode == 0
    assert f"earshot: nothing is stored of customer '{ID}[x'; is it written" in done.stderr.decode()
    assert b"the receipt holds all the same" in done.stderr
    assert msgspec.json.decode(done.stdout, type=Receipt).names
    for said in (b"", b"erased already as of 20"):
        done = earshot(home, "erase", "--customer", ID)
        assert (done.returncode, b"nothing is stored" in done.stderr) == (0, bool(said)), done.stderr
        assert said in done.stderr


def test_while_it_is_served(home: Path, tmp_path: Path) -> None:
    with serving(home, {"EARSHOT_REFRESH_MINUTES": "0"}):
        done = earshot(home, "erase", "--handle", MAIL)
        assert done.returncode == 0, done.stderr
        receipt = tmp_path / "receipt.json"
        receipt.write_bytes(done.stdout)
        assert left(home, receipt) == []
        assert earshot(home, "verify").returncode == 0
    assert left(home, receipt) == []


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        ("a@b.example", HandleKind.EMAIL, "a@b.example"),
        ("+49 170 123", HandleKind.PHONE, "+49 170 123"),
        ("@quill", HandleKind.SOCIAL, "@quill"),
        ("device:4711", HandleKind.DEVICE, "4711"),
    ],
)
def test_a_handle_is_read_as_people_write_it(given: str, kind: HandleKind, value: str) -> None:
    assert handle_of(given) == Handle(kind, value)


def test_what_is_no_handle_is_said_with_what_to_do() -> None:
    with pytest.raises(Misused, match="social:"):
        handle_of("quill")


@pytest.mark.parametrize("arguments", [(), ("--customer", "a", "--handle", "b"), ("--check", "nowhere.json")])
def test_used_wrongly(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = earshot(tmp_path, "erase", *arguments)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
