"""`earshot sql`: odd names and values are printed as they are, and no number loses a digit."""

from pathlib import Path

import pytest

from tests.cli import earshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    assert (
        earshot(folder, "dead-letters", "list").returncode == 0
    )  # makes the log, so that there is something to ask
    return folder


def test_markup_emoji_and_escapes_are_printed_as_they_are(home: Path) -> None:
    done = earshot(
        home, "sql", "SELECT '[/b]' AS `[/red]`, 'uucp:x:10' AS b, char(27) AS c, map('a', 1) AS d, nan AS e"
    )
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert [text for text in ("[/b]", "[/red]", "uucp:x:10", "\\u001b", "{'a': 1}") if text not in said] == []
    assert "\x1b" not in said


def test_a_number_beyond_64_bits_is_whole(home: Path) -> None:
    done = earshot(home, "sql", "--json", "SELECT toInt256('99999999999999999999999') AS a")
    assert (done.returncode, done.stdout) == (0, b'{"a":99999999999999999999999}\n')
