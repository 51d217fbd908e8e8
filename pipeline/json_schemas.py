"""The contract of every raw event, record and interaction as JSON Schema, generated from the types."""

from pathlib import Path
from typing import Any, Final, get_args

import msgspec

import schemas
from schemas.envelope import Event
from schemas.interactions import Interaction

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FOLDER: Final = Path(schemas.__file__).parent / "json"
TYPES: Final[dict[str, type[msgspec.Struct]]] = {
    kind.__name__: kind for kind in (*get_args(Event), Interaction)
}

Schema = dict[str, Any]


def json_schema(kind: type[msgspec.Struct]) -> Schema:
    """What JSON of this type looks like. Types it is made of stand under `$defs`."""
    _, components = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
    own = components.pop(kind.__name__)
    return {"$schema": DIALECT, **own} | ({"$defs": components} if components else {})


def rendered(kind: type[msgspec.Struct]) -> bytes:
    """The content of the type's file."""
    return msgspec.json.format(msgspec.json.encode(json_schema(kind))) + b"\n"


def stale(folder: Path = FOLDER) -> list[Path]:
    """Files that are not what the types say: changed, missing or left over."""
    wanted = {folder / f"{name}.json": rendered(kind) for name, kind in TYPES.items()}
    found = {file: file.read_bytes() for file in folder.glob("*.json")}
    return sorted(file for file in {*wanted, *found} if wanted.get(file) != found.get(file))


def write(folder: Path = FOLDER) -> list[Path]:
    """Bring the folder up to date; the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale(folder)
    for file in changed:
        if kind := TYPES.get(file.stem):
            file.write_bytes(rendered(kind))
        else:
            file.unlink()
    return changed
