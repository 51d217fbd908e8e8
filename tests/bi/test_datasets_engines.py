"""The queries of the datasets run on an old server and on today's engine; without data their shares are NULL, never 0."""

import pytest

from deploy.superset.datasets import subjects
from deploy.superset.subjects import Subject
from deploy.superset.wording import LANGS
from pipeline.warehouse.sql import SqlWarehouse

pytestmark = pytest.mark.slow
SUBJECTS = [subject for lang in LANGS for subject in subjects(lang).values()]


@pytest.fixture(params=["on_server", "on_chdb"])
def engine(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    return found


def _asked(subject: Subject) -> str:
    """All measures at once, as Superset asks: the query of the dataset inside, a filter of time outside."""
    measures = ", ".join(f"{each.sql} AS `{subject.metric(id_)}`" for id_, each in subject.measures.items())
    since = f" WHERE {subject.day} >= toDate('2026-01-01')" if subject.day else ""
    return f"SELECT {measures} FROM ({subject.sql}) AS virtual_table{since}"


def test_without_data_a_share_and_its_interval_are_null_and_its_n_is_0(engine: SqlWarehouse) -> None:
    for subject in SUBJECTS:
        answer = engine.ask(_asked(subject))
        told = dict(zip(subject.measures, answer.rows[0] if answer.rows else (), strict=False))
        for id_ in subject.measures:
            if f"{id_}_low" in subject.measures:
                assert [told.get(f"{id_}{part}") for part in ("", "_low", "_high")] == [None] * 3, subject.id
                assert not told.get(f"{id_}_n")


def test_the_columns_are_those_that_superset_is_told_of(engine: SqlWarehouse) -> None:
    for subject in SUBJECTS:
        asked = ", ".join(each.name for each in subject.columns)
        answer = engine.ask(f"SELECT {asked} FROM ({subject.sql}) AS virtual_table LIMIT 0")
        assert list(answer.columns) in ([each.name for each in subject.columns], [])
