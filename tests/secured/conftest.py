"""A Kafka that asks who comes, and knows four of them; certificates of its own authority and of a foreign one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from kafka.admin import KafkaAdminClient

from deploy.services.guarded import Guarded, doors
from deploy.services.service import running
from tests.secured.certificates import Authority, Pair, authority
from tests.secured.roles import allow, allowed

PASSWORDS: Mapping[str, str] = {
    "earshot-gateway": "gateway-password-1f3a",
    "earshot-worker": "worker-password-77c0",
    "earshot-operator": "operator-password-e5d2",
    "stranger": "stranger-password-9b9b",
}


@dataclass(frozen=True)
class Site:
    """The broker, the authority that both sides trust, another one, and a certificate by each for `earshot-worker`."""

    kafka: Guarded
    trusted: Authority
    foreign: Authority
    worker: Pair
    impostor: Pair

    def tls(self, host: str = "localhost") -> dict[str, str]:
        """Settings for TLS alone."""
        return {
            "EARSHOT_BROKERS": f"kafkas://{host}:{self.kafka.doors.tls}",
            "EARSHOT_KAFKA_CA": str(self.trusted.file),
        }

    def mutual(self, pair: Pair | None = None) -> dict[str, str]:
        """Settings for certificates on both sides."""
        shown = pair or self.worker
        return {
            "EARSHOT_BROKERS": f"kafkas://localhost:{self.kafka.doors.mutual}",
            "EARSHOT_KAFKA_CA": str(self.trusted.file),
            "EARSHOT_KAFKA_CERT": str(shown.certificate),
            "EARSHOT_KAFKA_KEY": str(shown.key),
        }

    def sasl(self, user: str, host: str = "localhost") -> dict[str, str]:
        """Settings for a user and his password."""
        return {
            "EARSHOT_BROKERS": f"kafkas://{host}:{self.kafka.doors.sasl}",
            "EARSHOT_KAFKA_CA": str(self.trusted.file),
            "EARSHOT_KAFKA_USER": user,
            "EARSHOT_KAFKA_PASSWORD": PASSWORDS[user],
        }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("secured")
    trusted, foreign = authority(folder / "trusted"), authority(folder / "foreign")
    server = trusted.signs("localhost")
    kafka = Guarded(
        folder / "kafka",
        keys=server.both,
        authority=trusted.file,
        doors=doors(),
        passwords=PASSWORDS,
    )
    with running(kafka):
        with KafkaAdminClient(bootstrap_servers=[kafka.servers]) as admin:
            for role in allowed():
                allow(admin, role)
        name = "earshot-worker"
        yield Site(kafka, trusted, foreign, trusted.signs(name), foreign.signs(name))
