-- Nothing is lost: what each source sent in an hour, and what became of it.
-- The same event may arrive again hours later: it is stored where it came first, and a duplicate where it came again.
-- materialize: 18.16 cannot unite a constant column with one that is not.
CREATE VIEW accounts (
    day Date,
    week Date,
    month Date,
    hour DateTime('UTC'),
    source String,
    received UInt64,
    stored UInt64,
    duplicates UInt64,
    dead_lettered UInt64,
    in_flight UInt64,
    difference Int64
) AS SELECT
    toDate(at_hour, 'UTC') AS day, toMonday(toDate(at_hour, 'UTC')) AS week,
    toStartOfMonth(toDate(at_hour, 'UTC')) AS month, at_hour AS hour, by_source AS source,
    s_arrived + s_dead AS received, s_stored AS stored, s_arrived - s_first AS duplicates, s_dead AS dead_lettered,
    s_flying AS in_flight, toInt64(s_first) - toInt64(s_stored) - toInt64(s_flying) AS difference
FROM (
    SELECT at_hour, by_source, sum(arrived) AS s_arrived, sum(first_time) AS s_first, sum(is_stored) AS s_stored,
        sum(flies) AS s_flying, sum(dead) AS s_dead
    FROM (
        SELECT window AS at_hour, CAST(source AS String) AS by_source, materialize(toUInt64(1)) AS arrived,
            materialize(toUInt64(0)) AS first_time, materialize(toUInt64(0)) AS is_stored, materialize(toUInt64(0)) AS flies, materialize(toUInt64(0)) AS dead
        FROM arrivals FINAL
        UNION ALL
        SELECT first_hour AS at_hour, by_source, materialize(toUInt64(0)) AS arrived, materialize(toUInt64(1)) AS first_time,
            toUInt64(has_fact) AS is_stored, toUInt64(NOT has_fact AND unsettled) AS flies, materialize(toUInt64(0)) AS dead
        FROM (
            SELECT event_key, min(window) AS first_hour, min(CAST(source AS String)) AS by_source,
                event_key IN (SELECT event_key FROM interactions)
                    OR event_key IN (SELECT event_key FROM records) AS has_fact,
                toUInt32(min(arrived_at)) > (
                    SELECT toUInt32(min(settled_at)) FROM progress FINAL WHERE agents = 'story') AS unsettled
            FROM arrivals FINAL
            GROUP BY event_key
        )
        UNION ALL
        SELECT window AS at_hour, CAST(source AS String) AS by_source, materialize(toUInt64(0)) AS arrived,
            materialize(toUInt64(0)) AS first_time, materialize(toUInt64(0)) AS is_stored, materialize(toUInt64(0)) AS flies, materialize(toUInt64(1)) AS dead
        FROM dead_letters FINAL
    )
    GROUP BY at_hour, by_source
);
