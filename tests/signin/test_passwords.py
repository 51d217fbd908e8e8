"""The passwords file: who is in it, who is let in, and what a guess costs."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from pipeline.signin.passwords import DECOY, Passwords, put, read, remove
from pipeline.signin.rights import Role
from schemas.errors import Misused
from tests.signin.house import PASSWORD, QUICK


class Counting:
    """Hashes as ever, and remembers which hash was compared with what."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def hash(self, password: str) -> str:
        return QUICK.hash(password)

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002 - argon2's name for it
        self.compared.append(hash)
        return hash != DECOY and QUICK.verify(hash, password)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    put(tmp_path / "passwords", "Ann Lee", Role.READER, PASSWORD, QUICK)
    return tmp_path / "passwords"


def test_a_person_signs_in_however_the_name_is_typed(place: Path) -> None:
    found = Passwords(place, QUICK).check("  ann LEE ", PASSWORD)
    assert found
    assert (found.name, found.role) == ("ann lee", Role.READER)


def test_a_full_width_keyboard_writes_the_same_password(place: Path) -> None:
    put(place, "王芳", Role.STEWARD, "密码是ａｂｃ１２３４５６７", QUICK)
    assert Passwords(place, QUICK).check("王芳", "密码是abc1234567")


@pytest.mark.parametrize(
    "password", ["", "a long pass wor", "A long pass word", "a long pass word ", "x" * 5_000]
)
def test_another_password_is_refused(place: Path, password: str) -> None:
    assert Passwords(place, QUICK).check("ann lee", password) is None


def test_an_editor_may_mark_the_file_as_utf_8(place: Path) -> None:
    place.write_bytes(b"\xef\xbb\xbf" + place.read_bytes().replace(b"\n", b"\r\n"))
    assert Passwords(place, QUICK).check("ann lee", PASSWORD)


def test_a_change_keeps_mode_and_link(place: Path, tmp_path: Path) -> None:
    place.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(place)
    put(link, "bob", Role.READER, PASSWORD, QUICK)
    assert link.is_symlink()
    assert [*read(place)] == ["ann lee", "bob"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o640


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "passwords.lock").mkdir()
    with pytest.raises(Misused, match="cannot write"):
        put(tmp_path / "passwords", "bob", Role.READER, PASSWORD, QUICK)


@pytest.mark.parametrize("name", ["ann lee", "nobody", "", "x" * 5_000, "ann lee:reader"])
@pytest.mark.parametrize("password", ["wrong", "", "x" * 5_000])
def test_every_guess_costs_one_comparison(place: Path, name: str, password: str) -> None:
    counting = Counting()
    assert Passwords(place, counting).check(name, password) is None
    assert len(counting.compared) == 1


def test_a_name_nobody_has_is_compared_with_a_hash_as_dear() -> None:
    assert not PasswordHasher().check_needs_rehash(
        DECOY
    )  # the same memory, passes and lanes as of those we make


def test_hashes_are_as_dear_as_the_library_advises(tmp_path: Path) -> None:
    put(tmp_path / "passwords", "ann", Role.READER, PASSWORD)
    (person,) = read(tmp_path / "passwords").values()
    assert person.hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not PasswordHasher().check_needs_rehash(person.hash)


def test_a_change_counts_at_once(place: Path) -> None:
    people = Passwords(place, QUICK)
    before = people.find("ann lee")
    assert before
    put(place, "ann lee", Role.ADMIN, "another long one", QUICK)
    after = people.find("ann lee")
    assert after
    assert after.role is Role.ADMIN
    assert after.mark != before.mark
    assert people.check("ann lee", PASSWORD) is None
    remove(place, "Ann Lee")
    assert people.find("ann lee") is None


def test_nobody_else_reads_the_file(place: Path) -> None:
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert PASSWORD not in place.read_text(encoding="utf-8")


def test_many_at_once_lose_nobody(tmp_path: Path) -> None:
    place = tmp_path / "passwords"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: put(place, f"p{number}", Role.READER, PASSWORD, QUICK), range(24)))
    assert set(read(place)) == {f"p{number}" for number in range(24)}
    assert {one.name for one in tmp_path.iterdir()} == {"passwords", "passwords.lock"}


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("", PASSWORD, "a name is"),
        ("a:b", PASSWORD, "a name is"),
        ("#a", PASSWORD, "a name is"),
        ("a\nb:admin:x", PASSWORD, "a name is"),
        ("a" * 129, PASSWORD, "a name is"),
        ("ann", "short", "12 characters"),
        ("ann", "x" * 1_025, "1024 bytes"),
    ],
)
def test_what_will_not_do_is_said(tmp_path: Path, name: str, password: str, said: str) -> None:
    with pytest.raises(Misused, match=said):
        put(tmp_path / "passwords", name, Role.READER, password, QUICK)
    assert not (tmp_path / "passwords").exists()


@pytest.mark.parametrize(
    "line", ["ann", "ann:reader", "ann:king:$argon2id$x", "ann:reader:secret", "Ann:reader:$argon2id$x"]
)
def test_a_line_that_is_none_is_named(place: Path, line: str) -> None:
    with place.open("a", encoding="utf-8") as file:
        file.write(f"# by hand\n\n{line}\n")
    with pytest.raises(Misused, match="line 4"):
        read(place)


def test_twice_the_same_name_is_an_error(place: Path) -> None:
    place.write_text(place.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(Misused, match="twice"):
        read(place)


def test_a_broken_file_lets_nobody_in(place: Path) -> None:
    people = Passwords(place, QUICK)
    assert people.find("ann lee")
    place.write_text("nonsense\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Misused):
            people.find("ann lee")
    place.unlink()
    with pytest.raises(Misused, match="cannot read"):
        people.check("ann lee", PASSWORD)


def test_a_hash_that_is_cut_short_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "passwords").write_text("ann:reader:$argon2id$v=19$m=8\n", encoding="utf-8")
    assert Passwords(tmp_path / "passwords", QUICK).check("ann", PASSWORD) is None


def test_removing_nobody_is_said(place: Path) -> None:
    with pytest.raises(Misused, match="nobody called 'bob'"):
        remove(place, "bob")
