"""What a SQL store must be able to do, the values that pass, and the fate of what it refuses."""

import re
from typing import Final, NamedTuple, Protocol

from schemas.errors import EarshotError, Misused, WarehouseUnavailable
from schemas.tables import Columns


class Answer(NamedTuple):
    """A result. DateTime comes as an aware datetime in UTC, Date as a date, Array as a tuple, NULL as None."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


class Queries(Protocol):
    """Statements of our own, each a whole one."""

    def select(self, sql: str) -> Answer:
        """The result of one query without FORMAT."""

    def run(self, sql: str) -> None:
        """One statement without a result."""

    def sync(self) -> None:
        """What was inserted survives a power cut of this machine. A server sees to its own disks."""


class Engine(Queries, Protocol):
    """A ClickHouse of any age. Every call may raise WarehouseUnavailable, Misused for what a person can mend.

    May be called from several threads at once.
    """

    def insert(self, table: str, columns: Columns) -> None:
        """All rows of the columns, visible to every later `select`.

        TypeError or ValueError for a value that does not fit its column, and then no row at all. A server answers
        later calls as if nothing had been sent.
        """

    def lines(self, sql: str) -> bytes:
        """The result of one query for a single text column whose values hold no line end, each on a line of its own."""

    def ask(self, sql: str) -> Answer:
        """The result of a person's query; it can change nothing. A wrong query is Misused, in one line."""

    def close(self) -> None:
        """Let go of files and connections. Closing again does nothing."""


# Codes of ClickHouse's ErrorCodes.cpp.
_BUSY: Final = {
    75,  # cannot write to file: mostly a full disk
    159,  # timeout exceeded
    160,  # too slow
    164,  # readonly: a server that is being moved or has lost its disk
    173,  # cannot allocate memory
    198,  # DNS error
    201,  # quota exceeded, until its interval is over
    202,  # too many simultaneous queries
    203,  # no free connection
    209,  # socket timeout
    210,  # network error
    225,  # no Keeper
    236,  # aborted: the server is stopping
    241,  # memory limit exceeded
    242,  # table is read-only
    243,  # not enough space
    252,  # too many parts
    254,  # no active replicas
    279,  # all connection tries failed
    285,  # too few live replicas
    286,  # the quorum of the write before is not reached yet
    289,  # replica is not in quorum
    319,  # unknown status of insert
    394,  # query was cancelled
    439,  # cannot schedule task
    473,  # deadlock avoided
    499,  # object storage
    722,  # tables are still being loaded
    745,  # server overloaded
    999,  # Keeper
}
_AWAY: Final = {
    202,
    203,
    209,
    210,
    225,
    236,
    722,
    745,
    999,
}  # of these, those that no query of a person brings about
_NO_ENTRY: Final = {192, 193, 194, 497, 516}  # unknown user, wrong password, not enough privileges
_NO_TABLE: Final = {60, 81}  # unknown table, unknown database


def fate(code: int, message: str) -> EarshotError | None:
    """What a refusal with ClickHouse's error `code` is for us; None: a bug of ours."""
    said = first_line(message)
    if code in _BUSY:
        return WarehouseUnavailable(f"warehouse: {said}")
    if code in _NO_ENTRY:
        return Misused(f"warehouse: {said}; check user and password in EARSHOT_WAREHOUSE")
    if code in _NO_TABLE:
        return Misused(f"warehouse: {said}; run `earshot migrate`")
    return None


def fate_of_question(code: int, message: str) -> EarshotError:
    """The same for a person's query: mostly it is the query that has to change."""
    return (
        WarehouseUnavailable(f"warehouse: {first_line(message)}")
        if code in _AWAY
        else Misused(first_line(message))
    )


def first_line(message: str, limit: int = 300) -> str:
    """What went wrong, without stack, version and the engine's own prefixes."""
    *_, text = message.partition("Stack trace:")[0].split("DB::Exception: ")
    for tail in (", e.what()", " (version "):
        text = text.partition(tail)[0]
    return " ".join(text.split())[:limit].rstrip(". ")


_QUESTION: Final = re.compile(r"[\s(]*(?:select|with|show|desc|describe|exists|explain)\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
# What makes it unsure where a quoted text ends: heredocs, comments, typographic quotes.
_UNSURE: Final = re.compile(r"[$#\u2018\u2019\u201c\u201d]|--|/\*")
_FILE: Final = re.compile(r"\bfile\b")
_SPELT: Final = re.compile(r"[`\"][^`\"]*\\")


def only_asks(sql: str) -> None:
    """Misused for all but a question to the warehouse: a read-only ClickHouse would still kill, back up and read files."""
    if "outfile" in sql.casefold():
        raise Misused("a query may not hold the word OUTFILE: queries cannot write files")
    if not _QUESTION.match(sql):
        raise Misused("ask with SELECT, WITH, SHOW, DESCRIBE, EXISTS or EXPLAIN; nothing else is run")
    said = sql if _UNSURE.search(sql) else _QUOTED.sub("''", sql)
    if _FILE.search(said) or _SPELT.search(said):
        raise Misused(
            "a query may not call file() or hold a name with a backslash: queries cannot read files;"
            " to look for the word, write ILIKE '%FILE%' without comments or $-quotes"
        )
