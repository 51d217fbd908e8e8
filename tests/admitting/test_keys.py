"""Keys: what each may send, for how long, how fast; and the file they stand in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.admitting.keys import Key, digest, found, fresh_key, named
from pipeline.admitting.pace import BURST_SECONDS, Pace
from pipeline.admitting.shelf import Shelf, change, read
from schemas.errors import Misused

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHA = '"sha256":"' + digest("x") + '"'


def key(name: str = "crm", text: str = "secret", **more: object) -> Key:
    return msgspec.convert({"name": name, "sha256": digest(text), **more}, Key)


def test_a_key_is_known_by_its_text_until_it_ends() -> None:
    keys = (key(until=NOW + timedelta(seconds=1)), *named(["web:a:b"]))
    assert found(keys, "secret", NOW) == keys[0]
    assert found(keys, "secret", NOW + timedelta(seconds=1)) is None
    assert found(keys, "a:b", NOW + timedelta(days=9_999)) == keys[1]
    for wrong in ("", "Secret", digest("secret"), "秘密", "\udcff"):
        assert found(keys, wrong, NOW) is None
    assert found(named(["open:"]), "", NOW) is None


def test_new_keys_are_long_and_never_the_same() -> None:
    made = {fresh_key() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= len("earshot_") + 43  # 32 bytes in base 64


def test_a_key_sends_what_it_is_for() -> None:
    one = key(sources=["crm", "会员"], channels=["emails", "records"])
    assert one.outside("crm", "emails") is None
    assert one.outside("会员", "records") is None
    assert one.outside("forum", "emails") == (
        "source",
        "this key may not send for 'forum'; it may for: crm, 会员",
    )
    assert one.outside("crm", "social") == (
        "type",
        "this key may not send social; it may send: emails, records",
    )
    assert key().outside("anything", "calls") is None


def test_the_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file, told = tmp_path / "keys", list[str]()
    change(file, lambda keys: (*keys, key("one")))
    shelf = Shelf(file, told.append)
    change(file, lambda keys: (*keys, key("two")))
    assert [each.name for each in shelf.now()] == ["one", "two"]
    file.write_text("hello?\n")
    assert [each.name for each in shelf.now()] == ["one", "two"]
    file.unlink()
    assert [each.name for each in shelf.now()] == ["one", "two"]
    assert len(told) == 2
    assert "line 1" in told[0]
    assert "hello" not in told[0]
    change(file, lambda _: (key("three"),))
    assert [each.name for each in shelf.now()] == ["three"]


def test_a_mounted_secret_is_a_link_to_somewhere_else_each_time(tmp_path: Path) -> None:
    for name in ("old", "new"):
        change(tmp_path / name / "keys", lambda _, name=name: (key(name),))  # type: ignore[misc]
    link = tmp_path / "mounted"
    link.symlink_to(tmp_path / "old")
    shelf = Shelf(link / "keys", lambda _: None)
    link.unlink()
    link.symlink_to(tmp_path / "new")
    assert [each.name for each in shelf.now()] == ["new"]


def test_the_file_is_its_owners_alone_and_holds_no_key(tmp_path: Path) -> None:
    file, text = tmp_path / "keys", fresh_key()
    change(file, lambda _: (key(text=text),))
    assert file.stat().st_mode & 0o777 == 0o600
    assert text not in file.read_text()
    file.chmod(0o640)
    change(file, lambda keys: keys)
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"name":"a"}', "sha256"),
        ('{"name":"a","sha256":"abc"}', "64 hexadecimal"),
        (f'{{"name":"a:b",{SHA}}}', "no colon"),
        (f'{{"name":"a",{SHA},"channels":["faxes"]}}', "calls, emails"),
        (f'{{"name":"a",{SHA},"source":["x"]}}', "source"),
        (f'{{"name":"a",{SHA},"until":"2027-01-01T00:00:00"}}', "offset"),
        ("\udcff", "line 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "keys"
    file.write_bytes(line.encode("utf-8", "surrogateescape"))
    with pytest.raises(Misused, match=words):
        read(file)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="EARSHOT_KEYS_FILE"):
        Shelf(tmp_path / "none", lambda _: None)


@given(
    rate=st.integers(1, 1000),
    asked=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 20_000)), max_size=50),
)
def test_no_key_sends_faster_than_its_rate(rate: int, asked: list[tuple[float, int]]) -> None:
    pace, now, taken = Pace(rate), 0.0, 0
    for pause, events in asked:
        now += pause
        if not pace.wait("crm", now):
            pace.spend("crm", events, now)
            taken += events
        assert pace.wait("other", now) == 0
    # What is too much is the last request alone, which is taken whole, and the time after it pays for it.
    assert taken <= rate * (now + BURST_SECONDS + pace.wait("crm", now)) + 1e-3


def test_without_a_rate_nobody_waits() -> None:
    pace = Pace(0)
    pace.spend("crm", 10**9, 0.0)
    assert pace.wait("crm", 0.0) == 0
