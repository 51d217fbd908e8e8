"""What units, directions and dimensions are called, in both languages, wherever people read of a figure."""

from collections.abc import Mapping
from typing import Final

from schemas.taxonomy import Name

UNITS: Final[Mapping[str, Name]] = {
    "points": Name("points", "百分点"),
    "percent": Name("percent", "百分比"),
    "per 1,000": Name("per 1,000", "每千次"),
    "count": Name("count", "计数"),
    "seconds": Name("seconds", "秒"),
    "hours": Name("hours", "小时"),
    "days": Name("days", "天"),
    "score": Name("score", "分"),
    "share": Name("share, 0 to 1", "占比，0 至 1"),
    "minor units": Name("minor units of the currency", "币种最小单位"),
    "times": Name("times the usual", "平时的倍数"),
    "state": Name("state", "状态"),
    "moment": Name("moment", "时刻"),
}
VALUES: Final[Mapping[str, Name]] = {
    "points": Name("{} points", "{} 个百分点"),
    "percent": Name("{} %", "{}%"),
    "per 1,000": Name("{} per 1,000", "每千次 {}"),
    "count": Name("{}", "{}"),
    "seconds": Name("{} seconds", "{} 秒"),
    "hours": Name("{} hours", "{} 小时"),
    "days": Name("{} days", "{} 天"),
    "times": Name("{} times the usual", "平时的 {} 倍"),
}
"""A number in its unit, as it stands in a sentence."""
DIRECTIONS: Final[Mapping[str, Name]] = {
    "lower": Name("lower is better", "越低越好"),
    "higher": Name("higher is better", "越高越好"),
    "neither": Name("neither is better", "无优劣之分"),
}
DIMENSIONS: Final[Mapping[str, Name]] = {
    "region": Name("region", "地区"),
    "product": Name("product", "产品"),
    "team": Name("team", "团队"),
    "channel": Name("channel", "渠道"),
    "language": Name("language", "语言"),
    "topic": Name("topic", "主题"),
    "source": Name("source", "来源"),
}
