"""A field of trial for each test that asks for one: a broker of the proof's own, a warehouse, workers in a folder."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from tests.proof.field import Field, field

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def proof_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A broker whose topics the proofs make and delete as they like: the names of Earshot's topics are fixed."""
    with running(Kafka(tmp_path_factory.mktemp("proof") / "kafka")) as broker:
        yield broker


@pytest.fixture
def trial(proof_kafka: Kafka, clickhouse: ClickHouse, tmp_path: Path) -> Iterator[Field]:
    """New topics, new tables, a group of its own; all workers are gone at the end."""
    with field(proof_kafka, clickhouse, tmp_path, f"proof_{next(_NUMBERS)}") as made:
        yield made
