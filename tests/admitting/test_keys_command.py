"""`earshot keys`: made, listed, revoked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.admitting.keys import digest
from pipeline.commands.keys import command
from schemas.errors import Misused


def keys(file: Path, *arguments: str) -> Result:
    env = {"EARSHOT_KEYS_FILE": str(file), "COLUMNS": "200"}
    return CliRunner().invoke(command, arguments, env=env, catch_exceptions=False)


def listed(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in keys(file, "list", "--json").stdout.splitlines()]


def test_a_key_is_shown_once(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "keys"
    made = keys(file, "new", "crm", "--source", "crm", "--channel", "emails", "--until", "2199-01-31")
    text = made.stdout.strip()
    assert text.startswith("earshot_")
    (one,) = listed(file)
    assert one["id"] == digest(text)[:8]
    assert (one["sources"], one["channels"], one["until"]) == (["crm"], ["emails"], "2199-02-01T00:00:00Z")
    assert text not in file.read_text() + keys(file, "list").output + keys(file, "list", "--json").output
    assert "emails of crm" in keys(file, "list").output


def test_one_of_two_of_a_name_is_revoked(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    first = json.loads(keys(file, "new", "crm", "--json").stdout)
    keys(file, "new", "crm")
    keys(file, "new", "web")
    keys(file, "revoke", "crm", "--id", first["id"])
    assert [one["name"] for one in listed(file)] == ["crm", "web"]
    keys(file, "revoke", "crm")
    keys(file, "revoke", "web")
    assert listed(file) == []
    with pytest.raises(Misused, match="no key is called 'crm'"):
        keys(file, "revoke", "crm")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("crm", "--until", "2020-01-01"), "is over"),
        (("crm", "--until", "soon"), "2027-01-31"),
        (("crm", "--until", "2199-01-01T00:00:00"), "offset"),
        (("crm", "--until", "9999-12-31"), "no end"),
        (("crm", "--until", "9999-12-31T23:00:00-10:00"), "no end"),
        (("a:b",), "no colon"),
        (("",), "printable"),
    ],
)
def test_what_cannot_be_meant_is_said(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(Misused, match=words):
        keys(tmp_path / "keys", "new", *arguments)
    assert not (tmp_path / "keys").exists()


def test_without_a_file_to_keep_them_in() -> None:
    with pytest.raises(Misused, match="EARSHOT_KEYS_FILE is empty"):
        CliRunner().invoke(command, ["list"], env={"EARSHOT_KEYS_FILE": None}, catch_exceptions=False)
