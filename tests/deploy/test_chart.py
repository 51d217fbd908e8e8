"""The chart, rendered by helm: what Kubernetes takes, what Earshot takes, and what it refuses."""

import subprocess
from pathlib import Path

import msgspec
import pytest
import yaml

from agents.channels import READERS
from pipeline.settings import load
from tests.deploy.charted import (
    CHART,
    KUBERNETES,
    TOOLS,
    containers,
    refusal,
    rendered,
    resources,
    with_secrets,
    workloads,
)

pytestmark = pytest.mark.slow

SIGNED = "--set=gateway.settings.sign_in=oidc"
SETS = {
    "defaults": (SIGNED,),
    "one-node": (f"--values={CHART}/values-one-node.yaml",),
    "large": (f"--values={CHART}/values-large.yaml",),
    "bare": (
        SIGNED,
        "--set=jobs.enabled=false,refresher.enabled=false,networkPolicy.enabled=false,podDisruptionBudget.enabled=false",
    ),
}
OTHERS = {"ScaledObject": "keda.sh", "ServiceMonitor": "monitoring.coreos.com"}


@pytest.fixture(params=SETS)
def text(request: pytest.FixtureRequest) -> bytes:
    return rendered(*SETS[request.param])


def test_kubernetes_takes_it(text: bytes, tmp_path: Path) -> None:
    """Strictly: a field that the API does not know is an error. Kinds of others have no schema here."""
    for number, one in enumerate(yaml.safe_load_all(text)):
        if one and one["kind"] not in OTHERS:
            (tmp_path / f"{number}.yaml").write_text(yaml.safe_dump(one))
    words = [str(TOOLS / "kubernetes-validate"), "--strict", "--quiet", "-k", KUBERNETES]
    said = subprocess.run(
        [*words, *sorted(tmp_path.glob("*.yaml"))], capture_output=True, text=True, check=False, timeout=120
    )
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_every_pod_is_confined(text: bytes) -> None:
    for one, running in workloads(resources(text)):
        pod = running.template.spec
        assert not pod.automount_service_account_token, one.metadata.name
        assert (pod.security_context.run_as_non_root, pod.security_context.run_as_user) == (True, 10001)
        assert pod.security_context.seccomp_profile.type == "RuntimeDefault"
        for container in containers(pod):
            confined = container.security_context
            assert confined.read_only_root_filesystem
            assert not confined.allow_privilege_escalation
            assert confined.capabilities.drop == ("ALL",)


def test_what_serves_is_probed(text: bytes) -> None:
    unprobed = [
        one.metadata.name
        for one, running in workloads(resources(text))
        for container in running.template.spec.containers
        if one.kind == "Deployment"
        and not (bytes(container.liveness_probe) and bytes(container.readiness_probe))
    ]
    assert unprobed == []


def test_every_pod_gets_settings_that_hold_together(text: bytes, tmp_path: Path) -> None:
    for _, running in workloads(resources(text)):
        for container in containers(running.template.spec):
            settings = load(with_secrets(container.environment(), tmp_path))
            assert settings.brokers.startswith("kafka")
            assert settings.warehouse.startswith("clickhouse")
            assert settings.handle_secret


def test_every_agent_runs_once(text: bytes) -> None:
    """And under the names that `earshot worker --agents` knows."""
    started = [
        name
        for _, running in workloads(resources(text))
        for container in running.template.spec.containers
        if container.args[:1] == ("worker",)
        for name in container.args[2].split(",")
    ]
    assert sorted(started) == sorted(name for name, _ in READERS)


def test_only_one_looks_for_alerts(text: bytes) -> None:
    looking = [
        (one.metadata.name, running.replicas)
        for one, running in workloads(resources(text))
        for container in running.template.spec.containers
        if container.args == ("run",) and container.environment()["EARSHOT_REFRESH_MINUTES"] != "0"
    ]
    assert [replicas for _, replicas in looking] in ([1], [])


def test_one_node_has_one_that_looks() -> None:
    found = [
        running
        for one, running in workloads(resources(rendered(*SETS["one-node"])))
        if one.kind == "Deployment"
    ]
    environments = [found.template.spec.containers[0].environment() for found in found]
    assert [one["EARSHOT_REFRESH_MINUTES"] for one in environments if "EARSHOT_REFRESH_MINUTES" in one] == [
        "5"
    ]


