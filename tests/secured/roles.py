"""What docs/security.md has operators allow each role, read off its commands."""

import shlex
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
)

DOC: Final = Path(__file__).parents[2] / "docs" / "security.md"
COMMAND: Final = "kafka-acls.sh --bootstrap-server $KAFKA --add"


class Allowed(NamedTuple):
    """One command."""

    principal: str
    operations: Sequence[str]
    resources: Sequence[tuple[ResourceType, str]]
    prefixed: bool

    def lists(self) -> Iterator[ACL]:
        kind = ACLResourcePatternType.PREFIXED if self.prefixed else ACLResourcePatternType.LITERAL
        for resource, name in self.resources:
            for operation in self.operations:
                yield ACL(
                    self.principal,
                    "*",
                    ACLOperation[_upper(operation)],
                    ACLPermissionType.ALLOW,
                    ResourcePattern(resource, name, kind),
                )


def commands() -> list[str]:
    """Each in one line."""
    joined = DOC.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (" ".join(line.split()) for line in joined.splitlines())
    return [line for line in lines if line.startswith(COMMAND)]


def allowed() -> list[Allowed]:
    return [_parsed(line.removeprefix(COMMAND)) for line in commands()]


def allow(admin: KafkaAdminClient, role: Allowed) -> None:
    assert not admin.create_acls([*role.lists()])["failed"]


def _parsed(arguments: str) -> Allowed:
    parser = ArgumentParser(exit_on_error=False, allow_abbrev=False)
    parser.add_argument("--allow-principal", required=True)
    parser.add_argument("--operation", action="append", default=[])
    parser.add_argument("--topic", action="append", default=[])
    parser.add_argument("--group", action="append", default=[])
    parser.add_argument("--resource-pattern-type", default="literal")
    found = parser.parse_args(shlex.split(arguments))
    topics = [(ResourceType.TOPIC, name) for name in found.topic]
    groups = [(ResourceType.GROUP, name) for name in found.group]
    prefixed = found.resource_pattern_type == "prefixed"
    return Allowed(found.allow_principal, found.operation, topics + groups, prefixed)


def _upper(operation: str) -> str:
    """DescribeConfigs is DESCRIBE_CONFIGS."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in operation).strip("_").upper()
