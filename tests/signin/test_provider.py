"""Signing in by an OpenID provider: what is believed, and what is not."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from joserfc.jwk import RSAKey
from yarl import URL

from pipeline.page.app import Me
from pipeline.settings import Settings
from pipeline.signin.rights import Role
from tests.signin.house import OURS, START, Client, Clock, house, status
from tests.signin.idp import Idp, idp, new_key


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return new_key()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def provider(key: RSAKey) -> AsyncIterator[Idp]:
    async with idp(START, key) as found:
        found.claims = {"groups": ["voc-stewards"], "name": "王芳"}
        yield found


@pytest.fixture
def settings(tmp_path: Path, provider: Idp) -> Settings:
    return Settings(
        home=tmp_path,
        sign_in="oidc",
        page_url="http://127.0.0.1:1",
        oidc_issuer=provider.issuer,
        oidc_client_id="earshot",
        oidc_client_secret="s e:cret",
        oidc_roles=("reader:groups=voc-readers", "steward:groups=voc-stewards"),
    )


@pytest.fixture
async def client(settings: Settings, clock: Clock) -> AsyncIterator[Client]:
    async with house(settings, clock) as found:
        yield found


async def agreed(client: Client, onwards: str = "/") -> dict[str, str]:
    """What the provider sends the browser back with."""
    async with client.get("/sign-in/provider", params={"next": onwards}, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        to = URL(answer.headers["Location"])
    assert to.query["redirect_uri"] == "http://127.0.0.1:1/sign-in/return"
    async with client.session.get(to) as answer:
        found: dict[str, str] = await answer.json()
        return found


async def returned(client: Client, query: dict[str, str]) -> int:
    async with client.get("/sign-in/return", params=query, allow_redirects=False) as answer:
        return answer.status


async def test_keys_that_nobody_here_knows_are_passed_over(client: Client, provider: Idp) -> None:
    provider.beside = [
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "abc"},
        {"kty": "EC", "crv": "brainpoolP256r1", "x": "aa", "y": "bb", "kid": "b"},
        {"kty": "RSA", "n": None, "ext": True, "nbf": 5},
        {"kty": 7},
    ]
    assert await returned(client, await agreed(client)) == 303


async def test_whom_the_provider_vouches_for_is_let_in(client: Client, provider: Idp) -> None:
    query = await agreed(client, "/complaints?lang=zh")
    async with client.get("/sign-in/return", params=query, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/complaints?lang=zh")
    async with client.get("/api/me") as answer:
        assert msgspec.json.decode(await answer.read(), type=Me) == Me("王芳", Role.STEWARD)
    assert provider.exchanged[0]["redirect_uri"] == "http://127.0.0.1:1/sign-in/return"


async def test_a_state_counts_once_and_for_its_browser(
    client: Client, settings: Settings, clock: Clock
) -> None:
    query = await agreed(client)
    async with house(settings, clock) as stranger:
        assert await returned(stranger, query) == 401
    before = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in client.session.cookie_jar)}
    assert await returned(client, query) == 303
    assert await returned(client, query) == 401
    client.session.cookie_jar.clear()
    async with client.get("/sign-in/return", params=query, headers=before, allow_redirects=False) as answer:
        assert answer.status == 401  # the cookie was copied, and its state has been used


@pytest.mark.parametrize(
    "change", [{"state": "x"}, {"state": ""}, {"code": "x"}, {"iss": "https://evil.example"}]
)
async def test_an_answer_that_was_not_asked_for_is_refused(client: Client, change: dict[str, str]) -> None:
    query = await agreed(client)
    assert await returned(client, {**query, **change}) == 401
    assert await status(client, "/api/me") == 401


async def test_who_declines_may_try_again(client: Client) -> None:
    query = await agreed(client)
    assert await returned(client, {"state": query["state"], "error": "access_denied"}) == 401
    assert await returned(client, await agreed(client)) == 303


async def test_ten_minutes_are_enough(client: Client, clock: Clock) -> None:
    query = await agreed(client)
    clock.at += 600
    assert await returned(client, query) == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"nonce": "replayed"},
        {"exp": START - 61},
        {"iat": START - 700},
    ],
)
async def test_a_token_that_is_not_for_us_lets_nobody_in(
    client: Client, provider: Idp, claims: dict[str, object]
) -> None:
    provider.claims |= claims
    assert await returned(client, await agreed(client)) == 401
    assert await status(client, "/api/me") == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_signature_that_anybody_could_make_is_none(
    client: Client, provider: Idp, algorithm: str
) -> None:
    provider.algorithm = algorithm
    assert await returned(client, await agreed(client)) == 401


async def test_a_stranger_s_key_signs_nothing(client: Client, provider: Idp) -> None:
    provider.signer = new_key()
    assert await returned(client, await agreed(client)) == 401


async def test_new_keys_are_taken_over(client: Client, provider: Idp) -> None:
    assert await returned(client, await agreed(client)) == 303
    provider.signer = new_key()
    provider.published = [provider.signer]
    assert await returned(client, await agreed(client)) == 303


async def test_whom_nobody_gave_a_role_is_told_so(client: Client, provider: Idp) -> None:
    provider.claims["groups"] = ["canteen"]
    assert await returned(client, await agreed(client)) == 403
    assert await status(client, "/api/me") == 401


async def test_a_role_that_is_granted_no_more_is_gone(
    client: Client, settings: Settings, clock: Clock
) -> None:
    assert await returned(client, await agreed(client)) == 303
    (seal,) = client.session.cookie_jar
    cookie = {"Cookie": f"{seal.key}={seal.value}"}
    later = msgspec.structs.replace(settings, oidc_roles=("reader:groups=voc-readers",))
    async with house(settings, clock) as same, house(later, clock) as changed:
        assert await status(same, "/api/me", cookie) == 200
        assert await status(changed, "/api/me", cookie) == 401


async def test_a_provider_that_is_away_is_told_and_asked_again(client: Client, provider: Idp) -> None:
    provider.broken = True
    assert await status(client, "/sign-in/provider") == 503
    provider.broken = False
    assert await returned(client, await agreed(client)) == 303


async def test_a_provider_that_is_another_is_not_used(client: Client, provider: Idp) -> None:
    provider.calls_itself = "https://evil.example"
    assert await status(client, "/sign-in/provider") == 503


async def test_signing_out_goes_on_to_the_provider(client: Client, provider: Idp) -> None:
    assert await returned(client, await agreed(client)) == 303
    async with client.post("/sign-out", headers=OURS) as answer:
        said = await answer.text()
    assert f'content="0; url={provider.issuer}/end?client_id=earshot&amp;post_logout_redirect_uri=' in said
    assert await status(client, "/api/me") == 401


async def test_passwords_are_not_asked_for(client: Client) -> None:
    async with client.post("/sign-in", data={"name": "a", "password": "b"}, headers=OURS) as answer:
        assert answer.status == 401  # there is no such route
    async with client.get("/sign-in") as answer:
        assert 'type="password"' not in await answer.text()
