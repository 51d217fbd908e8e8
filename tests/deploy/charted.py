"""What the chart writes, as values: rendered by helm itself."""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import yaml

from tests.deploy.image import ROOT

CHART: Final = ROOT / "deploy" / "helm" / "earshot"
TOOLS: Final = ROOT / ".services" / "tools" / "bin"
KUBERNETES: Final = "1.33.0"


class Named(msgspec.Struct, frozen=True):
    name: str
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}


class Resource(msgspec.Struct, frozen=True):
    """Any resource: what all have in common, and the rest as it is."""

    kind: str
    metadata: Named
    spec: msgspec.Raw = msgspec.Raw(b"null")


class Variable(msgspec.Struct, frozen=True):
    name: str
    value: str


class Capabilities(msgspec.Struct, frozen=True):
    drop: tuple[str, ...] = ()


class Confined(msgspec.Struct, frozen=True, rename="camel"):
    allow_privilege_escalation: bool = True
    read_only_root_filesystem: bool = False
    capabilities: Capabilities = Capabilities()


class Container(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    name: str
    args: tuple[str, ...] = ()
    env: tuple[Variable, ...] = ()
    security_context: Confined = Confined()
    liveness_probe: msgspec.Raw = msgspec.Raw()
    readiness_probe: msgspec.Raw = msgspec.Raw()

    def environment(self) -> dict[str, str]:
        return {one.name: one.value for one in self.env}


class Profile(msgspec.Struct, frozen=True):
    type: str = "Unconfined"


class Who(msgspec.Struct, frozen=True, rename="camel"):
    run_as_non_root: bool = False
    run_as_user: int = 0
    seccomp_profile: Profile = Profile()


class Pod(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    containers: tuple[Container, ...]
    init_containers: tuple[Container, ...] = ()
    security_context: Who = Who()
    automount_service_account_token: bool = True


class Template(msgspec.Struct, frozen=True):
    spec: Pod


class Running(msgspec.Struct, frozen=True):
    """The spec of a Deployment or a Job."""

    template: Template
    replicas: int | None = None


def rendered(*options: str) -> bytes:
    """The resources as YAML, or CalledProcessError with what helm said."""
    words = [
        str(TOOLS / "helm"),
        "template",
        "test",
        str(CHART),
        "--namespace=voc",
        f"--kube-version={KUBERNETES}",
    ]
    return subprocess.run([*words, *options], capture_output=True, check=True, timeout=60).stdout


def refusal(*options: str) -> str:
    """Why helm refuses these values; empty when it does not."""
    try:
        rendered(*options)
    except subprocess.CalledProcessError as error:
        return str(error.stderr.decode())
    return ""


def resources(text: bytes) -> list[Resource]:
    return [
        msgspec.json.decode(msgspec.json.encode(one), type=Resource)
        for one in yaml.safe_load_all(text)
        if one
    ]


def workloads(found: Sequence[Resource]) -> Iterator[tuple[Resource, Running]]:
    for one in found:
        if one.kind in {"Deployment", "Job"}:
            yield one, msgspec.json.decode(one.spec, type=Running)


def containers(pod: Pod) -> tuple[Container, ...]:
    return (*pod.init_containers, *pod.containers)


def with_secrets(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The same, its secrets being files of `folder`, each with a value that its setting takes."""
    values = {
        "warehouse": "clickhouses://earshot:x@clickhouse:9440/earshot",
        "api_keys": "web:0123456789abcdef",
    }
    found = dict(environment)
    for name, place in environment.items():
        if place.startswith("/run/secrets/"):
            file = folder / Path(place).name
            file.write_text(values.get(file.name, "0123456789abcdef0123456789abcdef0123456789ab"))
            found[name] = str(file)
    return {name: re.sub("^/etc/", f"{folder}/", value) for name, value in found.items()}
