"""What takes too long for the tests: workers, Kafka and ClickHouse killed, stopped, starved and overloaded for minutes (`make soak`)."""
