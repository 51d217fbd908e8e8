"""A Kafka that lets in by certificates and passwords, and allows each user what access lists say: for tests.

Beside the open listener, which only this machine reaches and whose users may do everything:

    tls     TLS; nobody says who he is
    mutual  TLS, with a certificate of the client's; its common name is the user
    sasl    TLS, with a user's password by SCRAM-SHA-512
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from deploy.services.kafka import Kafka
from deploy.services.ports import LOOPBACK, free_port

_GUARD: Final = """\
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller},TLS://{host}:{tls},MUTUAL://{host}:{mutual},SASL://{host}:{sasl}
advertised.listeners=PLAINTEXT://{host}:{port},TLS://localhost:{tls},MUTUAL://localhost:{mutual},SASL://localhost:{sasl}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MUTUAL:SSL,SASL:SASL_SSL
inter.broker.listener.name=PLAINTEXT
ssl.keystore.type=PEM
ssl.keystore.location={keys}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
listener.name.mutual.ssl.client.auth=required
ssl.principal.mapping.rules=RULE:^.*CN=([^,]+).*$/$1/,DEFAULT
listener.name.sasl.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;{almighty}
"""


class Doors(NamedTuple):
    """The ports of its listeners."""

    tls: int
    mutual: int
    sasl: int


def doors() -> Doors:
    return Doors(free_port(), free_port(), free_port())


@dataclass(frozen=True, kw_only=True)
class Guarded(Kafka):
    """`keys`: PEM file of its private key (PKCS 8) and its certificate, which is for localhost; `authority`: of whom it trusts.

    `passwords` are those of its users by their names; `almighty` users may do everything, the others what is allowed.
    """

    keys: Path
    authority: Path
    doors: Doors
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    almighty: tuple[str, ...] = ()

    def more(self) -> str:
        return _GUARD.format(
            host=LOOPBACK,
            port=self.port,
            controller=self.side_port,
            keys=self.keys,
            authority=self.authority,
            almighty=";".join(f"User:{name}" for name in self.almighty),
            **self.doors._asdict(),
        )

    def first_users(self) -> Sequence[str]:
        told: list[str] = []
        for name, password in self.passwords.items():
            told += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
        return told
