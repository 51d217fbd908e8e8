-- How closely each topic is watched for surges, so that nobody takes silence about a rare topic for calm.
CREATE VIEW surge_watch (
    week Date,
    month Date,
    topic String,
    topic_name String,
    topic_name_zh String,
    usual Nullable(Float64),
    least Nullable(Float64),
    able Nullable(Float64),
    shortest Nullable(UInt64),
    longest Nullable(UInt64),
    history_weeks UInt64
) AS SELECT
    toDate(at_week, 'UTC') AS week, toStartOfMonth(toDate(at_week, 'UTC')) AS month, by_topic AS topic,
    ifNull(nullIf(named, ''), by_topic) AS topic_name, ifNull(nullIf(named_zh, ''), by_topic) AS topic_name_zh,
    expected AS usual, needed AS least, covered AS able, CAST(short AS Nullable(UInt64)) AS shortest,
    CAST(long AS Nullable(UInt64)) AS longest, toUInt64(learnt) AS history_weeks
FROM (
    SELECT week AS at_week, CAST(topic AS String) AS by_topic, usual AS expected, least AS needed, able AS covered,
        shortest AS short, longest AS long, history_weeks AS learnt
    FROM noticed_watch FINAL
    WHERE present = 1
) AS watched
ANY LEFT JOIN (
    SELECT topic AS by_topic, name AS named, name_zh AS named_zh FROM topic_names FINAL
) AS names USING (by_topic)
SETTINGS join_use_nulls = 0;