def test_topics_and_tables_come_before_the_pods() -> None:
    jobs = [(one, running) for one, running in workloads(resources(rendered(SIGNED))) if one.kind == "Job"]
    assert [one.metadata.annotations["helm.sh/hook"] for one, _ in jobs] == ["pre-install,pre-upgrade"]
    steps = [container.args for container in containers(jobs[0][1].template.spec)]
    assert steps == [("topics", "apply"), ("migrate",), ("access", "apply", "--where-possible")]


class Trigger(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    type: str
    metadata: dict[str, str]
    authentication_ref: dict[str, str]


class Scaled(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """The fields of KEDA's ScaledObject that the chart uses, as its documents have them."""

    scale_target_ref: dict[str, str]
    polling_interval: int
    cooldown_period: int
    min_replica_count: int
    max_replica_count: int
    triggers: list[Trigger]


def test_lag_scales_by_each_topic_of_the_group() -> None:
    found = [one for one in resources(rendered(*SETS["large"])) if one.kind == "ScaledObject"]
    topics = dict(READERS)
    for one in found:
        scaled = msgspec.json.decode(one.spec, type=Scaled)
        group = (
            ["story"] if "follow" in one.metadata.name else ["calls", "emails", "social", "chats", "records"]
        )
        assert [trigger.metadata["topic"] for trigger in scaled.triggers] == [topics[name] for name in group]
        assert {trigger.metadata["bootstrapServers"].count(":") for trigger in scaled.triggers} == {3}
    assert len(found) == 2


class Endpoint(msgspec.Struct, forbid_unknown_fields=True):
    port: str
    interval: str


class Monitor(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """The fields of Prometheus's ServiceMonitor that the chart uses, as its documents have them."""

    selector: dict[str, dict[str, str]]
    pod_target_labels: list[str]
    endpoints: list[Endpoint]


class Listed(msgspec.Struct):
    ports: list[dict[str, str | int]]


def test_the_monitor_finds_the_service_of_the_metrics() -> None:
    found = resources(rendered(*SETS["large"]))
    (one,) = [one for one in found if one.kind == "ServiceMonitor"]
    monitor = msgspec.json.decode(one.spec, type=Monitor)
    chosen = monitor.selector["matchLabels"].items()
    (service,) = [each for each in found if each.kind == "Service" and chosen <= each.metadata.labels.items()]
    ports = msgspec.json.decode(service.spec, type=Listed).ports
    assert [endpoint.port for endpoint in monitor.endpoints] == [port["name"] for port in ports]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ((), "set sign_in"),
        ((SIGNED, "--set=workers.hear.replicas=9"), "9 replicas and 8 partitions"),
        ((SIGNED, "--set=workers.count.agents={tally}"), "nobody runs the agent clerk"),
        ((SIGNED, "--set=workers.count.agents={tally,clerk,story}"), "the agent story runs in two groups"),
        ((SIGNED, "--set=settings.handle_secret=abc"), "handle_secret is a key of the Secret already"),
        ((SIGNED, "--set=gateway.settings.refresh_minutes=1"), "refresh_minutes is the chart's to set"),
        ((SIGNED, "--set=gateway.replica=3"), "additional properties 'replica' not allowed"),
        ((SIGNED, "--set=settings.brokers=localhost"), "does not match pattern"),
        ((SIGNED, "--set=workers.hear.scaling.kind=magic"), "workers/hear/scaling"),
        (
            (
                SIGNED,
                "--set=gateway.scaling.kind=lag,gateway.scaling.min=1,gateway.scaling.max=2,gateway.scaling.records=9",
            ),
            "lag is no measure",
        ),
    ],
)
def test_values_that_would_not_work_are_refused(values: tuple[str, ...], why: str) -> None:
    assert why in refusal(*values)


def test_helm_finds_nothing_to_complain_of() -> None:
    for values in SETS.values():
        asked = [str(TOOLS / "helm"), "lint", "--strict", f"--kube-version={KUBERNETES}", str(CHART)]
        said = subprocess.run([*asked, *values], capture_output=True, text=True, check=False, timeout=60)
        assert said.returncode == 0, said.stdout
