"""The dashboard of one need across channels."""

from typing import Final

from deploy.superset.board import Board
from deploy.superset.charts import Pen, Size
from schemas.taxonomy import Name

_HALF: Final = Size(6)


def board(pen: Pen) -> Board:
    rest = (
        "first_contact_resolution",
        "first_contact_resolution_low",
        "first_contact_resolution_high",
        "first_contact_resolution_n",
    )
    way = ("journeys", "elapsed", "elapsed_90", "contacts_mean", "effort_mean")
    return Board(
        "journeys",
        Name("Earshot: journeys", "Earshot：客户旅程"),
        (
            (
                pen.number(
                    Name("Resolved at first contact", "首次联系解决率"),
                    "journeys_overview.first_contact_resolution",
                    Name("of journeys that can be judged", "占可判定的旅程"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Journeys", "旅程数"),
                    "journeys_overview.journeys",
                    Name("journeys", "段旅程"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Hours from first to last", "历时"),
                    "journeys_overview.elapsed",
                    Name("hours, median", "小时，中位数"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Effort", "客户费力度"),
                    "journeys_overview.effort_mean",
                    Name("of 100, mean", "满分 100，平均"),
                    Size(3, 22),
                ),
            ),
            (
                pen.trend(
                    Name("First contact resolution by week", "每周首次联系解决率"),
                    "journeys_overview.first_contact_resolution",
                    _HALF,
                ),
                pen.lines(
                    Name("Who was waited for", "在等待谁"),
                    "journeys_overview",
                    ("by_company", "by_customer"),
                    _HALF,
                ),
            ),
            (
                pen.table(
                    Name("Ways through the channels", "渠道路径"),
                    "journeys_overview",
                    ("channels",),
                    way,
                    Size(7, 56),
                ),
                pen.table(
                    Name("What customers then did", "客户随后的言行"),
                    "journeys_overview",
                    ("felt",),
                    ("journeys", "effort_mean"),
                    Size(5, 56),
                ),
            ),
            (
                pen.table(
                    Name("First contact resolution by product", "各产品首次联系解决率"),
                    "journeys_overview",
                    ("product",),
                    rest,
                    Size(6, 48),
                ),
                pen.table(
                    Name("First contact resolution by team", "各团队首次联系解决率"),
                    "journeys_overview",
                    ("team",),
                    rest,
                    Size(6, 48),
                ),
            ),
            (
                pen.rows(
                    Name("The hardest journeys", "最费力的旅程"),
                    "journeys_overview",
                    (
                        "started_at",
                        "channels",
                        "topics",
                        "contacts",
                        "switches",
                        "re_explained",
                        "identity_checks",
                        "elapsed_hours",
                        "effort",
                        "felt",
                        "product",
                        "team",
                    ),
                    "effort",
                    Size(12, 60),
                ),
            ),
        ),
        ("first_contact_resolution", "journey_elapsed", "journey_effort", "journey_waiting_company"),
    )
