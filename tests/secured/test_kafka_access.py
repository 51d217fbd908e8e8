"""The commands on a Kafka that asks who comes: let in, or told in one line what to mend."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli import earshot
from tests.secured.conftest import Site

pytestmark = pytest.mark.slow

MISUSED = 2


def refused(home: Path, settings: Mapping[str, str], command: str = "lag") -> str:
    """What a command says when it is not let in: one line."""
    done = earshot(home, command, settings=settings)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout, said.count("\n")) == (MISUSED, b"", 1), said
    for name, value in settings.items():
        if name.endswith("PASSWORD"):
            assert value not in said
    return said


def test_who_is_known_is_let_in(site: Site, tmp_path: Path) -> None:
    applied = earshot(tmp_path, "topics", "apply", settings=site.sasl("earshot-operator"))
    assert applied.returncode == 0, applied.stderr.decode()
    for settings in (site.sasl("earshot-operator"), site.mutual()):
        done = earshot(tmp_path, "lag", "--json", settings=settings)
        assert done.returncode == 0, done.stderr.decode()


def test_a_wrong_password(site: Site, tmp_path: Path) -> None:
    wrong = {"EARSHOT_KAFKA_PASSWORD": "guessed-0000", "EARSHOT_WAREHOUSE": "clickhouse://127.0.0.1/none"}
    for command in ("lag", "worker"):
        assert "EARSHOT_KAFKA_PASSWORD" in refused(tmp_path, site.sasl("earshot-worker") | wrong, command)
    unknown = {"EARSHOT_KAFKA_MECHANISM": "SCRAM-SHA-256"}
    assert "it knows: SCRAM-SHA-512" in refused(tmp_path, site.sasl("earshot-worker") | unknown)


def test_an_authority_that_is_not_trusted(site: Site, tmp_path: Path) -> None:
    for settings in (site.tls(), site.sasl("earshot-worker"), site.mutual()):
        for file in ("", str(site.foreign.file)):
            assert "name the file of its authority in EARSHOT_KAFKA_CA" in refused(
                tmp_path, settings | {"EARSHOT_KAFKA_CA": file}
            )


def test_a_name_that_is_not_in_the_certificate(site: Site, tmp_path: Path) -> None:
    said = refused(tmp_path, site.sasl("earshot-worker", host="127.0.0.1"))
    assert "its certificate is for another name" in said
    assert "EARSHOT_BROKERS" in said


def test_no_certificate_where_one_is_wanted_and_one_of_a_stranger(site: Site, tmp_path: Path) -> None:
    nothing = {"EARSHOT_KAFKA_CERT": "", "EARSHOT_KAFKA_KEY": ""}
    assert "wants a certificate of ours" in refused(tmp_path, site.mutual() | nothing)
    assert "does not take our certificate" in refused(tmp_path, site.mutual(site.impostor))


def test_tls_and_none_mixed_up(site: Site, tmp_path: Path) -> None:
    open_port, tls_port = site.kafka.port, site.kafka.doors.tls
    to_open = site.tls() | {"EARSHOT_BROKERS": f"kafkas://localhost:{open_port}"}
    assert "does not speak TLS" in refused(tmp_path, to_open)
    assert "use kafkas://" in refused(tmp_path, {"EARSHOT_BROKERS": f"kafka://localhost:{tls_port}"})


def test_a_broker_that_asks_for_a_password_is_told_none(site: Site, tmp_path: Path) -> None:
    settings = site.tls() | {"EARSHOT_BROKERS": f"kafkas://localhost:{site.kafka.doors.sasl}"}
    assert "EARSHOT_KAFKA_USER" in refused(tmp_path, settings)


def test_the_doctor_says_whether_others_can_read_along(site: Site, tmp_path: Path) -> None:
    earshot(tmp_path, "topics", "apply", settings=site.sasl("earshot-operator"))
    for settings, words in (
        (site.sasl("earshot-operator"), "as earshot-operator by SCRAM-SHA-512"),
        (site.mutual(), f"with the certificate {site.worker.certificate}"),
    ):
        done = earshot(tmp_path, "doctor", "--json", settings=settings)
        checks = {check["name"]: check for check in map(json.loads, done.stdout.splitlines())}
        said = checks["kafka access"]["says"]
        assert said.startswith("encrypted, to localhost:")
        assert str(site.trusted.file) in said
        assert words in said
