-- How far each source has come. Hours that are over are kept by the refresh, and only what came since is looked at.
-- The newest needs no FINAL: whatever replaces a row has its moments.
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
    SELECT CAST(source AS String) AS by_source, newest AS created, materialize(toDateTime(0, 'UTC')) AS arrived,
        interactions AS said, records AS noted
    FROM facts_hourly FINAL
    WHERE toUInt32(hour) < (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'facts') AND interactions + records > 0
    UNION ALL
    SELECT CAST(source AS String) AS by_source, created_at AS created, materialize(toDateTime(0, 'UTC')) AS arrived,
        materialize(toUInt64(1)) AS said, materialize(toUInt64(0)) AS noted
    FROM interactions FINAL
    WHERE window >= toDateTime((SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'facts'), 'UTC')
    UNION ALL
    SELECT CAST(source AS String) AS by_source, created_at AS created, materialize(toDateTime(0, 'UTC')) AS arrived,
        materialize(toUInt64(0)) AS said, materialize(toUInt64(1)) AS noted
    FROM records FINAL
    WHERE window >= toDateTime((SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'facts'), 'UTC')
    UNION ALL
    SELECT CAST(source AS String) AS by_source, materialize(toDateTime(0, 'UTC')) AS created, newest AS arrived,
        materialize(toUInt64(0)) AS said, materialize(toUInt64(0)) AS noted
    FROM accounts_hourly FINAL
    WHERE toUInt32(hour) < (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts') AND arrived > 0
    UNION ALL
    SELECT CAST(source AS String) AS by_source, materialize(toDateTime(0, 'UTC')) AS created, max(arrived_at) AS arrived,
        materialize(toUInt64(0)) AS said, materialize(toUInt64(0)) AS noted
    FROM arrivals
    WHERE toUInt32(window) >= (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts')
    GROUP BY by_source
)
GROUP BY by_source;
