-- Topics that surged. State as of now: a surge that began later is not there yet, one that ended later is still on.
CREATE VIEW surges (
    day Date,
    week Date,
    month Date,
    topic String,
    topic_name String,
    topic_name_zh String,
    started_at DateTime('UTC'),
    crossed_at DateTime('UTC'),
    ended_at Nullable(DateTime('UTC')),
    state String,
    hours UInt64,
    count UInt64,
    usual Float64,
    times Nullable(Float64),
    critical UInt64,
    probability Float64,
    total UInt64,
    total_usual Float64,
    history_weeks UInt64
) AS SELECT
    toDate(since, 'UTC') AS day, toMonday(toDate(since, 'UTC')) AS week, toStartOfMonth(toDate(since, 'UTC')) AS month,
    by_topic AS topic, ifNull(nullIf(named, ''), by_topic) AS topic_name,
    ifNull(nullIf(named_zh, ''), by_topic) AS topic_name_zh, since AS started_at, seen_at AS crossed_at,
    if(ifNull(until <= now(), 0), until, NULL) AS ended_at, if(ifNull(until <= now(), 0), 'over', 'on') AS state,
    toUInt64(long) AS hours, counted AS count, expected AS usual, if(expected = 0, NULL, counted / expected) AS times,
    limit_count AS critical, chance AS probability, counted_all AS total, expected_all AS total_usual,
    toUInt64(learnt) AS history_weeks
FROM (
    SELECT CAST(topic AS String) AS by_topic, started_at AS since, crossed_at AS seen_at, ended_at AS until,
        hours AS long, count AS counted, usual AS expected, critical AS limit_count, probability AS chance,
        total AS counted_all, total_usual AS expected_all, history_weeks AS learnt
    FROM noticed_surges FINAL
    WHERE present = 1 AND crossed_at <= now()
) AS surged
ANY LEFT JOIN (
    SELECT topic AS by_topic, name AS named, name_zh AS named_zh FROM topic_names FINAL
) AS names USING (by_topic)
SETTINGS join_use_nulls = 0;
