"""Tables and foreign JSON lines through a mapping."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from pipeline.importing.files import plan, read
from pipeline.importing.items import Format, Item, Options, Refused, Taken
from schemas.envelope import Event, decode
from schemas.errors import Misused
from schemas.events import ChatClosed, EmailReceived, SocialPosted
from schemas.records import CaseOpened
from schemas.values import Direction, Speaker

MAPPING = """
name: reviews
source: site
detect: [nr, words]
rules:
  - type: SocialPosted
    fields:
      id: "{nr}"
      text: "{words}"
      context.region: "{place|city}"
      speaker: {value: "{by}", map: {"": customer, guest: customer, owner: staff}}
    times:
      created_at: {value: "{at}", formats: [iso, "%d.%m.%Y %H:%M", epoch, epoch_ms], zone: Europe/Berlin}
    handles: [{kind: social, value: "{who}"}]
    dimensions: {stars: "{stars}"}
"""


def mapped(
    tmp_path: Path,
    content: bytes | str,
    *,
    name: str = "t.csv",
    mapping: str = MAPPING,
    options: Options = Options(),  # noqa: B008
) -> list[Item]:
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (source,) = plan([path], msgspec.structs.replace(options, mapping=str(tmp_path / "mapping.yaml")))
    assert not source.fault
    found = list(read(source))
    for index, item in enumerate(found):
        assert list(read(source, item.after)) == found[index + 1 :]
    return found


def events(items: Sequence[Item]) -> list[Event]:
    assert not [item for item in items if isinstance(item, Refused)]
    return [decode(item.record.value) for item in items if isinstance(item, Taken)]


def test_a_row_becomes_an_event(tmp_path: Path) -> None:
    table = "nr,words,city,by,at,who,stars\n1,很慢,Köln,guest,2026-05-04,ann,2\n2,ok,,owner,04.05.2026 09:30,,\n3,x,,,1777852800,,\n"
    first, second, third = events(mapped(tmp_path, table))
    assert isinstance(first, SocialPosted)
    assert (first.id, first.source, first.text, first.context.region) == ("1", "site", "很慢", "Köln")
    assert first.created_at.isoformat() == "2026-05-04T00:00:00+02:00"
    assert first.handles[0].value == "ann"
    assert first.context.dimensions == {"stars": "2"}
    assert isinstance(second, SocialPosted)
    assert second.speaker is Speaker.STAFF
    assert second.created_at == datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
    assert third.created_at == datetime(2026, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gbk", b""), ("gb18030", b""), ("big5", b"")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, bom: bytes, delimiter: str, tmp_path: Path) -> None:
    rows = [["nr", "words", "at"], ["1", f'"a{delimiter} 很慢\r\n""b"""', "2026-05-04"]]
    content = bom + "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    (event,) = events(mapped(tmp_path, content, options=Options(encoding=encoding)))
    assert isinstance(event, SocialPosted)
    assert event.text == f'a{delimiter} 很慢\r\n"b"'


def test_what_the_person_says_wins(tmp_path: Path) -> None:
    (event,) = events(
        mapped(tmp_path, "nr,words,at\n1,x,2026-05-04\n", options=Options(source="mine", tenant="t"))
    )
    assert (event.source, event.tenant) == ("mine", "t")


