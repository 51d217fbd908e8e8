"""Who may read what in ClickHouse, as statements for a current server (24.2 or later), made from the registry's marks.

Roles and what they read:

    earshot_reader    views that show figures, without their personal columns
    earshot_steward   the same views whole, and those that show words
    earshot_care      what customers said of their own need; for those alone who look after them
    earshot_writer    all tables, to read and to write: gateway, workers, page
    earshot_admin     everything in the database, its making included

A view reads its tables as `earshot_views`, who cannot sign in: so whoever may read a view needs no right on a table.
`ALTER TABLE ... MODIFY SQL SECURITY` is lost where a view is made anew, as `earshot migrate` does: then readers get
nothing until the statements run again, which they may at any time.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Final

import msgspec

from pipeline.figures import registry
from pipeline.warehouse import views
from schemas.defined import ViewEntry

DEFINER: Final = "earshot_views"
PEOPLE: Final = ("earshot_reader", "earshot_steward", "earshot_care")
ROLES: Final = (*PEOPLE, "earshot_writer", "earshot_admin")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one person's queries may cost. A tool may ask for less, never for more."""

    seconds: int = 60
    memory: int = 4_000_000_000
    rows: int = 1_000_000
    threads: int = 8
    queries_an_hour: int = 5_000
    seconds_an_hour: int = 3_600


def statements(database: str = "earshot", limits: Limits = Limits()) -> tuple[str, ...]:  # noqa: B008 - frozen
    """All of them, in order; running them again changes nothing."""
    return tuple(chain(_made(), _definer(database), _granted(database), _working(database), _bounded(limits)))


def reader(name: str, password: str) -> tuple[str, ...]:
    """Statements that make a user who may read what `earshot_reader` may, or give the one that is there this password."""
    known = f"IDENTIFIED WITH sha256_hash BY '{sha256(password.encode()).hexdigest()}'"
    return (
        f"CREATE USER IF NOT EXISTS {name} {known}",
        f"ALTER USER {name} {known}",
        f"GRANT earshot_reader TO {name}",
    )


def readable(role: str) -> Mapping[str, tuple[str, ...]]:
    """The views that a role of `PEOPLE` may read, each with the columns it sees of it."""
    found = {}
    for view in views.shipped().values():
        entry = registry().views[view.name]
        if columns := _seen(role, entry, tuple(view.columns)):
            found[view.name] = columns
    return found


def _seen(role: str, entry: ViewEntry, columns: tuple[str, ...]) -> tuple[str, ...]:
    if role == "earshot_care":
        return columns if entry.shows == "care" else ()
    if role == "earshot_steward":
        return columns if entry.shows in {"figures", "words"} else ()
    if entry.shows != "figures":
        return ()
    return tuple(column for column in columns if column not in entry.personal)


def _made() -> Iterator[str]:
    yield f"CREATE USER IF NOT EXISTS {DEFINER} IDENTIFIED WITH no_password HOST NONE"
    for role in ROLES:
        yield f"CREATE ROLE IF NOT EXISTS {role}"


def _definer(database: str) -> Iterator[str]:
    yield f"GRANT SELECT ON {database}.* TO {DEFINER}"
    for view in views.shipped():
        yield f"ALTER TABLE {database}.{view} MODIFY SQL SECURITY DEFINER DEFINER = {DEFINER}"


def _granted(database: str) -> Iterator[str]:
    """Taken back first: a view may show less than it did in the release before."""
    for role in PEOPLE:
        yield f"REVOKE ALL ON {database}.* FROM {role}"
        for view, columns in readable(role).items():
            whole = len(columns) == len(views.shipped()[view].columns)
            part = "" if whole else f"({', '.join(columns)})"
            yield f"GRANT SELECT{part} ON {database}.{view} TO {role}"


def _working(database: str) -> Iterator[str]:
    yield f"GRANT SELECT, INSERT, ALTER UPDATE, ALTER DELETE, OPTIMIZE ON {database}.* TO earshot_writer"
    yield f"GRANT ALL ON {database}.* TO earshot_admin"
    yield f"GRANT SET DEFINER ON {DEFINER} TO earshot_admin"


def _bounded(limits: Limits) -> Iterator[str]:
    """`readonly = 1` with exceptions: BI tools set limits and formats of their own, and fail where they may not."""
    to = ", ".join(PEOPLE)
    settings = (
        "readonly = 1 CONST",
        f"max_execution_time = {limits.seconds} MIN 1 MAX {limits.seconds} CHANGEABLE_IN_READONLY",
        f"max_result_rows = {limits.rows} MIN 1 MAX {limits.rows} CHANGEABLE_IN_READONLY",
        "result_overflow_mode = 'throw' CHANGEABLE_IN_READONLY",
        f"max_memory_usage = {limits.memory} MIN 1 MAX {limits.memory} CHANGEABLE_IN_READONLY",
        f"max_threads = {limits.threads} MIN 1 MAX {limits.threads} CHANGEABLE_IN_READONLY",
        *(f"{name} CHANGEABLE_IN_READONLY" for name in _HARMLESS),
        "output_format_json_quote_64bit_integers = 0 CHANGEABLE_IN_READONLY",
    )
    yield f"CREATE SETTINGS PROFILE OR REPLACE earshot_bi SETTINGS {', '.join(settings)} TO {to}"
    yield (
        "CREATE QUOTA OR REPLACE earshot_bi KEYED BY user_name FOR INTERVAL 1 hour"
        f" MAX queries = {limits.queries_an_hour}, execution_time = {limits.seconds_an_hour} TO {to}"
    )


# What Superset, Grafana, Metabase, Tableau and the JDBC driver set by themselves, and what changes no right and no limit.
_HARMLESS: Final = (
    "join_use_nulls", "date_time_output_format", "use_uncompressed_cache", "extremes",
    "send_progress_in_http_headers", "http_headers_progress_interval_ms", "log_comment", "session_timezone",
)  # fmt: skip
