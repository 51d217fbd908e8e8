-- How far each source has come.
-- materialize: 18.16 cannot unite a constant column with one that is not.
CREATE VIEW freshness (
    source String,
    newest_event_at Nullable(DateTime('UTC')),
    newest_stored_at Nullable(DateTime('UTC')),
    interactions UInt64,
    records UInt64
) AS SELECT
    by_source AS source, nullIf(max(created), toDateTime(0, 'UTC')) AS newest_event_at,
    nullIf(max(arrived), toDateTime(0, 'UTC')) AS newest_stored_at, sum(said) AS interactions, sum(noted) AS records
FROM (
    SELECT CAST(source AS String) AS by_source, created_at AS created, materialize(toDateTime(0, 'UTC')) AS arrived,
        materialize(toUInt64(1)) AS said, materialize(toUInt64(0)) AS noted
    FROM interactions FINAL
    UNION ALL
    SELECT CAST(source AS String) AS by_source, created_at AS created, materialize(toDateTime(0, 'UTC')) AS arrived,
        materialize(toUInt64(0)) AS said, materialize(toUInt64(1)) AS noted
    FROM records FINAL
    UNION ALL
    SELECT CAST(source AS String) AS by_source, materialize(toDateTime(0, 'UTC')) AS created, arrived_at AS arrived,
        materialize(toUInt64(0)) AS said, materialize(toUInt64(0)) AS noted
    FROM arrivals FINAL
)
GROUP BY by_source;
