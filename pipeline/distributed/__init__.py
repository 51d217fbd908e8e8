"""The distributed engine: the same agents as Faust workers on Kafka, with a ClickHouse server as the warehouse.

`worker` joins the parts: `hearing`, `following`, `tallying` and `filing` are the agents' lives, `rounds` gathers what they take at
once, `outbox` sends what they decided and waits until Kafka has it.
"""
