"""What people do with a Kafka that runs: plan its topics, see the lag, rewind, replay refused records, find faults.

Everything here speaks to Kafka through kafka-python, apart from the workers and without their libraries.
"""
