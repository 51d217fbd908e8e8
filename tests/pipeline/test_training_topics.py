"""The topics' training, on a corpus of a few lines; what it makes is asked as hearing asks."""

import gzip
from pathlib import Path

import msgspec
import pytest

from agents.hearing.grams import tokens
from benchmarks.training.topic_texts import LABELS, OTHERS, Matter, mapped, own, read_labels
from benchmarks.training.topics import train
from benchmarks.training.train_topics import figures, reader
from pipeline.matters import load_matters, write_matters
from schemas.errors import Misused

PLACES = ("kitchen", "garden", "office", "cellar", "attic", "hall", "shop", "barn", "yard", "porch")
ORTE = ("厨房", "花园", "公司", "地下室", "楼上", "大厅", "店里", "仓库", "院子", "门口")
CORPUS = [
    Matter("earshot", language, text, frozenset(topics))
    for n, (place, ort) in enumerate(zip(PLACES, ORTE, strict=True))
    for language, text, topics in (
        ("en", f"the {place} parcel number {n} is late", {"delivery"}),
        ("en", f"the {place} bill {n} is too high", {"billing"}),
        ("en", f"hello from the {place} {n}", set[str]()),
        ("zh", f"{ort}的包裹{n}还没送到", {"delivery"}),
        ("zh", f"{ort}的账单{n}太多了", {"billing"}),
        ("zh", f"你好我在{ort}{n}", set[str]()),
    )
]


def cut(text: str) -> list[str]:
    return tokens(text, text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("model")
    for language in ("en", "zh"):
        write_matters(train(language, CORPUS, cut, "test"), place)
    return place


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("our parcel is late", "delivery"),
        ("this bill is high", "billing"),
        ("包裹没送到", "delivery"),
        ("账单太多", "billing"),
    ],
)
def test_words_it_learned_tell_their_topic(folder: Path, text: str, topic: str) -> None:
    model = load_matters(folder)
    logits = dict(zip(model.topics, model.of(text, text), strict=True))
    assert max(logits, key=lambda one: logits[one]) == topic
    assert min(logits, key=lambda one: logits[one]) not in {"delivery", "billing"}


def test_training_again_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_matters(train("zh", CORPUS, cut, "test"), tmp_path)
    assert (tmp_path / "topics-zh.model").read_bytes() == (folder / "topics-zh.model").read_bytes()


def test_our_sentences_carry_their_topics_and_other_is_none_to_learn(tmp_path: Path) -> None:
    (tmp_path / "some.tsv").write_text(
        "en\tchat\tnegative\t1\tbilling,unsolved\ttwice again\n"
        "zh\tchat\tnegative\t1\tother\t真是的\n"
        "en\tchat\tneutral\t0\t-\thello\nno sentence\n",
        encoding="utf-8",
    )
    assert [(one.language, set(one.topics), one.complaint, one.weight) for one in own(tmp_path)] == [
        ("en", {"billing", "unsolved"}, True, 1.0),
        ("zh", set(), True, 1.0),
        ("en", set(), False, 1.0),
    ]


def test_labels_of_others_are_mapped_and_the_rest_takes_no_part(tmp_path: Path) -> None:
    rows = [
        {"source": "banking77", "lang": "en", "text": "gone", "label": "card_payment_not_recognised"},
        {"source": "banking77", "lang": "en", "text": "pending", "label": "pending_transfer"},
        {"source": "clinc150", "lang": "en", "text": "hi", "label": "greeting"},
        {"source": "cfpb", "lang": "en", "text": "fees", "label": "card", "issue": "Fees or interest"},
        {"source": "airline_negativereason", "lang": "en", "text": "late", "label": "Late Flight"},
    ]
    with gzip.open(tmp_path / "topic_en.jsonl.gz", "wb") as file:
        file.write(b"\n".join(map(msgspec.json.encode, rows)))
    found = list(mapped(tmp_path, read_labels()))
    assert [(one.text, set(one.topics), one.weight) for one in found] == [
        ("gone", {"billing", "security"}, OTHERS),
        ("hi", set(), OTHERS),
        ("fees", {"billing"}, OTHERS),
    ]


def test_labels_name_topics_of_ours_only(tmp_path: Path) -> None:
    assert read_labels(LABELS)
    place = tmp_path / "labels.yaml"
    place.write_text("bank:\n  biling: [a]\n", encoding="utf-8")
    with pytest.raises(Misused, match="biling is no topic of ours"):
        read_labels(place)


def test_rows_that_trained_nothing_are_counted(folder: Path) -> None:
    found = figures(load_matters(folder), [*CORPUS, *_fresh()], reader())
    assert {one.language for one in found} <= {"en", "zh"}
    assert all(0 <= one.f1 <= 1 and 0 <= one.error < 0.5 for one in found)
    assert sum(one.rows for one in found) > 0


def _fresh() -> list[Matter]:
    return [
        Matter("earshot", "en", f"parcel {word} late", frozenset({"delivery"}))
        for word in (chr(97 + n) * 3 for n in range(26))
    ]
