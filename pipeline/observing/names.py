"""Every metric's name, unit, labels and meaning: once, here. The documentation and the registry are made from these.

Units are seconds, bytes and counts; counters end in `_total`. A histogram's `_count` counts what its `_sum` adds up.
"""

from enum import StrEnum
from typing import Final

import msgspec


class Kind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Service(StrEnum):
    """What a worker may have to wait for."""

    WAREHOUSE = "warehouse"
    KAFKA = "kafka"


class Shown(StrEnum):
    """What becomes visible in the warehouse."""

    FACTS = "facts"
    FIGURES = "figures"


class Learning(StrEnum):
    """What a process that serves looks at, each at its own pace."""

    WAREHOUSE = "warehouse"
    READERS = "readers"
    PLACE = "place"


class Door(StrEnum):
    """What a request came to."""

    EVENTS = "events"
    PAGE = "page"
    HEALTH = "health"


class Name(msgspec.Struct, frozen=True):
    """One metric. `buckets` are upper bounds in seconds, of a histogram."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


# A batch or an insert takes milliseconds to seconds, and as long as a service is away at worst.
_WORK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
# Freshness is promised in seconds; after an outage it is hours.
_AGE: Final = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0)

BUILD: Final = Name("earshot_build_info", Kind.GAUGE, "1; the version is the label.", ("version",))
EVENTS: Final = Name(
    "earshot_events_total",
    Kind.COUNTER,
    "Records handled: what follows from them is stored or sent, and they are acknowledged. Repeats count again.",
    ("agent",),
)
BATCH: Final = Name(
    "earshot_batch_seconds",
    Kind.HISTOGRAM,
    "From taking a batch of one partition until its acknowledgement. Its count is the number of batches.",
    ("agent",),
    _WORK,
)
REJECTS: Final = Name(
    "earshot_rejects_total",
    Kind.COUNTER,
    "Records that became dead letters, by the class of what was wrong.",
    ("agent", "kind"),
)
LAG: Final = Name(
    "earshot_lag_records",
    Kind.GAUGE,
    "Records of a partition that this worker owns and has not handled yet.",
    ("agent", "topic", "partition"),
)
NEWEST: Final = Name(
    "earshot_newest_handled_timestamp_seconds",
    Kind.GAUGE,
    "When the newest handled record was appended, in seconds since 1970. Absent before the first.",
    ("agent", "topic", "partition"),
)
BEHIND: Final = Name(
    "earshot_behind_seconds",
    Kind.GAUGE,
    "Age of the newest handled record while there is lag; 0 without lag. Absent while nothing was handled.",
    ("agent", "topic", "partition"),
)
VISIBLE: Final = Name(
    "earshot_visible_seconds",
    Kind.HISTOGRAM,
    "From a record's append until it can be read in the warehouse, as a fact or in the figures. One value a batch: its oldest record.",
    ("shown",),
    _AGE,
)
ROUND: Final = Name(
    "earshot_round_seconds",
    Kind.HISTOGRAM,
    "A round of story or tally: computing what was gathered, until its acknowledgement. Its count is the number of rounds.",
    ("agent",),
    _WORK,
)
INSERT: Final = Name(
    "earshot_insert_seconds",
    Kind.HISTOGRAM,
    "One insert, until the warehouse has said yes.",
    ("table",),
    _WORK,
)
INSERTED: Final = Name(
    "earshot_inserted_rows_total",
    Kind.COUNTER,
    "Rows the warehouse has said yes to. Repeats count again.",
    ("table",),
)
RECOUNT: Final = Name(
    "earshot_recount_seconds",
    Kind.HISTOGRAM,
    "Recomputing the tallies of the windows of one round.",
    (),
    _WORK,
)
RECOUNTED: Final = Name(
    "earshot_recounted_windows_total", Kind.COUNTER, "Windows (hours) whose tallies were recomputed."
)
PRODUCED: Final = Name(
    "earshot_produced_records_total", Kind.COUNTER, "Records the brokers have acknowledged.", ("topic",)
)
RETRIES: Final = Name(
    "earshot_retries_total",
    Kind.COUNTER,
    "Calls that are made again because a service was away.",
    ("service",),
)
WAITING: Final = Name(
    "earshot_waiting", Kind.GAUGE, "1 while a service is away and is asked again, else 0.", ("service",)
)
ASSIGNED: Final = Name(
    "earshot_assigned_partitions", Kind.GAUGE, "Partitions this worker owns now, of all its agents."
)
REBALANCES: Final = Name("earshot_rebalances_total", Kind.COUNTER, "How often partitions were assigned anew.")

# Whatever has a name above is told by a worker: a list beside would have to say it again.
ALL: Final = tuple(name for name in [*vars().values()] if isinstance(name, Name))


# What a process that serves tells (`earshot run`): also where no worker runs, and of what only the warehouse knows.
LEARNT: Final = Name(
    "earshot_learnt_timestamp_seconds",
    Kind.GAUGE,
    "When this process last learnt what it tells of the warehouse, the readers and its own place, in seconds since 1970.",
    ("what",),
)
UNHANDLED: Final = Name(
    "earshot_unhandled_records",
    Kind.GAUGE,
    "Records that the agent has not handled yet, of all partitions; told also where no worker runs.",
    ("agent", "topic"),
)
UNHANDLED_AGE: Final = Name(
    "earshot_unhandled_seconds",
    Kind.GAUGE,
    "How long the oldest of them has waited since its append; 0: none waits. Absent: not found out.",
    ("agent", "topic"),
)
EXPIRED: Final = Name(
    "earshot_expired_records",
    Kind.GAUGE,
    "Records that retention dropped before the agent came to them.",
    ("agent", "topic"),
)
WORKERS: Final = Name(
    "earshot_workers",
    Kind.GAUGE,
    "Workers in the consumer group. Absent where the agents run in this process.",
)
ACCOUNT: Final = Name(
    "earshot_account_records",
    Kind.GAUGE,
    "The account of a source since its begin: received = stored + duplicates + dead_lettered + in_flight + difference.",
    ("source", "part"),
)
NEWEST_EVENT: Final = Name(
    "earshot_newest_event_timestamp_seconds",
    Kind.GAUGE,
    "When the newest stored event of the source was created at the customer, in seconds since 1970.",
    ("source",),
)
NEWEST_ARRIVAL: Final = Name(
    "earshot_newest_arrival_timestamp_seconds",
    Kind.GAUGE,
    "When the source last sent something that is stored, in seconds since 1970.",
    ("source",),
)
MESSAGES: Final = Name(
    "earshot_alert_messages",
    Kind.GAUGE,
    "Messages of alerts to people: `due` now, or given up (`failed`) within the last day.",
    ("state",),
)
MESSAGE_AGE: Final = Name(
    "earshot_alert_message_seconds",
    Kind.GAUGE,
    "How long the oldest message that is due has been owed; 0: none is.",
)
REFRESHED: Final = Name(
    "earshot_refreshed_timestamp_seconds",
    Kind.GAUGE,
    "When the last refresh of this process ended well, in seconds since 1970; before the first: when it started."
    " Absent where it refreshes never.",
)
REFRESH_EVERY: Final = Name(
    "earshot_refresh_every_seconds",
    Kind.GAUGE,
    "Seconds between refreshes, as set. Absent where it refreshes never.",
)
LOG_USED: Final = Name(
    "earshot_log_bytes", Kind.GAUGE, "Bytes of the embedded log that are in use. Absent with Kafka."
)
LOG_MOST: Final = Name(
    "earshot_log_max_bytes", Kind.GAUGE, "Where the embedded log takes no more, as set. Absent with Kafka."
)
DISK_FREE: Final = Name(
    "earshot_disk_free_bytes",
    Kind.GAUGE,
    "Free bytes: `home` is this process's, the others are the warehouse's, by its names. Kafka's are the brokers' to tell.",
    ("disk",),
)
DISK_SIZE: Final = Name("earshot_disk_size_bytes", Kind.GAUGE, "Size of the same disks.", ("disk",))
CERTIFICATE: Final = Name(
    "earshot_certificate_ends_timestamp_seconds",
    Kind.GAUGE,
    "Until when a certificate that we show is valid, in seconds since 1970; `setting` names its file.",
    ("setting",),
)
REQUESTS: Final = Name(
    "earshot_requests_total",
    Kind.COUNTER,
    "Requests that were answered, by the door they came to and the status of HTTP.",
    ("door", "status"),
)
REQUEST: Final = Name(
    "earshot_request_seconds",
    Kind.HISTOGRAM,
    "From a request's first line until its answer begins.",
    ("door",),
    _WORK,
)

FRONT: Final = (
    BUILD,
    *(name for name in [*vars().values()] if isinstance(name, Name) and name not in ALL),
)

PROCESS: Final = (
    ("process_resident_memory_bytes", "Memory of the process in RAM."),
    ("process_virtual_memory_bytes", "Address space of the process."),
    ("process_cpu_seconds_total", "Processor time used."),
    ("process_open_fds", "Open files and connections."),
    ("process_max_fds", "How many may be open."),
    ("process_start_time_seconds", "When the process started, in seconds since 1970."),
)
"""What prometheus-client adds about the process itself, on Linux."""
