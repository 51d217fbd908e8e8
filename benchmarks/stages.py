"""Where an import's time goes: microseconds an event of the one Python thread, stage after stage.

    .venv/bin/python -m benchmarks.stages [--events 40000]

Work that chDB does in threads of its own is not in it; what it does in ours is. No helper hears: all is done here.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.embedded_import import write
from pipeline.importing.files import plan
from pipeline.importing.items import Options
from pipeline.intake import Read, take_in
from pipeline.settings import Settings
from pipeline.station import working


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=40_000)
    count = parser.parse_args().events
    with TemporaryDirectory(prefix="earshot-bench-") as folder:
        file = Path(folder, "events.jsonl")
        write(file, count, messages=False)
        with working("benchmark", Settings(home=Path(folder, "home"), hearers=0)) as station:
            spent = [time.thread_time()]
            for _ in take_in(station.log, plan([file], Options())[0], Read()):
                pass
            spent.append(time.thread_time())
            while station.engine.hear():
                pass
            spent.append(time.thread_time())
            while station.engine.follow():
                pass
            spent.append(time.thread_time())
            station.engine.drain()
            spent.append(time.thread_time())
    for name, start, end in zip(("read", "hear", "follow", "tally"), spent, spent[1:], strict=False):
        print(f"{name:8}{(end - start) / count * 1e6:8.1f}")


if __name__ == "__main__":
    main()
