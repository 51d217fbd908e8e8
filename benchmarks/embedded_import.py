"""Events a second and peak memory of `earshot import`, beside the naive way, in one run.

    .venv/bin/python benchmarks/embedded_import.py [--events 100000] [--messages] [--naive 10000]

Each way is a process of its own over the same file: made by the simulator with a fixed seed, on a warm disk. The naive
way takes one event at a time: JSON, TextBlob on its texts, an insert into chDB every 1,000 rows. It redacts nothing, finds
no topic, follows no story and is not exact after a cut.
"""

import argparse
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from schemas.envelope import encode
from schemas.events import ChatMessage, SocialPosted

HERE = Path(__file__).parent
EVENTS_A_CUSTOMER = 8  # of the simulator; somewhat fewer than it makes, so that there are enough
MESSAGES_A_CUSTOMER = 2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--messages", action="store_true", help="only single chat messages and posts")
    parser.add_argument("--naive", type=int, default=10_000, help="how many of them the naive way gets")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="earshot-bench-") as folder:
        file, few = Path(folder, "events.jsonl"), Path(folder, "few.jsonl")
        size = write(file, chosen.events, messages=chosen.messages)
        write(few, chosen.naive, messages=chosen.messages)
        print(f"{chosen.events:,} events, {size / chosen.events:,.0f} bytes each")
        ours = run([sys.executable, "-m", "pipeline", "import", "--json", str(file)], Path(folder, "home"))
        naive = run([sys.executable, str(HERE / "naive.py"), str(few)], Path(folder, "naive"))
    for name, found in (("earshot import", ours), ("the naive way", naive)):
        print(
            f"{name:16} {found['events_per_second']:>10,.0f} events/s   {found['peak_memory_mib']:>6,.0f} MiB peak"
        )
    print(f"ratio            {ours['events_per_second'] / naive['events_per_second']:>10.1f}")


def write(file: Path, count: int, *, messages: bool) -> int:
    """The first `count` events of a bank that is large enough; bytes written."""
    plan = Plan(customers=max(8, count // (MESSAGES_A_CUSTOMER if messages else EVENTS_A_CUSTOMER)))
    told = (e for e in simulate(plan).events() if not messages or isinstance(e, ChatMessage | SocialPosted))
    with file.open("wb") as out:
        for event in islice(told, count):
            out.write(encode(event) + b"\n")
    return file.stat().st_size


def run(command: list[str], home: Path) -> dict[str, float]:
    environment = os.environ | {"EARSHOT_HOME": str(home), "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=1_200)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
