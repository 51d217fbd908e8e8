"""The JSON Schema files that ship are what the types say."""

from pathlib import Path

import msgspec
from click.testing import CliRunner

from pipeline.commands.schema import command
from pipeline.json_schemas import FOLDER, TYPES, json_schema, stale, write
from schemas.errors import Misused
from tests.examples import TYPES as SHOWN


def run(*options: str) -> str:
    result = CliRunner().invoke(command, options)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_files_that_ship_are_current() -> None:
    assert stale() == [], "run `earshot schema --write`"
    assert {file.stem for file in FOLDER.glob("*.json")} == {*SHOWN, "Interaction"}


def test_every_type_says_what_it_needs_and_refuses_the_rest() -> None:
    for name, kind in TYPES.items():
        schema = json_schema(kind)
        assert schema["title"] == name
        assert schema["additionalProperties"] is False
        if name != "Interaction":
            assert {"type", "id", "source", "created_at"} <= {*schema["required"]}
            assert schema["properties"]["created_at"]["format"] == "date-time"
            assert schema["properties"]["type"] == {"enum": [name]}


def test_no_reference_leads_nowhere() -> None:
    for kind in TYPES.values():
        schema = json_schema(kind)
        text = msgspec.json.encode(schema).decode()
        named = {part.partition('"')[0] for part in text.split('"$ref":"#/$defs/')[1:]}
        assert named <= {*schema.get("$defs", {})}


def test_writing_brings_a_folder_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "json"
    assert len(write(folder)) == len(TYPES)
    assert stale(folder) == []
    (folder / "CallEnded.json").write_text("{}")
    (folder / "Gone.json").write_text("{}")
    (folder / "ChatClosed.json").unlink()
    names = ["CallEnded.json", "ChatClosed.json", "Gone.json"]
    assert [file.name for file in stale(folder)] == names
    assert [file.name for file in write(folder)] == names
    assert write(folder) == []


def test_the_command_prints_one_or_all() -> None:
    everything = msgspec.json.decode(run())
    assert {*everything["json_schemas"]} == {*TYPES}
    assert everything["tables"]["voices"].startswith("CREATE VIEW voices")
    assert msgspec.json.decode(run("--json-schemas")) == everything["json_schemas"]
    assert msgspec.json.decode(run("EmailReceived")) == everything["json_schemas"]["EmailReceived"]
    assert run("voices").startswith("CREATE VIEW voices")
    assert "CREATE TABLE IF NOT EXISTS interactions" in run("--tables")


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    result = CliRunner().invoke(command, ["nothing"])
    assert isinstance(result.exception, Misused)
    assert "CallEnded" in str(result.exception)
