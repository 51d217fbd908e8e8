"""A Faust transport whose messages are record batches of one Kafka partition. Nothing here knows of the rest.

Why: Faust spends its time per message, so a message is made of many records. And its own bookkeeping may commit past
records that are still being worked on; here only an acknowledged prefix is ever committed, in its own generation.

    app = faust.App("group", broker="batches://127.0.0.1:9092", stream_wait_empty=False, table_standby_replicas=0)
    Transport.of(app).bounds = Bounds(records=5000, bytes=4 << 20, wait=0.1)     # before the app starts

    @app.agent(app.topic("voc.calls", value_type=bytes, value_serializer="raw"))  # raw: the batch comes as it is
    async def calls(stream):
        async for event in stream.noack().events():
            batch = event.value                                                  # a Batch
            ...write its records...
            await stream.ack(event)                                              # only now may it be committed

    Transport.of(app).consumer.progress()                                        # {TP: Progress}, for metrics

- Streams must be `noack()`: with Faust's automatic acknowledgement the consumer stops with ImproperlyConfigured.
- Let no exception escape the agent while the process lives on: the batch stays unacknowledged, so nothing after it in
  its partition is committed, and soon nothing more of it is read.
- An agent that gathers many batches before it can acknowledge them calls `consumer.release(event)` for each whose
  records it needs no more: reading goes on, and the batch is still not committed before its acknowledgement.
- While an agent works, at most `Bounds.batches_ahead` batches and about `Bounds.bytes_ahead` bytes of each of its
  partitions wait in memory; the member stays in the group however long that takes.
- An agent that gathers many batches first says `Transport.of(app).consumer.release(event)` when it needs the records of
  one no more; then the partition is read on before the acknowledgement.
- At a rebalance what is acknowledged is committed, batches no agent has begun are dropped, and those begun no longer
  count. With `stream_wait_empty=True` the rebalance (and a stop) waits for them at most `Bounds.grace` seconds.
- RecordsGone ends the consumer when retention has deleted what the group has not read.
"""

from pipeline.transport.consumer import Consumer
from pipeline.transport.driver import Transport
from pipeline.transport.message import BatchMessage
from pipeline.transport.values import Batch, Bounds, Progress, RecordsGone

__all__ = ["Batch", "BatchMessage", "Bounds", "Consumer", "Progress", "RecordsGone", "Transport"]
