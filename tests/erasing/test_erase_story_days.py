"""The days of stories after an import, an erasure and a rebuild."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.envelope import encode
from tests.cli import earshot
from tests.erasing.people import ID, others, theirs

BOTH = (
    "SELECT (SELECT toInt64(sum(journeys)) FROM journeys_daily FINAL) AS counted, "
    "(SELECT toInt64(count()) FROM journeys_overview) AS told, "
    "(SELECT toInt64(min(toUInt32(as_of) > 0)) FROM stories_counted FINAL) AS holds, "
    "(SELECT toInt64(count()) FROM kpi_daily WHERE metric = 'first_contact_resolution') AS days"
)


def told(home: Path) -> dict[str, Any]:
    done = earshot(home, "sql", "--json", BOTH)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = msgspec.json.decode(done.stdout)
    return found


@pytest.mark.slow
def test_they_never_count_whom_nobody_knows(tmp_path: Path) -> None:
    home, events = tmp_path / "home", tmp_path / "events.jsonl"
    events.write_bytes(b"\n".join(map(encode, [*theirs(), *others()])))
    assert earshot(home, "import", str(events)).returncode == 0
    first = told(home)
    assert first["counted"] == first["told"] > 1
    assert (first["holds"], first["days"] > 0) == (1, True)

    assert earshot(home, "erase", "--customer", ID).returncode == 0
    erased = told(home)
    assert erased["told"] < first["told"]
    assert erased["holds"] == 0

    assert earshot(home, "rebuild").returncode == 0
    rebuilt = told(home)
    assert rebuilt["counted"] == rebuilt["told"] == erased["told"]
    assert rebuilt["holds"] == 1
