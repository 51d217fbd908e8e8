"""The log in memory: for tests, benchmarks and whoever wants to try an agent without a disk."""

from collections.abc import Callable, Collection, Sequence

from pipeline.log import now_us
from pipeline.ports import BLANKED, NewRecord, Record
from schemas.errors import LogFull


class MemoryLog:
    """The Log port on lists. Not shared between threads."""

    def __init__(self, *, max_bytes: int = 8 * 1024**3, clock: Callable[[], int] = now_us) -> None:
        self._topics: dict[str, list[Record]] = {}
        self._positions: dict[tuple[str, str], int] = {}
        self._marks: dict[str, str] = {}
        self._max_bytes = max_bytes
        self._bytes = 0
        self._clock = clock

    def append(self, records: Sequence[NewRecord], mark: tuple[str, str] | None = None) -> None:
        if self._bytes >= self._max_bytes:
            raise LogFull(f"the log has reached {self._max_bytes} bytes")
        self._append(records)
        if mark:
            self._marks[mark[0]] = mark[1]

    def marked(self, name: str) -> str:
        return self._marks.get(name, "")

    def read(self, topic: str, start: int, limit: int) -> list[Record]:
        return self._topics.get(topic, [])[start : start + limit]

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:
        found = self._topics.get(topic, [])
        return found[offset] if partition == 0 and 0 <= offset < len(found) else None

    def advance(self, group: str, topic: str, upto: int, outputs: Sequence[NewRecord]) -> None:
        self._append(outputs)
        self._positions[group, topic] = upto

    def position(self, group: str, topic: str) -> int:
        return self._positions.get((group, topic), 0)

    def blank(self, topic: str, offsets: Collection[int]) -> None:
        kept = self._topics.get(topic, [])
        for offset in offsets:
            if 0 <= offset < len(kept):
                kept[offset] = kept[offset]._replace(key=b"", value=b"", headers={BLANKED: "1"})

    def end(self, topic: str) -> int:
        return len(self._topics.get(topic, []))

    def _append(self, records: Sequence[NewRecord]) -> None:
        for topic, key, value, headers in records:
            kept = self._topics.setdefault(topic, [])
            appended = max(self._clock(), kept[-1].appended + 1 if kept else 0)
            kept.append(Record(topic, 0, len(kept), appended, key, value, dict(headers)))
            self._bytes += len(value)
