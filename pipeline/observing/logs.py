"""One line an incident on standard error: JSON for machines, readable at a terminal. Never a customer's word.

journal = configure(sys.stderr)
journal.tell(Incident.SERVICE_AWAY, service=Service.WAREHOUSE, error=error, wait=0.4)
"""

import atexit
import logging
import logging.config
import sys
import threading
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, TextIO, Unpack

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from pipeline.observing.faults import Scrubbed
from pipeline.observing.folding import Folding
from pipeline.observing.incidents import Fields, Incident, permitted
from pipeline.observing.libraries import Scrubbing

FOLD_SECONDS: Final = 10.0


class Journal:
    """Where incidents are told. May be called from several threads; a stream that is gone is not an error."""

    def __init__(
        self, stream: TextIO, *, terminal: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folding = Folding(FOLD_SECONDS, clock)
        sink, show = _Sink(stream), _readable() if terminal else _json
        self._now = _logger(sink, [_cleaned, _stamp(), self._folded, show])
        self._later = _logger(sink, [show])

    def tell(self, incident: Incident, **fields: Unpack[Fields]) -> None:
        """One line; the same incident within ten seconds is kept back and counted in a later line."""
        self.flush()
        self._now.log(incident.level, incident.event, incident=incident, **fields)

    def flush(self, *, all_: bool = False) -> None:
        """Write what was kept back long enough; `all_`: at the end, whatever was kept back. Costs little: call it often."""
        for line in self._folding.due(all_=all_):
            self._later.info(**line)  # type: ignore[arg-type]  # it brings its event and level

    def library_logging(self) -> dict[str, object]:
        """The logging configuration (as of `logging.config.dictConfig`) that sends libraries' warnings through here.

        For those that configure logging themselves, such as Faust's worker: `App(logging_config=...)`.
        """
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"journal": {"()": lambda: Scrubbing(self._library)}},
            "root": {"level": "WARNING", "handlers": ["journal"]},
        }

    def crashed(self, error: BaseException) -> None:
        """A bug ended a thread or the process. A person's Ctrl-C is no bug."""
        if not isinstance(error, KeyboardInterrupt | SystemExit):
            self.tell(Incident.CRASHED, error=error)

    def _library(self, record: logging.LogRecord, said: Scrubbed) -> None:
        fields = Fields(library=record.name, said=said)
        error = record.exc_info[1] if record.exc_info else None
        if error:
            fields["error"] = error
        serious = record.levelno >= logging.ERROR
        self.tell(Incident.LIBRARY_ERROR if serious else Incident.LIBRARY_WARNING, **fields)

    def _folded(self, _: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        kept = self._folding.fold(line)
        if kept is None:
            raise structlog.DropEvent
        return dict(kept)


def configure(stream: TextIO) -> Journal:
    """The journal of this process: libraries' logging and whatever nobody caught go through it. Once, at the start."""
    journal = Journal(stream, terminal=stream.isatty())
    logging.config.dictConfig(journal.library_logging())

    def process(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        journal.crashed(error)

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            journal.crashed(args.exc_value)

    def ignored(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            journal.tell(Incident.LIBRARY_ERROR, error=args.exc_value)

    # Python's own would print the message, and a message may quote what it could not read.
    sys.excepthook = process
    sys.unraisablehook = ignored
    threading.excepthook = thread
    atexit.register(journal.flush, all_=True)
    return journal


class _Sink:
    """What structlog writes to."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.RLock()

    def line(self, text: str) -> None:
        # Who closed the other end does not want to read; the data must go on all the same.
        with self._lock, suppress(OSError):
            self._stream.write(text + "\n")
            self._stream.flush()

    info = warning = error = critical = line


def _logger(sink: _Sink, processors: list[Processor]) -> FilteringBoundLogger:
    logger: FilteringBoundLogger = structlog.wrap_logger(
        sink, processors, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
    )
    return logger


def _cleaned(_: object, level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    incident = line.pop("incident")
    event = line.pop("event")
    return {"level": level, "event": event, **permitted(incident, line)}


def _stamp() -> Processor:
    return structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")


def _readable() -> Processor:
    return structlog.dev.ConsoleRenderer(timestamp_key="time", sort_keys=False)


def _json(_: object, __: str, line: MutableMapping[str, Any]) -> str:
    first = {name: line.pop(name) for name in ("time", "level", "event")}
    return msgspec.json.encode({**first, **line}).decode()
