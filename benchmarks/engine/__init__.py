"""How fast the distributed engine is, beside what others would build: `python -m benchmarks.engine --help`."""
