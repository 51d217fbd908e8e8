"""The dashboard of what was promised, kept and owed, and contacts against the customer's wish."""

from typing import Final

from deploy.superset.board import Board, with_rest
from deploy.superset.charts import Pen, Size
from schemas.taxonomy import Name

_HALF: Final = Size(6)


def board(pen: Pen) -> Board:
    broken = with_rest("broken_promises")
    return Board(
        "promises",
        Name("Earshot: promises and money", "Earshot：承诺与补偿"),
        (
            (
                pen.number(
                    Name("Promises not kept", "未兑现比例"),
                    "promise_ledger.broken_promises",
                    Name("% of promises that came due", "占到期承诺的百分比"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Promises made", "承诺数"),
                    "promise_ledger.promises",
                    Name("promises", "项承诺"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Promises broken", "未兑现数"),
                    "promise_ledger.broken",
                    Name("promises", "项承诺"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Days late", "逾期天数"),
                    "promise_ledger.late_median",
                    Name("median of what is late or broken", "逾期或未兑现者的中位数"),
                    Size(3, 22),
                ),
            ),
            (
                pen.trend(
                    Name("Broken promises by week made", "按作出之周的未兑现比例"),
                    "promise_ledger.broken_promises",
                    _HALF,
                ),
                pen.stacked(
                    Name("What became of promises", "承诺的结果"), "promise_ledger.promises", "state", _HALF
                ),
            ),
            (
                pen.table(
                    Name("Money by currency", "各币种补偿"),
                    "promise_ledger: currency != ''",
                    ("currency",),
                    ("money_open", "money_owed", "money_paid", "promises"),
                    Size(5, 40),
                ),
                pen.table(
                    Name("Broken promises by team", "各团队未兑现的承诺"),
                    "promise_ledger",
                    ("team",),
                    broken,
                    Size(7, 40),
                ),
            ),
            (
                pen.rows(
                    Name("Promises that are broken today", "目前未兑现的承诺"),
                    "promise_ledger: broken = 1",
                    (
                        "made_at",
                        "due_at",
                        "days_late",
                        "what",
                        "owner",
                        "channel",
                        "region",
                        "product",
                        "team",
                        "outstanding",
                        "currency",
                    ),
                    "days_late",
                    Size(12, 60),
                ),
            ),
            (
                pen.trend(
                    Name("Unwelcome contacts by week", "每周打扰客户的联系"),
                    "contact_pressure.unwelcome_contacts",
                    _HALF,
                ),
                pen.table(
                    Name("Why contacts were unwelcome", "联系为何不当"),
                    "contact_pressure: violation = 1",
                    ("violations",),
                    ("contacts_made",),
                    _HALF,
                ),
            ),
        ),
        (
            "broken_promises",
            "promise_state",
            "promise_days_late",
            "promise_outstanding",
            "unwelcome_contacts",
        ),
    )
