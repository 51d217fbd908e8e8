"""Which settings give which door, and which give none."""

from pathlib import Path

import msgspec
import pytest

from pipeline.settings import Settings, load
from pipeline.signin.opening import door_of, is_secure
from pipeline.signin.sessions import seal_of
from schemas.errors import Misused
from tests.signin.house import people

OIDC = {
    "sign_in": "oidc",
    "page_url": "https://voice.example.com",
    "oidc_issuer": "https://id.example",
    "oidc_client_id": "earshot",
    "oidc_roles": "reader:sub=*",
}


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_nobody_signs_in(tmp_path: Path, host: str) -> None:
    assert door_of(Settings(home=tmp_path, host=host)) is None


@pytest.mark.parametrize(
    "chosen",
    [
        {"host": "0.0.0.0"},  # noqa: S104 - what is to be refused
        {"host": "::"},
        {"host": "voice.example.com"},
        {"page_url": "https://voice.example.com"},
    ],
)
def test_beyond_it_somebody_must_say_who_may_read(tmp_path: Path, chosen: dict[str, str]) -> None:
    settings = Settings(home=tmp_path, **chosen)  # type: ignore[arg-type]
    with pytest.raises(Misused, match="EARSHOT_SIGN_IN"):
        door_of(settings)
    assert door_of(msgspec.structs.replace(settings, open_page=True)) is None
    people(tmp_path)
    assert door_of(msgspec.structs.replace(settings, sign_in="passwords"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sign_in": "magic"}, "passwords, oidc"),
        ({"sign_in": "passwords"}, "earshot passwords set"),
        ({"oidc_issuer": ""}, "EARSHOT_OIDC_ISSUER"),
        ({"oidc_client_id": ""}, "EARSHOT_OIDC_CLIENT_ID"),
        ({"oidc_roles": ""}, "EARSHOT_OIDC_ROLES"),
        ({"page_url": ""}, "EARSHOT_PAGE_URL"),
        ({"page_url": "voice.example.com"}, "page_url"),
        ({"page_url": "https://voice.example.com/earshot"}, "without a path"),
        ({"oidc_issuer": "http://id.example"}, "https"),
        ({"oidc_roles": "king:sub=*"}, "ROLE:CLAIM=VALUE"),
        ({"trusted_proxies": "10.0.0.0/99"}, "trusted_proxies"),
        ({"session_secret": "short"}, "32 characters"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, change: dict[str, str], said: str) -> None:
    chosen = {"home": str(tmp_path), **OIDC, **change}
    settings = load({f"EARSHOT_{name.upper()}": value for name, value in chosen.items()})
    with pytest.raises(Misused, match=said):
        door_of(settings)


def test_tls_of_ours_or_of_a_proxy_is_tls() -> None:
    assert is_secure(Settings(page_url="https://voice.example.com"))
    assert is_secure(Settings(tls_cert="cert.pem"))
    assert not is_secure(Settings(page_url="http://127.0.0.1:8321"))


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    home = Settings(home=tmp_path)
    assert seal_of(home).decrypt(seal_of(home).encrypt(b"x")) == b"x"
    assert (tmp_path / "session-secret").stat().st_mode & 0o077 == 0
    shared = (
        Settings(home=tmp_path / "a", session_secret="x" * 32),
        Settings(home=tmp_path / "b", session_secret="x" * 32),
    )
    assert seal_of(shared[0]).decrypt(seal_of(shared[1]).encrypt(b"x")) == b"x"
