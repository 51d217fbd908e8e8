"""The doctor on keys and certificates that end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.admitting.keys import Key, digest
from pipeline.admitting.shelf import change
from pipeline.operating.checks import Verdict
from pipeline.operating.checks_access import access_checks
from pipeline.settings import Settings
from tests.secured.certificates import authority

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def key(name: str, days: int | None) -> Key:
    until = None if days is None else NOW + timedelta(days=days)
    return Key(name=name, sha256=digest(f"{name}{days}"), until=until)


def test_a_key_that_soon_ends_is_told_unless_another_of_its_name_stays(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    change(file, lambda _: (key("crm", 3), key("web", 3), key("web", None), key("old", -1), key("app", 99)))
    first, *told = access_checks(Settings(keys_file=str(file)), NOW)
    assert (first.verdict, first.says) == (Verdict.OK, f"4 in {file}, 1 ended")
    assert [(one.verdict, one.says) for one in told] == [(Verdict.WARN, "crm ends on 2026-03-04")]


def test_files_that_are_none_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello?")
    settings = Settings(keys_file=str(tmp_path / "none"), tls_cert=str(tmp_path / "x"))
    assert [one.verdict for one in access_checks(settings, NOW)] == [Verdict.WRONG, Verdict.WRONG]


def test_a_certificate_says_until_when(tmp_path: Path) -> None:
    pair = authority(tmp_path).signs("localhost")
    settings = Settings(kafka_cert=str(pair.certificate))
    (now,) = access_checks(settings, datetime.now(UTC))
    assert now.verdict is Verdict.OK
    assert "CN=localhost" in now.says
    (later,) = access_checks(settings, datetime(9999, 1, 1, tzinfo=UTC))
    assert later.verdict is Verdict.WRONG
