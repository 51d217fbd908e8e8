"""The dashboard of what the company claims beside what customers feel."""

from typing import Final

from deploy.superset.board import Board, with_rest
from deploy.superset.charts import Pen, Size
from schemas.taxonomy import Name

_HALF: Final = Size(6)


def board(pen: Pen) -> Board:
    return Board(
        "perception_gap",
        Name("Earshot: perception gap", "Earshot：感知差距"),
        (
            (
                pen.number(
                    Name("The gap", "差距"),
                    "perception_gap.perception_gap",
                    Name("of 100 “resolved”, denied", "每百次“已解决”被否认"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Called resolved", "称已解决"),
                    "perception_gap.official_resolutions",
                    Name("resolutions on record", "次解决记录"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("Official satisfaction", "官方满意度"),
                    "official_and_felt.official_csat",
                    Name("% satisfied in surveys", "调查中满意的百分比"),
                    Size(3, 22),
                ),
                pen.number(
                    Name("The same customers complain", "同一批客户的投诉"),
                    "official_and_felt.felt_complaint_share",
                    Name("% of what they say in the same weeks", "占其同周所言的百分比"),
                    Size(3, 22),
                ),
            ),
            (
                pen.trend(
                    Name("Perception gap by week", "每周感知差距"), "perception_gap.perception_gap", _HALF
                ),
                pen.lines(
                    Name("What is claimed and what is felt", "公司所称与客户感受"),
                    "perception_gap",
                    ("official", "felt", "csat"),
                    _HALF,
                ),
            ),
            (
                pen.table(
                    Name("Gap by team", "各团队的差距"),
                    "perception_gap",
                    ("team",),
                    (*with_rest("perception_gap"), "contradicted", "confirmed", "silent"),
                    Size(12, 44),
                ),
            ),
            (
                pen.trend(
                    Name("Satisfied in surveys", "调查中的满意度"), "official_and_felt.official_csat", _HALF
                ),
                pen.trend(
                    Name("Complaints of those asked", "受访客户的投诉"),
                    "official_and_felt.felt_complaint_share",
                    _HALF,
                ),
            ),
            (
                pen.cross(
                    Name("Attitude and outcome", "态度与结果"),
                    "attitude_cells.staffed_interactions",
                    "attitude",
                    "outcome",
                    Size(5, 48),
                ),
                pen.trend(
                    Name("Courteous but unsolved", "有礼但未解决"),
                    "attitude_resolution.courteous_unsolved_share",
                    Size(7, 48),
                ),
            ),
        ),
        ("perception_gap", "felt_share", "official_csat", "felt_complaint_share", "courteous_unsolved_share"),
    )
