"""Gateway and page over TLS: a real process, its certificate exchanged while a connection is open."""

import asyncio
import json
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from aiohttp import ClientConnectorCertificateError, ClientSession, TCPConnector

from deploy.services.ports import free_port
from pipeline.renewing import Renewing
from pipeline.tls import client_context, server_context
from schemas.errors import Misused
from tests.cli import earshot, serving
from tests.secured.certificates import Authority, Pair, authority

CALL = (Path(__file__).parents[2] / "schemas" / "examples" / "CallEnded.jsonl").read_bytes().splitlines()[0]


@pytest.fixture
def trusted(tmp_path: Path) -> Authority:
    return authority(tmp_path / "trusted")


def settings(pair: Pair, port: int) -> dict[str, str]:
    return {
        "EARSHOT_TLS_CERT": str(pair.certificate),
        "EARSHOT_TLS_KEY": str(pair.key),
        "EARSHOT_PORT": str(port),
        "EARSHOT_API_KEYS": "web:first-key",
    }


def number(session: ssl.SSLObject | None) -> object:
    assert session
    shown = session.getpeercert()
    assert shown
    return shown["serialNumber"]


@pytest.mark.slow
def test_events_come_in_encrypted_and_the_certificate_is_exchanged_meanwhile(
    trusted: Authority, tmp_path: Path
) -> None:
    port, home = free_port(), tmp_path / "home"
    pair = trusted.signs("localhost", "localhost")
    with serving(home, settings(pair, port)) as (url, process):
        assert url == f"https://127.0.0.1:{port}"
        asyncio.run(_exchanged(trusted, port))
        process.send_signal(signal.SIGHUP)
        for command in (("status", "--json"), ("verify",), ("sql", "SELECT 1")):
            asked = earshot(home, *command)
            assert asked.returncode == 0, asked.stderr.decode()
        refused(trusted, port, ssl.TLSVersion.TLSv1_1)
        assert process.poll() is None


def refused(trusted: Authority, port: int, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(trusted.file))
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = version
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = version
    with pytest.raises(ssl.SSLError), socket.create_connection(("localhost", port)) as bare:
        context.wrap_socket(bare, server_hostname="localhost")


async def _exchanged(trusted: Authority, port: int) -> None:
    url = f"https://localhost:{port}"
    context = ssl.create_default_context(cafile=str(trusted.file))
    async with ClientSession(connector=TCPConnector(ssl=context, limit=1)) as session:
        async with session.post(f"{url}/v1/events", data=CALL, headers={"X-API-Key": "first-key"}) as answer:
            assert answer.status == 202
        trusted.signs("localhost", "localhost")
        before = await _shown(context, port)
        deadline = time.monotonic() + 60
        while await _shown(context, port) == before:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.5)
        # The connection of the first request is still the same one.
        async with session.get(f"{url}/healthz") as answer:
            assert json.loads(await answer.text()) == {"status": "ok"}
    async with ClientSession() as stranger:
        with pytest.raises(ClientConnectorCertificateError):
            await stranger.get(f"{url}/healthz")


async def _shown(context: ssl.SSLContext, port: int) -> object:
    _, writer = await asyncio.open_connection("localhost", port, ssl=context)
    try:
        return number(writer.get_extra_info("ssl_object"))
    finally:
        writer.close()
        await writer.wait_closed()


def test_a_certificate_with_the_key_of_another_is_not_taken_over(trusted: Authority) -> None:
    told: list[str] = []
    good, other = trusted.signs("localhost"), trusted.signs("other")
    renewing = Renewing(str(good.certificate), str(good.key), told.append)
    first = good.certificate.read_bytes()
    good.certificate.write_bytes(other.certificate.read_bytes())
    renewing.renew()
    assert "the certificate read before is kept" in told[0]
    good.certificate.write_bytes(first)
    renewing.renew()
    assert told[1].endswith("was read again")
    assert good.key.read_text() not in "".join(told)


def test_wrong_files_are_a_line_each(trusted: Authority, tmp_path: Path) -> None:
    pair, other = trusted.signs("localhost"), trusted.signs("other")
    with pytest.raises(Misused, match="EARSHOT_TLS_CERT: cannot read"):
        server_context("tls", str(tmp_path / "none"), "")
    with pytest.raises(Misused, match="key values mismatch"):
        server_context("tls", str(pair.certificate), str(other.key))
    with pytest.raises(Misused, match=r"EARSHOT_KAFKA_CA: .* holds no certificate"):
        client_context("kafka", str(pair.key), "", "")
    with pytest.raises(Misused, match="without EARSHOT_KAFKA_CERT"):
        client_context("kafka", "", "", str(pair.key))
    locked = tmp_path / "locked.key"
    done = subprocess.run(
        ["openssl", "pkey", "-in", pair.key, "-aes128", "-passout", "pass:abcd", "-out", locked], check=False
    )
    assert done.returncode == 0
    with pytest.raises(Misused, match="has a password"):
        server_context("tls", str(pair.certificate), str(locked))
    server_context("tls", str(pair.both), "")
