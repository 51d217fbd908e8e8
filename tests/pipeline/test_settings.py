"""Settings: a misspelt name stops the start, the environment wins, the shipped file shows every default."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from pipeline.settings import Settings, load
from schemas.errors import Misused

SHIPPED = Path(__file__).parents[2] / "deploy" / "earshot.toml"


def test_the_shipped_file_names_every_setting_with_its_default() -> None:
    written = tomllib.loads(SHIPPED.read_text())
    assert list(written) == list(Settings.__struct_fields__)
    assert load({"EARSHOT_CONFIG": str(SHIPPED)}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "e.toml"
    file.write_text('port = 1\nhost = "::1"\n')
    found = load(
        {"EARSHOT_CONFIG": str(file), "EARSHOT_PORT": "2", "EARSHOT_API_KEYS": "a:1, b:2", "PATH": "/bin"}
    )
    assert (found.port, found.host, found.api_keys) == (2, "::1", ("a:1", "b:2"))


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"EARSHOT_WAREHOSE": "x"}, r"unknown setting 'warehose'; did you mean warehouse\?"),
        ({"EARSHOT_ZZZZ": "x"}, "unknown setting 'zzzz'; deploy/earshot.toml has all"),
        ({"EARSHOT_PORT": "many"}, "setting port: Expected `int`"),
        ({"EARSHOT_PORT": "99999"}, "1 to 65535"),
        ({"EARSHOT_LOG_MAX_BYTES": "0"}, "above 0"),
        ({"EARSHOT_HANDLE_SECRET": "\udcff"}, "handle_secret: not UTF-8"),
        ({"EARSHOT_TIME_ZONE": "Mars/Base"}, "Asia/Shanghai"),
        ({"EARSHOT_SCORER": "vader"}, "textblob"),
        ({"EARSHOT_API_KEYS": "nameless"}, "NAME:KEY"),
        ({"EARSHOT_CONFIG": "/nowhere/e.toml"}, "cannot read"),
    ],
)
def test_a_wrong_setting_is_one_line_that_says_what_to_do(env: dict[str, str], words: str) -> None:
    with pytest.raises(Misused, match=words):
        load(env)


def test_home_is_a_path_and_may_begin_at_the_users_home() -> None:
    assert load({"EARSHOT_HOME": "~/x"}).home == Path("~/x").expanduser()
    assert msgspec.structs.asdict(Settings())["home"] == Path(".earshot")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("freshness = inf", "freshness must be above 0, and finite"),
        ("freshness = nan", "freshness must be above 0"),
        ("port = " + "9" * 5_000, "not TOML"),
        ("port = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ('home = "a\\u0000b"', "home: holds a NUL"),
        ('home = "~nobody-of-this-name/x"', "nobody of that name"),
    ],
)
def test_a_wrong_setting_of_a_file_is_one_line_too(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "earshot.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misused, match=words):
        load({"EARSHOT_CONFIG": str(file)})


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ("", False),
        ("chdb:///var/clickhouse", False),
        ("clickhouse://reader@host/earshot", True),
        ("clickhouses://a,b", True),
        ("clickhouse.db", False),
    ],
)
def test_a_server_is_told_from_a_folder(named: str, server: bool) -> None:
    assert Settings(warehouse=named).on_server is server
