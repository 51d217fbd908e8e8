-- Nothing is lost: what each source sent in an hour, and what became of it.
-- The same event may arrive again hours later: it is stored where it came first, and a duplicate where it came again.
-- Hours that are over are kept by the refresh; of the others all copies of what arrived in them are looked up by key, and the
-- facts by the hours of creation that the copies came with. Without a refresh nothing is kept, and all is looked up.
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
        SELECT hour AS at_hour, CAST(source AS String) AS by_source, arrived, first_time, stored AS is_stored, in_flight AS flies,
            materialize(toUInt64(0)) AS dead
        FROM accounts_hourly FINAL
        WHERE toUInt32(hour) < (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts') AND arrived > 0
        UNION ALL
        SELECT at_hour, by_source, materialize(toUInt64(1)) AS arrived, toUInt64(nth = 1) AS first_time,
            toUInt64(nth = 1 AND has_fact) AS is_stored, toUInt64(nth = 1 AND NOT has_fact AND unsettled) AS flies,
            materialize(toUInt64(0)) AS dead
        FROM (
            SELECT by_source, at_hour, nth, has_fact, unsettled
            FROM (
                SELECT min(of_source) AS by_source, arraySort(groupArray(came)) AS hours,
                    event_key IN (
                        SELECT event_key FROM interactions
                        WHERE window IN (
                            SELECT toStartOfHour(created_at) FROM arrivals
                            WHERE toUInt32(window) >= (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts')
                        )
                    ) OR event_key IN (
                        SELECT event_key FROM records
                        WHERE window IN (
                            SELECT toStartOfHour(created_at) FROM arrivals
                            WHERE toUInt32(window) >= (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts')
                        )
                    ) AS has_fact,
                    toUInt32(min(first_at)) > (
                        SELECT toUInt32(min(settled_at)) FROM progress FINAL WHERE agents = 'story') AS unsettled
                FROM (
                    SELECT event_key, CAST(topic AS String) AS of_topic, argMax(CAST(source AS String), version) AS of_source,
                        argMax(window, version) AS came, argMax(arrived_at, version) AS first_at
                    FROM arrivals
                    WHERE event_key IN (
                        SELECT event_key FROM arrivals
                        WHERE toUInt32(window) >= (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts')
                    )
                    GROUP BY event_key, of_topic, partition, offset
                )
                GROUP BY event_key
            )
            ARRAY JOIN hours AS at_hour, arrayEnumerate(hours) AS nth
        )
        WHERE toUInt32(at_hour) >= (SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM hours_counted WHERE part = 'accounts')
        UNION ALL
        SELECT window AS at_hour, CAST(source AS String) AS by_source, materialize(toUInt64(0)) AS arrived,
            materialize(toUInt64(0)) AS first_time, materialize(toUInt64(0)) AS is_stored, materialize(toUInt64(0)) AS flies, materialize(toUInt64(1)) AS dead
        FROM dead_letters FINAL
    )
    GROUP BY at_hour, by_source
);
