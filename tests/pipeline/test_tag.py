"""`earshot tag`, by its real door."""

import msgspec
import pytest
from click.testing import CliRunner, Result

from pipeline.commands.tag import Complaint, Felt, command

pytestmark = pytest.mark.slow


def tag(given: bytes, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, input=given)


def objects(result: Result) -> list[dict[str, object]]:
    return [msgspec.json.decode(line, type=dict[str, object]) for line in result.stdout.splitlines()]


def test_plain_lines_are_numbered_and_empty_ones_passed_over() -> None:
    result = tag("The app is broken.\n\n   \n谢谢\n".encode())
    assert result.exit_code == 0
    first, last = objects(result)
    assert (first["id"], last["id"]) == ("1", "4")
    assert first["language"] == "en"
    complaint = msgspec.convert(first["complaint"], Complaint)
    assert (complaint.value, complaint.spans) == (True, [(4, 17)])
    assert complaint.probability is not None
    assert complaint.probability > 0.5
    felt = msgspec.convert(last["sentiment"], Felt)
    assert felt.confidence is not None
    assert 1 / 3 <= felt.confidence <= 1


def test_spans_count_characters_of_what_came_in() -> None:
    text = "My card 4111 1111 1111 1111 was charged twice, write to ana@example.com"
    (found,) = objects(tag(msgspec.json.encode({"id": "a", "text": text})))
    assert found["redacted"] == "My card [card] was charged twice, write to [email]"
    begin, end = msgspec.convert(found["complaint"], dict[str, object])["spans"][0]  # type: ignore[index]
    assert "charged twice" in text[begin:end]
    assert found["redactions"] == [{"kind": "card", "span": [8, 27]}, {"kind": "email", "span": [56, 71]}]


def test_staff_lines_give_promises_and_no_sentiment() -> None:
    line = {
        "id": 7,
        "speaker": "staff",
        "at": "2026-08-05T09:00:00Z",
        "text": "I will call you back by Friday.",
    }
    (found,) = objects(tag(msgspec.json.encode(line)))
    assert found["sentiment"] is None
    assert found["unscored"] == "no_voice"
    assert found["complaint"] == {"value": None, "spans": [], "probability": None}
    assert [promise["due"] for promise in msgspec.convert(found["promises"], list[dict[str, object]])] == [
        "2026-08-07"
    ]


@pytest.mark.parametrize(
    "bad",
    [
        b'{"id": 1,',
        b'{"text": 5}',
        b'{"id": "x"}',
        b'{"text": "a", "speaker": "dog"}',
        b'{"text": "a", "at": "yesterday"}',
        b'{"text": "a", "at": "2026-08-05T09:00:00"}',
        b"not json",
        b"\xff\xfe\xfa",
        b'{"text": "' + b"a" * 5_000_000 + b'"}',
        b'{"text":' + b"[" * 50_000,
    ],
)
def test_a_bad_line_is_named_and_its_neighbours_are_heard(bad: bytes) -> None:
    good = b'{"id": "good", "text": "thanks"}\n'
    result = tag(good + bad + b"\n" + good)
    assert result.exit_code == 1
    assert [found["id"] for found in objects(result)] == ["good", "good"]
    (complaint,) = result.stderr.splitlines()
    assert "line 2" in complaint


def test_the_scorer_can_be_chosen() -> None:
    (found,) = objects(tag(b"terrible\n", "--scorer", "textblob"))
    assert found["sentiment"] == {
        "label": "negative",
        "polarity": -1.0,
        "method": "textblob/1",
        "confidence": None,
    }
    assert tag(b"", "--scorer", "guess").exit_code == 2
    assert tag(b"", "no-such-file").exit_code == 2


def test_nothing_in_nothing_out() -> None:
    result = tag(b"")
    assert result.exit_code == 0
    assert result.stdout == ""


def test_local_times_are_read_by_the_offset_or_the_chosen_zone() -> None:
    said = b'{"speaker": "staff", "at": "2026-08-05T%s", "text": "I will call you by 5 pm today."}'
    (away,) = objects(tag(said % b"09:00:00-05:00"))
    (here,) = objects(tag(said % b"01:00:00Z", "--time-zone", "Asia/Shanghai"))
    for found, due in ((away, "2026-08-05T22:00:00Z"), (here, "2026-08-05T09:00:00Z")):
        assert [
            promise["due"] for promise in msgspec.convert(found["promises"], list[dict[str, object]])
        ] == [due]
