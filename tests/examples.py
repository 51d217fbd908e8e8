"""The examples that ship: one file an event type, an English and a Chinese line in each."""

from pathlib import Path
from typing import get_args

from schemas.envelope import Event

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "schemas" / "examples"
TYPES = {kind.__name__: kind for kind in get_args(Event)}


def lines(name: str) -> list[bytes]:
    return (FOLDER / f"{name}.jsonl").read_bytes().splitlines()
