"""Secrets come from files and go nowhere: no command prints one, whatever it is asked and whatever fails."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from deploy.services.ports import free_port
from pipeline.__main__ import COMMANDS
from pipeline.confidential import LONGEST, is_secret
from pipeline.settings import Settings, load
from schemas.errors import Misused
from tests.cli import earshot

SECRETS = {
    "API_KEYS": "web:hush-api-key-1",
    "HANDLE_SECRET": "hush-handle-secret",
    "WEBHOOK_SECRET": "whsec_aHVzaC13ZWJob29rLXNlY3JldA==",
    "WEBHOOK_URL": "http://127.0.0.1:1/hush-webhook-token",
    "SMTP_URL": "smtp://me:hush-smtp-word@127.0.0.1:1",
    "KAFKA_PASSWORD": "hush-kafka-password",
    "SESSION_SECRET": "hush-session-secret-of-32-bytes-or-more",
    "OIDC_CLIENT_SECRET": "hush-oidc-secret",
}
WORDS = ("hush-", "aHVzaC13")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """All secrets in files, and a warehouse and a Kafka that are away."""
    given = {f"EARSHOT_{name}": value for name, value in more.items()}
    for name, value in (
        SECRETS | {"WAREHOUSE": f"clickhouse://u:hush-db-word@127.0.0.1:{free_port()}/x"}
    ).items():
        if f"EARSHOT_{name}" not in given:
            (folder / name).write_text(value + "\n")
            given[f"EARSHOT_{name}_FILE"] = str(folder / name)
    return given


def test_a_setting_is_what_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(" word \n\n")
    (tmp_path / "keys").write_text("a:1\nb:2,c:3\r\n")
    (tmp_path / "port").write_text("9000")
    found = load(
        {
            "EARSHOT_KAFKA_PASSWORD_FILE": str(tmp_path / "password"),
            "EARSHOT_API_KEYS_FILE": str(tmp_path / "keys"),
            "EARSHOT_PORT_FILE": str(tmp_path / "port"),
            "EARSHOT_KEYS_FILE": "/not/a/secret",
        }
    )
    assert found.kafka_password == " word \n"
    assert found.api_keys == ("a:1", "b:2", "c:3")
    assert (found.port, found.keys_file) == (9000, "/not/a/secret")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot read .*: No such file"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a\0b", "NUL"),
        (b"x" * (LONGEST + 1), "larger"),
    ],
)
def test_a_file_that_holds_no_setting(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Misused, match=f"EARSHOT_KAFKA_PASSWORD_FILE: .*{words}"):
        load({"EARSHOT_KAFKA_PASSWORD_FILE": str(file)})


def test_a_setting_has_one_place(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("x")
    with pytest.raises(Misused, match="both set"):
        load({"EARSHOT_KAFKA_PASSWORD": "hush-", "EARSHOT_KAFKA_PASSWORD_FILE": str(tmp_path / "p")})
    with pytest.raises(Misused, match="unknown setting 'kafka_pasword_file'"):
        load({"EARSHOT_KAFKA_PASWORD_FILE": str(tmp_path / "p")})


@pytest.mark.parametrize("name", ["TLS_CERT", "TLS_KEY", "KAFKA_CA", "KAFKA_CERT", "KAFKA_KEY"])
def test_a_key_where_the_name_of_its_file_belongs(tmp_path: Path, name: str) -> None:
    """EARSHOT_TLS_KEY_FILE=tls.key: the setting names a file already, so the file that it names says another's name."""
    file = tmp_path / "tls.key"
    file.write_text("-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n")
    with pytest.raises(Misused, match=f"use EARSHOT_{name}=FILE") as error:
        load({f"EARSHOT_{name}_FILE": str(file)})
    assert "hush" not in str(error.value)


def test_settings_are_shown_without_secrets(tmp_path: Path) -> None:
    found = load(environment(tmp_path))
    console = Console(width=10_000, file=StringIO(), record=True)
    console.print(found)
    for shown in (repr(found), str(found), f"{found}", console.export_text()):
        assert not any(word in shown for word in WORDS)
        assert "port=8321" in shown
        assert "kafka_password" in shown
    assert "kafka_password=''" in repr(Settings())


def test_every_setting_that_sounds_secret_is() -> None:
    sounds = ("secret", "password", "token", "credential")
    names = Settings.__struct_fields__
    assert {name for name in names if name.endswith(sounds)} <= {name for name in names if is_secret(name)}
    assert {name.lower() for name in SECRETS} <= {name for name in names if is_secret(name)}


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["kafka", "embedded"])
def test_no_command_says_a_secret(tmp_path: Path, mode: str) -> None:
    """Where all services are away, since it is failures that tell too much."""
    brokers = {"BROKERS": f"kafkas://127.0.0.1:{free_port()}", "KAFKA_USER": "me"} if mode == "kafka" else {}
    warehouse = {} if mode == "kafka" else {"WAREHOUSE": ""}
    settings = environment(tmp_path, HANDLE_SECRET=SECRETS["HANDLE_SECRET"], **brokers, **warehouse)
    event = Path(__file__).parents[2] / "schemas" / "examples" / "CallEnded.jsonl"
    asked = [
        ("worker",),
        ("import", str(event)),
        ("status",),
        ("sql", "SELECT 1"),
        ("lag",),
        ("topics", "plan"),
        ("rewind", "--to", "earliest"),
        ("doctor",),
        ("doctor", "--json"),
        ("verify",),
        ("migrate",),
        ("alerts", "check"),
        ("alerts", "test"),
        ("dead-letters", "list"),
        ("refresh",),
        ("keys", "list"),
    ]
    asked += [("run",)] if mode == "kafka" else []  # without Kafka it would run on
    for command in asked:
        assert command[0] in COMMANDS
        done = earshot(tmp_path / "home", *command, settings=settings)
        said = (done.stdout + done.stderr).decode()
        assert not any(word in said for word in WORDS), (command, said)
        assert "Traceback" not in said, (command, said)
