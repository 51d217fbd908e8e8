"""The compose file as processes of this machine: its own commands, settings, secrets and health checks.

What a container brings is mapped, and nothing else: host names to the loopback address, ports to free ones (each container
has its own), /run/secrets and /var/lib/earshot to folders, and the image's programs to those of a replayed image.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from deploy.services.ports import LOOPBACK, free_port
from tests.deploy.image import ROOT, Replay, environment

DEPLOY: Final = ROOT / "deploy"
TOOLS: Final = ROOT / ".services" / "tools" / "bin"
_TICK: Final = 0.5


class Mounted(msgspec.Struct, frozen=True):
    """A secret of one service: its name and the file that the container sees."""

    source: str
    target: str


class Volume(msgspec.Struct, frozen=True):
    source: str
    target: str


class Port(msgspec.Struct, frozen=True):
    host_ip: str = ""


class Check(msgspec.Struct, frozen=True):
    test: tuple[str, ...] = ()
    disable: bool = False


class Deploy(msgspec.Struct, frozen=True):
    replicas: int = 1


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """What is run of a service; all else of it is Docker's."""

    image: str
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    environment: Mapping[str, str] = {}
    secrets: tuple[Mounted, ...] = ()
    volumes: tuple[Volume, ...] = ()
    ports: tuple[Port, ...] = ()
    healthcheck: Check = Check()
    deploy: Deploy = Deploy()
    depends_on: Mapping[str, Mapping[str, str | bool]] = {}
    profiles: tuple[str, ...] = ()
    read_only: bool = False
    cap_drop: tuple[str, ...] = ()
    security_opt: tuple[str, ...] = ()


class File(msgspec.Struct, frozen=True):
    file: str


class Composed(msgspec.Struct, frozen=True):
    """As Docker Compose's own reader gives it: merged, filled in, and checked."""

    services: Mapping[str, Service]
    secrets: Mapping[str, File]


def composed(folder: Path) -> Composed:
    """The file, with secrets of its own made by deploy/up in `folder`, or CalledProcessError with what is wrong."""
    for name in ("up", "compose.yaml"):
        shutil.copy(DEPLOY / name, folder)
    subprocess.run(["sh", folder / "up", "--secrets"], check=True, timeout=30)
    said = subprocess.run(
        [TOOLS / "compose", "--format", "json", "compose.yaml"],
        cwd=folder,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return msgspec.json.decode(said.stdout, type=Composed)


@dataclass
class Container:
    """One process in place of one container."""

    name: str
    service: Service
    process: subprocess.Popen[bytes]
    log: Path
    ports: Mapping[str, str]
    env: Mapping[str, str]

    def healthy(self) -> bool:
        """What the compose file asks says yes."""
        kind, *words = self.service.healthcheck.test
        assert kind == "CMD"
        return _quietly([_mapped(word, self.ports) for word in words], self.env)

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3_000:]


@dataclass
class Machine:
    """All containers of one test; those that live at its end are killed."""

    folder: Path
    image: Replay
    hosts: Mapping[str, str]
    """Where kafka:9092 and clickhouse:9000 are."""
    all: Composed
    containers: list[Container] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in self.containers:
            if one.process.poll() is None:
                one.process.kill()
            one.process.wait(10)

    def start(self, name: str) -> Container:
        service = self.all.services[name]
        own = self.folder / f"{name}-{len(self.containers)}"
        own.mkdir()
        ports = {f":{number}": f":{free_port()}" for number in (8321, 9464)}
        home = self._home(service, own)
        env = self._environment(service, home, ports)
        log = own.with_suffix(".log")
        with log.open("wb") as said:
            process = subprocess.Popen(
                self._words(service, own),
                cwd=home,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        self.containers.append(Container(name, service, process, log, ports, env))
        return self.containers[-1]

    def run(self, name: str, seconds: float) -> str:
        """A job until its end; what it said. It ended well, or AssertionError."""
        one = self.start(name)
        code = one.process.wait(seconds)
        assert code == 0, f"{name} ended with {code}:\n{one.said()}"
        return one.said()

    def until_healthy(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        waiting = [one for one in self.containers if one.process.poll() is None]
        while waiting := [one for one in waiting if not one.healthy()]:
            assert all(one.process.poll() is None for one in waiting), waiting[0].said()
            assert time.monotonic() < deadline, f"{waiting[0].name} is not healthy:\n{waiting[0].said()}"
            time.sleep(_TICK)

    def stop(self, seconds: float) -> dict[str, list[int]]:
        """SIGTERM to all that live, as Docker does; the exit codes by service."""
        living = [one for one in self.containers if one.process.poll() is None]
        for one in living:
            one.process.send_signal(signal.SIGTERM)
        ended: dict[str, list[int]] = {}
        for one in living:
            ended.setdefault(one.name, []).append(one.process.wait(seconds))
        return ended

    def _home(self, service: Service, own: Path) -> Path:
        """Where the container has /var/lib/earshot: a volume, which others may share, or a folder of its own."""
        volumes = {one.target: self.folder / "volumes" / one.source for one in service.volumes}
        home = volumes.get("/var/lib/earshot", own / "home")
        home.mkdir(parents=True, exist_ok=True)
        return home

    def _words(self, service: Service, own: Path) -> list[str]:
        words = [*(service.entrypoint or ("earshot",)), *(service.command or ("worker",))]
        program = self.image.earshot if words[0] == "earshot" else shutil.which(words[0])
        maps = {"/tmp/": f"{own}/", **self._secrets(service)}  # noqa: S108
        return [str(program), *(_mapped(word, maps) for word in words[1:])]

    def _secrets(self, service: Service) -> dict[str, str]:
        return {one.target: self.all.secrets[one.source].file for one in service.secrets}

    def _environment(self, service: Service, home: Path, ports: Mapping[str, str]) -> dict[str, str]:
        given = environment("worker") | dict(service.environment)
        places = {"/var/lib/earshot": str(home), "0.0.0.0": LOOPBACK}  # noqa: S104
        maps = places | dict(self.hosts) | self._secrets(service) | dict(ports)
        here = {key: _mapped(value, maps) for key, value in given.items()}
        here["EARSHOT_PORT"] = ports[":8321"][1:]
        if here.get("EARSHOT_METRICS_PORT"):
            here["EARSHOT_METRICS_PORT"] = ports[":9464"][1:]
        return here | {"PATH": f"{self.image.earshot.parent}:{os.environ['PATH']}"}


def _mapped(text: str, maps: Mapping[str, str]) -> str:
    for there, here in maps.items():
        text = text.replace(there, here)
    return text


def _quietly(words: Sequence[str], env: Mapping[str, str]) -> bool:
    done = subprocess.run(words, env=env, capture_output=True, check=False, timeout=20)
    return done.returncode == 0
