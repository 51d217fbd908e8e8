"""The compose file as Docker Compose's own reader gives it."""

import re
import subprocess
from pathlib import Path
from xml.etree.ElementTree import XML

import pytest

from pipeline.settings import Settings
from tests.deploy.composed import DEPLOY, Composed, composed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Composed:
    return composed(tmp_path_factory.mktemp("compose"))


def test_every_container_is_confined(made: Composed) -> None:
    for name, service in made.services.items():
        assert service.cap_drop == ("ALL",), name
        assert service.security_opt == ("no-new-privileges:true",), name
        assert service.read_only or name == "kafka", name


def test_only_this_machine_reaches_what_is_published(made: Composed) -> None:
    assert {port.host_ip for service in made.services.values() for port in service.ports} == {"127.0.0.1"}


def test_images_of_others_are_pinned(made: Composed) -> None:
    images = {service.image for service in made.services.values()} - {"earshot:local"}
    assert [image for image in images if not re.fullmatch(r"[a-z/-]+:v?\d+\.\d+(\.\d+)+", image)] == []


def test_settings_are_settings_and_secrets_are_files(made: Composed) -> None:
    """No secret stands in the environment, where `docker inspect` shows it."""
    for name, service in made.services.items():
        own = {
            key.removeprefix("EARSHOT_").lower() for key in service.environment if key.startswith("EARSHOT_")
        }
        assert {key.removesuffix("_file") for key in own} <= {*Settings.__struct_fields__}, name
        open_secrets = {key for key in own if re.search("secret|password|_key$|api_keys|warehouse", key)}
        assert all(key.endswith("_file") for key in open_secrets), name
        assert all(Path(made.secrets[one.source].file).stat().st_size for one in service.secrets), name


def test_what_serves_waits_for_topics_tables_and_people(made: Composed) -> None:
    done = {"condition": "service_completed_successfully", "required": True}
    assert made.services["gateway"].depends_on == {"topics": done, "migrate": done, "people": done}
    assert made.services["worker"].depends_on == {"topics": done, "migrate": done}
    assert made.services["worker"].deploy.replicas == 2
    assert made.services["demo"].profiles == ("demo",)


def test_grafana_reads_what_readers_may(made: Composed) -> None:
    """ClickHouse is told of nobody but Earshot; the user that the data source names is made with the role."""
    users = Path(made.secrets["clickhouse_users"].file).read_text()
    assert [one.tag for one in XML(users).find("users") or () if "remove" not in one.attrib] == ["earshot"]
    access = made.services["access"]
    assert access.command
    given = dict(zip(access.command, access.command[1:], strict=False))
    sources = (DEPLOY / "grafana" / "provisioning" / "datasources" / "earshot.yaml").read_text()
    assert f"username: {given['--reader']}\n" in sources
    assert f"$__file{{{given['--password-file']}}}" in sources
    assert given["--password-file"] in {one.target for one in access.secrets}
    assert access.depends_on["migrate"]["condition"] == "service_completed_successfully"
    assert made.services["grafana"].depends_on["access"]["condition"] == "service_completed_successfully"


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first, second = secrets(tmp_path), secrets(tmp_path)
    assert first == second
    assert len({*first.values()}) == len(first)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    hidden = first["clickhouse_password"].decode()
    assert hidden not in first["clickhouse_users.xml"].decode()
    assert hidden in first["warehouse"].decode()


def secrets(folder: Path) -> dict[str, bytes]:
    (folder / "up").write_bytes((DEPLOY / "up").read_bytes())
    subprocess.run(["sh", folder / "up", "--secrets"], check=True, timeout=30)
    return {path.name: path.read_bytes() for path in (folder / "secrets").iterdir()}
