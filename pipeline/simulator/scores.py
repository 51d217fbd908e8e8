"""How well single interactions were heard: planted groups first, then sentiment, complaints, topics and redaction."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pipeline.simulator.compared import Compared, counted, percent
from pipeline.simulator.truth import Label, Truth
from schemas.facts import InteractionRow
from schemas.interactions import Attitude, Feeling
from schemas.values import Role

Rows = Mapping[str, InteractionRow]

_LANGUAGES: Final = (("en", "English", "英文"), ("zh", "Chinese", "中文"), ("mixed", "mixed", "中英混用"))
_YES: Final = "yes"


def planted(truth: Truth, rows: Rows) -> list[Compared]:
    return [
        *_families(truth, rows),
        _share(
            "courteous staff, nothing solved",
            "态度好却没有解决",
            truth.courteous_unsolved,
            rows,
            lambda row: row.attitude == Attitude.COURTEOUS and row.complaint == _YES,
        ),
        _share(
            "outage posts and messages of the two bad days",
            "故障两天里的相关声音",
            truth.surge.keys if truth.surge else (),
            rows,
            lambda row: truth.surge is not None and truth.surge.topic in row.topics,
        ),
        _praise(truth, rows),
    ]


def _share(
    english: str, chinese: str, keys: Iterable[str], rows: Rows, holds: Callable[[InteractionRow], bool]
) -> Compared:
    wanted = list(keys)
    return counted(english, chinese, len(wanted), sum(key in rows and holds(rows[key]) for key in wanted))


def _families(truth: Truth, rows: Rows) -> list[Compared]:
    paid = [key for family in truth.families for key in family.paid_by]
    used = [key for family in truth.families for key in family.used_by]
    return [
        _share("words of those who pay", "付费者的声音", paid, rows, lambda row: row.role == Role.PAYER),
        _share("words of those who use", "使用者的声音", used, rows, lambda row: row.role == Role.USER),
    ]


def _praise(truth: Truth, rows: Rows) -> Compared:
    """Credited with the name: a praise without it does not reach the colleague."""
    praised = [label for label in truth.labels if label.names]
    found = sum(_credits(label, rows.get(label.key)) for label in praised)
    return counted("praise credited to the colleague named", "归到被点名员工的表扬", len(praised), found)


def _credits(label: Label, row: InteractionRow | None) -> bool:
    if row is None:
        return False
    said = [name for cue, name in zip(row.cues, row.cue_names, strict=False) if cue == "praise"]
    return all(any(name in heard for heard in said) for name in label.names)


def hearing(truth: Truth, rows: Rows) -> list[Compared]:
    """Against the intended meaning of every event with a customer's words in English, Chinese or both."""
    compared: list[Compared] = []
    for language, english, chinese in _LANGUAGES:
        labels = [label for label in truth.labels if label.language == language]
        compared += [
            _sentiment(f"sentiment, {english}", f"情感，{chinese}", labels, rows),
            _complaints(f"complaints, {english}", f"投诉，{chinese}", labels, rows),
            _topics(f"topics of complaints, {english}", f"投诉主题，{chinese}", labels, rows),
        ]
    return [*compared, _secrets(truth, rows)]


def _sentiment(english: str, chinese: str, labels: Iterable[Label], rows: Rows) -> Compared:
    judged = [
        (label.feeling, rows[label.key].sentiment) for label in labels if label.feeling and label.key in rows
    ]
    right = sum(feeling == heard for feeling, heard in judged)
    unscored = sum(not heard for _, heard in judged)
    opposite = sum({feeling, heard} == {Feeling.NEGATIVE, Feeling.POSITIVE} for feeling, heard in judged)
    accuracy = percent(right, len(judged))
    return Compared(
        name_en=english,
        name_zh=chinese,
        expected=len(judged),
        found=right,
        note_en=f"accuracy {accuracy}, {opposite} the wrong way round, {unscored} unscored",
        note_zh=f"准确率 {accuracy}，{opposite} 条正负颠倒，{unscored} 条未评分",
    )


def _complaints(english: str, chinese: str, labels: Iterable[Label], rows: Rows) -> Compared:
    pairs = [(label.complaint, rows[label.key].complaint == _YES) for label in labels if label.key in rows]
    return _precision(
        english,
        chinese,
        expected=sum(so for so, _ in pairs),
        found=sum(heard for _, heard in pairs),
        right=sum(so and heard for so, heard in pairs),
    )


def _topics(english: str, chinese: str, labels: Iterable[Label], rows: Rows) -> Compared:
    pairs = [
        (set(label.topics), set(rows[label.key].topics))
        for label in labels
        if label.complaint and label.key in rows
    ]
    return _precision(
        english,
        chinese,
        expected=sum(len(so) for so, _ in pairs),
        found=sum(len(heard) for _, heard in pairs),
        right=sum(len(so & heard) for so, heard in pairs),
    )


def _precision(english: str, chinese: str, *, expected: int, found: int, right: int) -> Compared:
    precision, recall = percent(right, found), percent(right, expected)
    return Compared(
        name_en=english,
        name_zh=chinese,
        expected=expected,
        found=found,
        note_en=f"precision {precision}, recall {recall}",
        note_zh=f"精确率 {precision}，召回率 {recall}",
    )


def _secrets(truth: Truth, rows: Rows) -> Compared:
    """Numbers, addresses and codes that customers said: none may be readable in what is stored."""
    said = [
        (secret, rows[label.key]) for label in truth.labels if label.key in rows for secret in label.secrets
    ]
    readable = sum(
        secret in row.voice or secret in row.staff_voice or secret in row.cut for secret, row in said
    )
    return Compared(
        name_en="secrets still readable",
        name_zh="仍可读到的敏感信息",
        expected=0,
        found=readable,
        note_en=f"of {len(said)} said aloud or written",
        note_zh=f"共说出或写下 {len(said)} 处",
    )
