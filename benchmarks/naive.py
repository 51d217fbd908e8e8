"""The naive way: one event at a time, JSON, TextBlob, an insert every 1,000 rows. Prints one JSON line."""

import json
import os
import resource
import sys
import time
from pathlib import Path

import chdb.session
from textblob import TextBlob

ROWS = 1_000


def texts(event: dict[str, object]) -> list[str]:
    turns = event.get("turns")
    if isinstance(turns, list):
        return [turn["text"] for turn in turns if turn["speaker"] == "customer"]
    text = event.get("text") or event.get("html") or ""
    return [str(text)]


def main() -> None:
    store = chdb.session.Session(os.environ["EARSHOT_HOME"])
    store.query("CREATE DATABASE IF NOT EXISTS naive")
    store.query(
        "CREATE TABLE naive.events (id String, type String, created_at String, polarity Float64, words String)"
        " ENGINE = MergeTree ORDER BY id"
    )
    started, count = time.monotonic(), 0
    rows: list[str] = []
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            said = " ".join(texts(event))
            polarity = TextBlob(said).sentiment.polarity
            row = {"id": event["id"], "type": event["type"], "created_at": event["created_at"]}
            rows.append(json.dumps(row | {"polarity": polarity, "words": said}))
            count += 1
            if len(rows) == ROWS:
                insert(store, rows)
    insert(store, rows)
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"events_per_second": count / seconds, "peak_memory_mib": peak}))


def insert(store: chdb.session.Session, rows: list[str]) -> None:
    if rows:
        store.query("INSERT INTO naive.events FORMAT JSONEachRow " + "\n".join(rows))
    rows.clear()


if __name__ == "__main__":
    main()
