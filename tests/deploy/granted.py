"""Today's engine as somebody with the grants of a role."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pipeline.access import DEFINER, statements

DATABASE: Final = "earshot"

# chDB keeps no users but those of a file, and is always `default`: so `default` is given what a role is given.
_CONFIG = "<clickhouse><users_config>{folder}/users.xml</users_config></clickhouse>"
_USER = (
    "<{name}><no_password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>"
    "<grants>{grants}</grants></{name}>"
)
_ASKING = """
import json, sys
from chdb.session import Session
session = Session(sys.argv[1])
said = []
for query in json.load(sys.stdin):
    try:
        said.append(str(session.query(query)))
    except RuntimeError as error:
        said.append("refused: " + str(error)[:300])
print(json.dumps(said))
"""


def asked(grants: Iterable[str], folder: Path, queries: list[str]) -> list[str]:
    """What today's engine answers to somebody with these grants, over a warehouse whose views are the definer's."""
    users = {DEFINER: ["GRANT SELECT ON *.*"], "default": grants}
    drawn = "".join(
        _USER.format(name=name, grants="".join(f"<query>{one}</query>" for one in some))
        for name, some in users.items()
    )
    (folder / "users.xml").write_text(
        f"<clickhouse><profiles><default/></profiles><users>{drawn}</users><quotas><default/></quotas></clickhouse>"
    )
    (folder / "config.xml").write_text(_CONFIG.format(folder=folder))
    at = f"{folder / 'warehouse'}?config-file={folder / 'config.xml'}"
    done = subprocess.run(
        [sys.executable, "-c", _ASKING, at],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


def granted(role: str) -> list[str]:
    """What the shipped statements grant to a role, as a users file says it."""
    found = [one.removesuffix(f" TO {role}") for one in statements(DATABASE) if one.endswith(f" TO {role}")]
    return [one for one in found if one.startswith("GRANT")]
