"""A batch as Faust's streams see it."""

from typing import cast

from faust.types import ConsumerMessage

from pipeline.transport.lane import Ticket
from pipeline.transport.values import Batch


class BatchMessage(ConsumerMessage):
    """A Faust message whose value is a Batch and whose offset is the batch's last."""

    __slots__ = ("ticket",)

    def __init__(self, batch: Batch, ticket: Ticket) -> None:
        newest = batch.records[-1]
        super().__init__(
            batch.topic,
            batch.partition,
            batch.last,
            newest.timestamp / 1000,
            newest.timestamp_type,
            headers=None,
            key=None,
            value=cast("bytes", batch),  # Faust hands values of raw topics through unread
            checksum=None,
            serialized_key_size=0,
            serialized_value_size=len(batch),
            generation_id=batch.generation,
        )
        self.ticket = ticket
