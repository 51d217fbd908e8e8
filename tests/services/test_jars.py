"""Kafka's jars come once, whole or not at all. Maven is played by small programs here."""

import subprocess
import sys
from pathlib import Path

from deploy.services.jars import ROOT

FETCH = """
import sys
from pathlib import Path
from deploy.services.jars import jars
from schemas.errors import Unavailable
try:
    print(jars(Path(sys.argv[1])))
except Unavailable as error:
    print("unavailable:", error)
"""

FETCHES = """
into = next(part.partition("=")[2] for part in sys.argv if part.startswith("-DoutputDirectory="))
os.makedirs(into)
open(into + "/kafka.jar", "w").close()
"""

BREAKS_OFF = f"""{FETCHES}
print("[INFO] so far")
print("[ERROR] Could not transfer artifact: connection refused")
sys.exit(1)
"""


def _fetch(folder: Path, maven: str | None) -> str:
    """What a process says that wants the jars, with this program as the only one it finds."""
    program = folder / "bin" / "mvn"
    program.parent.mkdir(exist_ok=True)
    program.unlink(missing_ok=True)
    if maven is not None:
        program.write_text(f"#!{sys.executable}\nimport os, sys\n{maven}")
        program.chmod(0o755)
    said = subprocess.run(
        [sys.executable, "-c", FETCH, str(folder / "cache")],
        cwd=ROOT,
        env={"PATH": str(program.parent)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return said.stdout.strip()


def test_they_come_once(tmp_path: Path) -> None:
    first = _fetch(tmp_path, FETCHES)
    assert [jar.name for jar in Path(first).iterdir()] == ["kafka.jar"]
    assert _fetch(tmp_path, None) == first


def test_without_maven_it_says_what_to_install(tmp_path: Path) -> None:
    assert "apt-get install maven" in _fetch(tmp_path, None)


def test_what_broke_off_is_begun_anew(tmp_path: Path) -> None:
    assert _fetch(tmp_path, BREAKS_OFF).endswith("Could not transfer artifact: connection refused")
    assert Path(_fetch(tmp_path, FETCHES)).is_dir()
