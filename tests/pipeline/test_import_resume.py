"""The law of resuming: whatever is in a file, reading on from any item's position gives exactly the items after it."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.importing.files import plan, read
from pipeline.importing.items import Options

pytestmark = pytest.mark.slow

EVENT = b'{"type":"SocialPosted","id":"%d","source":"s","created_at":"2026-05-04T09:00:00Z","text":"w"}'
TURN = b'{"dialogue_id":"%d","turn":1,"source":"s","channel":"chat","lang":"zh","speaker":"%s","text":"w"}'
MAIL = b"From a@m.test Mon May  4 09:00:00 2026\nFrom: a@m.test\nMessage-ID: <%d@x>\nDate: Mon, 4 May 2026 09:00:00 +0800\n\nwords\n"
HEADER = b"Complaint ID,Date received,Company,Product,Consumer complaint narrative\n"

number = st.integers(0, 3)
rubbish = st.sampled_from([b"", b"\n", b"\r\n", b"{", b'"', b"\xff", b"\x00", b"From ", b"a,b,c", b"\n\n"])
event_lines = st.one_of(number.map(lambda n: EVENT % n), rubbish)
turn_lines = st.one_of(
    st.builds(lambda n, who: TURN % (n, who), number, st.sampled_from([b"customer", b"agent", b"?"])), rubbish
)
mails = st.one_of(number.map(lambda n: MAIL % n), rubbish)
rows = st.one_of(
    st.builds(
        lambda n, text: b"%d,2026-05-04,A,B,%s" % (n, text),
        number,
        st.sampled_from([b"", b"w", b'"a\nb"', b'"a', b'"a""b"', b'x"y']),
    ),
    rubbish,
)


def check(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        (source,) = plan([path], Options())
        whole = list(read(source))
        for index, item in enumerate(whole):
            assert list(read(source, item.after)) == whole[index + 1 :]
        assert len({item.after for item in whole}) == len(whole)


# The law, not the machine's speed, is looked at: eight files may be open at once.
relaxed = settings(deadline=None, max_examples=60)


@relaxed
@given(st.lists(event_lines, max_size=12), st.sampled_from(["e.jsonl", "e.jsonl.gz"]))
def test_events(lines: list[bytes], name: str) -> None:
    check(name, EVENT % 9 + b"\n" + b"\n".join(lines))


@relaxed
@given(st.lists(turn_lines, max_size=15))
def test_runs_of_rows(lines: list[bytes]) -> None:
    check("d.jsonl", TURN % (9, b"customer") + b"\n" + b"\n".join(lines))


@relaxed
@given(st.lists(mails, max_size=6))
def test_mail(messages: list[bytes]) -> None:
    check("m.mbox", b"\n".join(messages))


@relaxed
@given(st.lists(rows, max_size=10), st.sampled_from(["c.csv", "c.csv.gz"]))
def test_tables(lines: list[bytes], name: str) -> None:
    check(name, HEADER + b"\n".join(lines))


@relaxed
@given(st.lists(event_lines, min_size=1, max_size=6), st.integers(20, 200))
def test_a_packed_file_cut_anywhere(lines: list[bytes], size: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "e.jsonl.gz")
        path.write_bytes(gzip.compress(EVENT % 9 + b"\n" + b"\n".join(lines), compresslevel=0)[:size])
        (source,) = plan([path], Options())
        if source.fault:
            return
        whole = list(read(source))
        for index, item in enumerate(whole):
            assert list(read(source, item.after)) == whole[index + 1 :]
