-- What customers speak of, a day, place and topic a row. One interaction may mention several topics.
-- Share: Wilson's 95 % interval (1927).
CREATE VIEW complaint_topics_daily (
    day Date,
    week Date,
    month Date,
    channel String,
    region String,
    product String,
    team String,
    language String,
    topic String,
    topic_name String,
    topic_name_zh String,
    mentions UInt64,
    complaints UInt64,
    negative UInt64,
    scored UInt64,
    interactions UInt64,
    share Nullable(Float64),
    share_low Nullable(Float64),
    share_high Nullable(Float64),
    too_few UInt64
) AS SELECT
    on_day AS day, toMonday(on_day) AS week, toStartOfMonth(on_day) AS month,
    by_channel AS channel, by_region AS region, by_product AS product, by_team AS team, by_language AS language,
    by_topic AS topic, ifNull(nullIf(named, ''), by_topic) AS topic_name,
    ifNull(nullIf(named_zh, ''), by_topic) AS topic_name_zh,
    k AS mentions, s_complaints AS complaints, s_negative AS negative, s_scored AS scored, n AS interactions,
    if(n = 0, NULL, k / n) AS share,
    if(n = 0, NULL, greatest(0., least(k / n, (k + 1.920729410347062 - 1.959963984540054
        * sqrt(k * (n - k) / n + 0.960364705173531)) / (n + 3.841458820694124)))) AS share_low,
    if(n = 0, NULL, least(1., greatest(k / n, (k + 1.920729410347062 + 1.959963984540054
        * sqrt(k * (n - k) / n + 0.960364705173531)) / (n + 3.841458820694124)))) AS share_high,
    toUInt64(n < 30) AS too_few
FROM (
    SELECT day AS on_day, CAST(channel AS String) AS by_channel, CAST(region AS String) AS by_region,
        CAST(product AS String) AS by_product, CAST(team AS String) AS by_team, CAST(language AS String) AS by_language,
        CAST(topic AS String) AS by_topic, interactions AS k, complaints AS s_complaints, negative AS s_negative,
        scored AS s_scored, everything AS n
    FROM topic_signals_daily FINAL
    WHERE interactions > 0
) AS counted
ANY LEFT JOIN (
    SELECT topic AS by_topic, name AS named, name_zh AS named_zh FROM topic_names FINAL
) AS names USING (by_topic)
SETTINGS join_use_nulls = 0;