BAD_ROWS = {
    "too few": b"2,x",
    "too many": b"2,x,2026-05-04,4",
    "quote inside": b'2,"x"y,2026-05-04',
    "unclosed quote": b'2,"x,2026-05-04',
    "invalid UTF-8": b"2,\xff,2026-05-04",
    "NUL": b"2,a\x00b,2026-05-04",
    "no id": b",x,2026-05-04",
    "no text": b"2,,2026-05-04",
    "no time": b"2,x,",
    "bad time": b"2,x,soon",
    "endless time": b"2,x,1e400",
    "year 1960": b"2,x,1960-01-01",
    "year 2300": b"2,x,2300-01-01",
    "2**70": b"2,x,1180591620717411303424",
    "text over its bound": b"2," + b"x" * 300_000 + b",2026-05-04",
    "row over the limit": b"2," + b"x" * 5_000_000 + b",2026-05-04",
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_refused_and_its_neighbours_come_through(case: str, tmp_path: Path) -> None:
    table = b"nr,words,at\n1,x,2026-05-04\n" + BAD_ROWS[case] + b"\n3,x,2026-05-04\n\n4,x,2026-05-04\n"
    found = mapped(tmp_path, table)
    assert [decode(item.record.value).id for item in found if isinstance(item, Taken)] == ["1", "3", "4"]
    (bad,) = [item for item in found if isinstance(item, Refused)]
    assert bad.value == (BAD_ROWS[case] + b"\n")[:65_536] or len(bad.value) < 400_000
    assert bad.size == len(BAD_ROWS[case]) + 1
    assert bad.place.startswith("t.csv:3")
    assert bad.fault


BAD_OBJECTS = {
    "not JSON": b"{no",
    "no object": b"[1]",
    "deep": b'{"a":' * 100_000,
    "twenty levels": b'{"a":' * 20 + b"1" + b"}" * 20,
    "surrogate": b'{"nr":"2","words":"\\ud800","at":"2026-05-04"}',
    "NUL": b'{"nr":"2","words":"\\u0000","at":"2026-05-04"}',
    "NaN": b'{"nr":NaN}',
    "1e400": b'{"nr":1e400}',
    "invalid UTF-8": b'{"nr":"\xff"}',
    "BOM": b'\xef\xbb\xbf{"nr":"2"}',
    "empty": b"{}",
    "wide": b'{"nr":[' + b"1," * 5_000 + b"1]}",
    "9 MiB": b'{"nr":"' + b"1" * 9_437_184 + b'"}',
}


@pytest.mark.parametrize("case", BAD_OBJECTS)
def test_a_bad_object_is_refused_and_its_neighbours_come_through(case: str, tmp_path: Path) -> None:
    good = b'{"nr": %d, "words": "x", "at": "2026-05-04"}'
    found = mapped(tmp_path, b"\n".join([good % 1, BAD_OBJECTS[case], good % 3]), name="t.jsonl")
    assert [isinstance(item, Taken) for item in found] == [True, False, True]
    assert isinstance(found[1], Refused)
    assert found[1].value == BAD_OBJECTS[case][:65_536] or found[1].value == BAD_OBJECTS[case] + b"\n"


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    rows = [f"{number},x,2026-05-04" for number in range(100)]
    rows[10] = '10,"x,2026-05-04'
    rows[90] = '90,"a\nb",2026-05-04'
    found = mapped(tmp_path, "\n".join(["nr,words,at", *rows]))
    assert len(found) == 100
    assert sum(isinstance(item, Refused) for item in found) == 1


CHATS = """
name: chats
rules:
  - type: ChatClosed
    fields: {id: "{d}", source: "{s}", conversation: "{d}"}
    times: {created_at: {value: "{at}", base: 2026-05-04T00:00:00Z, step: 60}}
    turns:
      by: "{d}"
      fields: {text: "{t}", speaker: {value: "{w}", map: {c: customer, a: staff}}}
      times: {at: {value: "{at}", formats: [iso], zone: UTC}}
"""


def turn(dialogue: str, who: str, text: str, **more: str) -> str:
    return json.dumps({"d": dialogue, "w": who, "t": text, "s": "chat", **more}, ensure_ascii=False)


def test_rows_of_one_dialogue_become_one_chat(tmp_path: Path) -> None:
    lines = [
        turn("1", "c", "坏了"),
        turn("1", "a", "抱歉"),
        turn("2", "c", "hi", at="2026-06-01T10:00:00"),
        turn("2", "c", ""),
    ]
    one, two = events(
        mapped(
            tmp_path, "\n".join(lines), name="t.jsonl", mapping=CHATS, options=Options(zone="Asia/Shanghai")
        )
    )
    assert isinstance(one, ChatClosed)
    assert [(said.speaker, said.text) for said in one.turns] == [
        (Speaker.CUSTOMER, "坏了"),
        (Speaker.STAFF, "抱歉"),
    ]
    assert one.created_at == datetime(2026, 5, 4, tzinfo=UTC)
    assert isinstance(two, ChatClosed)
    assert two.created_at == datetime(2026, 6, 1, 2, tzinfo=UTC)
    assert len(two.turns) == 1


def test_a_bad_row_within_a_dialogue_is_refused_by_itself(tmp_path: Path) -> None:
    lines = [turn("1", "c", "a"), "{bad", turn("1", "?", "b"), turn("1", "a", "c"), turn("2", "c", "d")]
    found = mapped(tmp_path, "\n".join(lines), name="t.jsonl", mapping=CHATS)
    assert [isinstance(item, Taken) for item in found] == [True, False, False, True]
    assert isinstance(found[0], Taken)
    first = decode(found[0].record.value)
    assert isinstance(first, ChatClosed)
    assert [said.text for said in first.turns] == ["a", "c"]
    assert {item.place.split()[0] for item in found if isinstance(item, Refused)} == {
        "t.jsonl:2",
        "t.jsonl:3",
    }


def test_an_endless_dialogue_is_refused_and_the_next_comes_through(tmp_path: Path) -> None:
    lines = [turn("1", "c", "a")] * 5_001 + [turn("2", "c", "d")]
    found = mapped_once(tmp_path, "\n".join(lines))
    assert [isinstance(item, Taken) for item in found] == [False, True]


def mapped_once(tmp_path: Path, content: str) -> list[Item]:
    (tmp_path / "mapping.yaml").write_text(CHATS)
    (tmp_path / "t.jsonl").write_text(content)
    (source,) = plan([tmp_path / "t.jsonl"], Options(mapping=str(tmp_path / "mapping.yaml")))
    return list(read(source))


NEW = "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,State,ZIP code,Tags,Submitted via,Date sent to company,Company response to consumer,Timely response?,Complaint ID"
OLD = NEW.replace("Tags,", "Tags,Consumer consent provided?,").replace(
    "response?,", "response?,Consumer disputed?,"
)
ROWS = {
    NEW: '2026-05-04,"Cards, prepaid",,Fees,,"They charged\nme ""twice""",,A Bank,CA,335XX,None,Web,2026-05-05,Closed,Yes,77\n',
    OLD: '05/04/2026,"Cards, prepaid",,Fees,,"They charged\nme ""twice""",,A Bank,CA,335XX,None,Consent provided,Web,2026-05-05,Closed,Yes,No,77\n',
}


@pytest.mark.parametrize("header", [NEW, OLD])
def test_the_complaint_export_needs_no_mapping_named(header: str, tmp_path: Path) -> None:
    path = tmp_path / "complaints.csv.gz"
    path.write_bytes(gzip.compress(f"{header}\n{ROWS[header]}".encode()))
    (source,) = plan([path], Options())
    assert source.format is Format.TABLE
    case, words = events(list(read(source)))
    assert isinstance(case, CaseOpened)
    assert (case.case, case.topic, case.context.region, case.created_at.day) == (
        "77",
        "Cards, prepaid",
        "CA",
        4,
    )
    assert isinstance(words, EmailReceived)
    assert words.text == 'They charged\nme "twice"'
    assert words.case == case.case
    assert "tags" not in words.context.dimensions


def test_a_complaint_without_words_is_a_record_only(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(f"{NEW}\n" + ROWS[NEW].replace('"They charged\nme ""twice"""', ""))
    (source,) = plan([tmp_path / "c.csv"], Options())
    (case,) = events(list(read(source)))
    assert isinstance(case, CaseOpened)


def test_the_programming_interfaces_names_fit_too(tmp_path: Path) -> None:
    row = {
        "complaint_id": 5,
        "date_received": "2026-05-04T12:00:00-05:00",
        "company": "A",
        "product": "B",
        "complaint_what_happened": "bad",
    }
    (tmp_path / "c.jsonl").write_text(json.dumps(row))
    (source,) = plan([tmp_path / "c.jsonl"], Options())
    assert [event.id for event in events(list(read(source)))] == ["5:opened", "5"]


def dialogue(number: int, source: str, channel: str, **more: str) -> str:
    row = {
        "dialogue_id": f"d{number}",
        "turn": 0,
        "lang": "en",
        "channel": channel,
        "source": source,
        "speaker": "agent",
        "text": "x",
    }
    return json.dumps(row | more)


def test_the_dialogues_mapping_knows_posts_from_chats(tmp_path: Path) -> None:
    lines = [
        dialogue(1, "a", "social", ts="2026-05-04T09:00:00+00:00", brand="B"),
        dialogue(2, "b", "chat"),
        dialogue(2, "b", "chat", speaker="customer"),
    ]
    (tmp_path / "d.jsonl").write_text("\n".join(lines))
    (source,) = plan([tmp_path / "d.jsonl"], Options())
    post, chat = events(list(read(source)))
    assert isinstance(post, SocialPosted)
    assert (post.direction, post.speaker, post.context.dimensions["brand"]) == (
        Direction.OUTBOUND,
        Speaker.STAFF,
        "B",
    )
    assert isinstance(chat, ChatClosed)
    assert chat.created_at == datetime(2025, 1, 1, 0, 1, tzinfo=UTC)
    assert [said.speaker for said in chat.turns] == [Speaker.STAFF, Speaker.CUSTOMER]


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('"{words}"', '"{words"', "a single '{'"),
        ("text:", "txt:", "rules[0].fields.txt"),
        ("context.region", "context.planet", "context.planet"),
        ("type: SocialPosted", "type: Shout", "rules[0].type"),
        ('id: "{nr}"', 'platform: "{nr}"', "'id'"),
        ("Europe/Berlin", "Europe/Atlantis", "Europe/Atlantis"),
        ("epoch_ms", "epochs", "epochs"),
        ("dimensions:", "dimension:", "dimension"),
        ("kind: social", "kind: pigeon", "handles"),
        ("name: reviews", "name: [", "mapping.yaml"),
    ],
)
def test_a_wrong_mapping_is_named(wrong: str, right: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(MAPPING.replace(wrong, right))
    (tmp_path / "t.csv").write_text("nr,words\n")
    with pytest.raises(Misused) as caught:
        plan([tmp_path / "t.csv"], Options(mapping=str(tmp_path / "mapping.yaml")))
    assert "mapping.yaml" in str(caught.value)
    assert named in str(caught.value)


def test_a_mapping_that_is_not_there_lists_those_that_ship(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="cfpb, dialogues"):
        plan([tmp_path], Options(mapping="nowhere"))


def test_columns_that_do_not_fit_are_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    (source,) = plan([tmp_path / "t.csv"], Options(mapping="cfpb"))
    assert source.format is Format.UNKNOWN
    assert "Complaint ID" in source.fault


@pytest.mark.parametrize("encoding", ["utf-16", "klingon"])
def test_encodings_that_cannot_be_read_by_line(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"{NEW}\n")
    (source,) = plan([tmp_path / "t.csv"], Options(encoding=encoding))
    assert "UTF-8" in source.fault
