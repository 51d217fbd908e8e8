import shutil
from pathlib import Path

import pytest

from pipeline.access import statements
from pipeline.warehouse import views
from tests.deploy.granted import DATABASE, asked


@pytest.fixture
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def defined(migrated_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of chDB whose views were told to read as the definer."""
    folder = tmp_path_factory.mktemp("roles")
    shutil.copytree(migrated_folder, folder / "warehouse", symlinks=True)
    told = [one for one in statements(DATABASE) if one.startswith("ALTER TABLE")]
    assert len(told) == len(views.shipped())
    assert [said for said in asked(["GRANT ALL ON *.* WITH GRANT OPTION"], folder, told) if said] == []
    return folder
