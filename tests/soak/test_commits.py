"""The proxy that refuses commits answers as Kafka would: read here with a client's own classes."""

import struct
from io import BytesIO

import pytest
from aiokafka.protocol.commit import (
    OffsetCommitRequest_v2,
    OffsetCommitRequest_v3,
    OffsetCommitResponse_v2,
    OffsetCommitResponse_v3,
)

from benchmarks.soak.commits import _is_commit, refusal

TOPICS = [("voc.calls", [(0, 17, ""), (3, 1 << 40, "said")]), ("voc.chats", [(1, 0, "")])]


@pytest.mark.parametrize(
    ("request_", "response", "version"),
    [
        (OffsetCommitRequest_v2, OffsetCommitResponse_v2, 2),
        (OffsetCommitRequest_v3, OffsetCommitResponse_v3, 3),
    ],
)
def test_a_refusal_names_every_partition(request_: type, response: type, version: int) -> None:
    body = request_("group", 5, "member-一", -1, TOPICS).encode()
    frame = struct.pack(">hhih", 8, version, 77, 3) + b"our" + body
    assert _is_commit(frame)
    said = BytesIO(refusal(frame, 16))
    size, number = struct.unpack(">ii", said.read(8))
    answer = response.decode(said)  # type: ignore[attr-defined]
    assert (size, number, said.read()) == (len(refusal(frame, 16)) - 4, 77, b"")
    assert answer.topics == [("voc.calls", [(0, 16), (3, 16)]), ("voc.chats", [(1, 16)])]


def test_other_requests_and_other_versions_pass() -> None:
    assert not _is_commit(struct.pack(">hhih", 12, 3, 1, 0))
    assert not _is_commit(struct.pack(">hhih", 8, 9, 1, 0))
