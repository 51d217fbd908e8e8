"""The units of systemd: their settings are settings, and their credentials lead somewhere."""

import re
from pathlib import Path

import pytest

from pipeline.settings import Settings

UNITS = sorted((Path(__file__).parents[2] / "deploy").glob("*.service"))
SETTING = re.compile(r"^Environment=EARSHOT_(\w+)=(.*)$", re.MULTILINE)
CREDENTIAL = re.compile(r"^LoadCredential=(\w+):", re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_setting_is_known(unit: Path) -> None:
    known = {*Settings.__struct_fields__, "config"}
    names = {name.lower() for name, _ in SETTING.findall(unit.read_text())}
    assert {name if name in known else name.removesuffix("_file") for name in names} <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_credential_becomes_a_setting(unit: Path) -> None:
    text = unit.read_text()
    read = {value.removeprefix("%d/") for _, value in SETTING.findall(text) if value.startswith("%d/")}
    assert read == {*CREDENTIAL.findall(text)} != set()


def test_there_is_one_for_each_way() -> None:
    assert [unit.name for unit in UNITS] == ["earshot-worker@.service", "earshot.service"]
