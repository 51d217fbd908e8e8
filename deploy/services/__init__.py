"""A real Kafka and a real ClickHouse on this machine alone, for tests, benchmarks and people. Not for production."""
