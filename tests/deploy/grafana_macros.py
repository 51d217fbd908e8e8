"""What the data source makes of a panel's SQL: its macros filled in, for a span of days and values chosen by the viewer."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.warehouse.quote import text as quoted

ALL: Mapping[str, Sequence[str]] = {}

_DATES = re.compile(r"\$__dateFilter\((\w+)\)")
_CHOSEN = re.compile(r"\$__conditionalAll\((\w+) IN \(\$\{\1:singlequote\}\), \$\1\)")


def filled(sql: str, first: date, last: date, chosen: Mapping[str, Sequence[str]] = ALL) -> str:
    """The SQL that is sent. A column of which nothing is chosen shows all."""

    def condition(found: re.Match[str]) -> str:
        values = chosen.get(found[1])
        return f"{found[1]} IN ({', '.join(map(quoted, values))})" if values else "1=1"

    sql = _DATES.sub(rf"\1 >= toDate('{first}') AND \1 <= toDate('{last}')", sql)
    sql = _CHOSEN.sub(condition, sql)
    assert "$" not in sql, sql
    return sql
