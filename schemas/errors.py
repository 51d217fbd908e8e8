"""Every failure Earshot names, and its fate.

    EarshotError
    |-- Rejected             the bytes break the contract: dead letter, never retried
    |   `-- Unstorable       rows hold what no column keeps; their neighbours are written again without them
    |-- Unavailable          the world is busy: the same input again, later
    |   |-- WarehouseUnavailable
    |   `-- LogUnavailable
    |       `-- LogFull      the log has reached its limit; the gateway answers 429
    `-- Misused              the person at the keyboard can mend it: one line, exit code 2

Anything else that is raised is a bug: nobody catches it, the process ends, its supervisor starts it again.
"""


class EarshotError(Exception):
    """Root of the tree."""


class Rejected(EarshotError):
    """Bytes that do not fit the contract.

    `place` is a JSON path, a line or a header; `fault` says what is wrong there, in words for the sender.
    """

    def __init__(self, place: str, fault: str) -> None:
        self.place = place
        self.fault = fault
        super().__init__(f"{place}: {fault}" if place else fault)


class Unstorable(Rejected):
    """Some rows hold a value that their column cannot keep; none of what was to be written with them is stored.

    `rows` are their indexes in what was to be written, growing, and `faults` says of each which column and why, never
    with the value. Write the others again.
    """

    def __init__(self, table: str, rows: tuple[int, ...], faults: tuple[str, ...]) -> None:
        self.table = table
        self.rows = rows
        self.faults = faults
        super().__init__(table, faults[0])


class Unavailable(EarshotError):
    """The world is busy; nothing was decided, the same call may succeed later."""


class WarehouseUnavailable(Unavailable):
    """The warehouse did not say whether it has the rows. Writing them again is harmless."""


class LogUnavailable(Unavailable):
    """The log cannot be read or written now."""


class LogFull(LogUnavailable):
    """The log has reached its size limit and nothing in it may be dropped yet."""


class Misused(EarshotError):
    """A setting, an argument or a file is wrong. The message says what to do next."""
