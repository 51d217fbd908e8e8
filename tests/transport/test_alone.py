"""The transport could be published by itself."""

import subprocess
import sys
from importlib.metadata import entry_points

from pipeline.transport import Transport

LISTED = "import sys, pipeline.transport; print(*(n for n in sys.modules if n.split('.')[0] in {'schemas','agents','pipeline'}))"


def test_it_imports_nothing_else_of_ours() -> None:
    run = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    assert {name for name in run.stdout.split() if not f"{name}.".startswith("pipeline.transport.")} <= {
        "pipeline"
    }


def test_faust_finds_it_by_its_scheme() -> None:
    (found,) = entry_points(group="faust.transports", name="batches")
    assert found.load() is Transport
