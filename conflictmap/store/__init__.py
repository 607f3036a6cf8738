"""The event store: an embedded DuckDB file, filtered and counted with SQL."""
