"""Policies as data: what ships is what is published, a file of one's own overrides it key by key, a wrong one is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from agents.following.policies import Aim, Limit, Policies
from pipeline.choices.policies import policies_of
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.values import Channel


def read(folder: Path, text: str, **settings: str) -> Policies:
    file = folder / "own.yaml"
    file.write_text(text, encoding="utf-8")
    return policies_of(Settings(policies=str(file), **settings))  # type: ignore[arg-type]


def test_what_ships_is_what_is_published() -> None:
    assert policies_of(Settings()) == Policies()
    assert policies_of(Settings(time_zone="Asia/Shanghai")).time_zone == "Asia/Shanghai"


@pytest.mark.parametrize("empty", ["", "# nothing chosen\n"])
def test_an_empty_file_changes_nothing(tmp_path: Path, empty: str) -> None:
    assert read(tmp_path, empty) == Policies()


def test_keys_override_one_by_one(tmp_path: Path) -> None:
    chosen = read(tmp_path, "quiet_days: 21\ntime_zone: Asia/Tokyo\nringing: [call, chat]\n", time_zone="UTC")
    ringing = frozenset({Channel.CALL, Channel.CHAT})
    assert chosen == Policies(quiet=timedelta(days=21), time_zone="Asia/Tokyo", ringing=ringing)


def test_limits_are_a_list_of_ones_own(tmp_path: Path) -> None:
    text = "limits: [{name: two_texts, most: 2, days: 1, aims: [sell, ask], channels: [chat]}]"
    aims, chat = frozenset({Aim.SELL, Aim.ASK}), frozenset({Channel.CHAT})
    assert read(tmp_path, text).limits == (Limit("two_texts", 2, timedelta(days=1), aims, chat),)
    assert read(tmp_path, "limits: []").limits == ()


def test_words_of_one_aim_leave_the_others(tmp_path: Path) -> None:
    aim_of = read(tmp_path, "words: {ask: Rueckfrage 回访}").aim_of
    assert aim_of("rueckfrage", "") is aim_of("客户回访", "") is Aim.ASK
    assert aim_of("survey", "") is Aim.SERVE
    assert aim_of("fraud alert campaign", "") is Aim.PROTECT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("quiet: 3", "quiet"),
        ("quiet_days: soon", "quiet_days"),
        ("quiet_days: 0", "quiet_days"),
        ("quiet_days: .nan", "quiet_days"),
        ("vulnerability_days: 2201", "vulnerability_days"),
        ("quiet_days:", "quiet_days"),
        ("first_hour: 25", "first_hour"),
        ("last_hour: 8", "last_hour"),
        ("time_zone: Mars/Olympus", "time_zone"),
        ("words: {shout: hello}", "words"),
        ("words: [hello]", "words"),
        ("limits: [{name: a, most: 1}]", "days"),
        ("limits: [{name: a, most: 1, days: 1, aim: [sell]}]", "aim"),
        ("limits: [{name: a, most: 1, days: 1}, {name: a, most: 2, days: 9}]", "'a'"),
        ("limits: [{name: outside_hours, most: 1, days: 1}]", "outside_hours"),
        ('limits: [{name: "a\\n", most: 1, days: 1}]', "name"),
        ("quiet_days: 2026-02-30", "line 1: '2026-02-30' is no date or time"),
        ("quiet_days: " + "9" * 5_000, "is no number"),
        ("quiet_days: !!bool maybe", "'maybe' is no bool"),
        ('"\\ud800": 1', "line 1"),
        ("{a: " * 3_000 + "}" * 3_000, "nested too deeply"),
        ("[quiet_days]", "keys"),
        ("quiet_days: [", "line "),
    ],
)
def test_what_is_wrong_is_named_with_its_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Misused) as wrong:
        read(tmp_path, text)
    assert "own.yaml" in str(wrong.value)
    assert told in str(wrong.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name in (str(tmp_path / "nowhere.yaml"), "~nobody-of-this-name/nowhere.yaml", "nowhere\0.yaml"):
        with pytest.raises(Misused, match="nowhere"):
            policies_of(Settings(policies=name))
    (tmp_path / "own.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misused, match="UTF-8"):
        policies_of(Settings(policies=str(tmp_path / "own.yaml")))
