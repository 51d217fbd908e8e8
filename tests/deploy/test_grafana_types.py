"""The dashboards by Grafana's own types; a Grafana server is not to be had here, so that none has opened them."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.deploy.panels import FOLDER, all_read

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "grafana-types"
PACKAGES = ("@grafana/schema@13.2.3", "typescript@5.9.3")
OPTIONS = {"timeseries": "TimeSeries", "stat": "Stat", "table": "Table"}
HEAD = """\
import type {Dashboard, GraphFieldConfig} from "@grafana/schema";
// Values of an enumeration stand in JSON as their texts.
type Plain<T> = T extends string ? `${T}` : T extends (infer U)[] ? Plain<U>[]
  : T extends object ? {[K in keyof T]: Plain<T[K]>} : T;
"""


@pytest.fixture(scope="module")
def compiler() -> Path:
    program = PLACE / "node_modules" / ".bin" / "tsc"
    if not program.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(PLACE), *PACKAGES]
        said = subprocess.run(words, capture_output=True, text=True, check=False, timeout=180)
        assert said.returncode == 0, said.stderr
    return program


def typed(folder: Path) -> str:
    """A program that is only right when every dashboard, its panels' options and their fields are."""
    lines = [HEAD]
    for kind, name in OPTIONS.items():
        module = f"@grafana/schema/dist/esm/raw/composable/{kind}/panelcfg/x/{name}PanelCfg_types.gen"
        lines.append(f'import type {{Options as {kind}}} from "{module}";')
    for i, path in enumerate(sorted(folder.glob("*.json"))):
        lines.append(f"export const board{i}: Plain<Dashboard> = {path.read_text(encoding='utf-8')};")
    for board in all_read():
        for panel in board.shown:
            name = f"{board.uid}{panel.id}".replace("-", "")
            lines.append(f"export const {name}: Plain<{panel.type}> = {json.dumps(dict(panel.options))};")
            assert panel.field_config
            if custom := panel.field_config.defaults.get("custom"):
                lines.append(f"export const {name}c: Plain<GraphFieldConfig> = {json.dumps(custom)};")
    return "\n".join(lines)


def compiled(compiler: Path, program: str, name: str) -> str:
    """What the compiler says; nothing when all is right."""
    file = PLACE / f"{name}.ts"
    file.write_text(program, encoding="utf-8")
    flags = ("--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler")
    said = subprocess.run(
        [compiler, *flags, "--target", "es2022", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return said.stdout


def test_the_dashboards_have_the_types_of_grafana(compiler: Path) -> None:
    assert compiled(compiler, typed(FOLDER), "all") == ""


def test_the_types_find_what_is_wrong(compiler: Path) -> None:
    wrong = (
        typed(FOLDER)
        .replace('"graphTooltip": 1', '"graphTooltip": "shared"')
        .replace('"drawStyle"', '"drawStile"')
    )
    said = compiled(compiler, wrong, "wrong")
    assert "graphTooltip" in said or "DashboardCursorSync" in said or "is not assignable" in said
    assert "drawStile" in said
