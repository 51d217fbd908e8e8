-- Figures that changed after their day was over, and from what to what. The table keeps what stood before each recount; what
-- it became is what stood before the next one, and after the last what stands now: so the chain has no gap.
CREATE VIEW restatements (
    day Date,
    week Date,
    month Date,
    restated_at DateTime('UTC'),
    scope String,
    channel String,
    region String,
    product String,
    team String,
    language String,
    topic String,
    why String,
    interactions_before UInt64,
    interactions_after UInt64,
    complaints_before UInt64,
    complaints_after UInt64,
    net_sentiment_before Nullable(Float64),
    net_sentiment_after Nullable(Float64),
    complaint_rate_before Nullable(Float64),
    complaint_rate_after Nullable(Float64)
) AS SELECT
    toDate(midnight, 'UTC') AS day, toMonday(toDate(midnight, 'UTC')) AS week,
    toStartOfMonth(toDate(midnight, 'UTC')) AS month,
    toDateTime(tupleElement(old, 2), 'UTC') AS restated_at, scope, channel, region, product, team, language, topic,
    multiIf(n > m, 'late', n < m, 'removed', 'heard_anew') AS why,
    m AS interactions_before, n AS interactions_after,
    tupleElement(old, 8) AS complaints_before, tupleElement(new, 8) AS complaints_after,
    if(tupleElement(old, 4) = 0, NULL,
        100 * (toInt64(tupleElement(old, 6)) - toInt64(tupleElement(old, 5))) / tupleElement(old, 4)) AS net_sentiment_before,
    if(tupleElement(new, 4) = 0, NULL,
        100 * (toInt64(tupleElement(new, 6)) - toInt64(tupleElement(new, 5))) / tupleElement(new, 4)) AS net_sentiment_after,
    if(tupleElement(old, 7) = 0, NULL, 1000 * tupleElement(old, 8) / tupleElement(old, 7)) AS complaint_rate_before,
    if(tupleElement(new, 7) = 0, NULL, 1000 * tupleElement(new, 8) / tupleElement(new, 7)) AS complaint_rate_after
FROM (
    SELECT midnight, scope, channel, region, product, team, language, topic,
        states[i] AS old, states[i + 1] AS new, tupleElement(old, 3) AS m, tupleElement(new, 3) AS n
    FROM (
        SELECT midnight, scope, channel, region, product, team, language, topic,
            arraySort(s -> tupleElement(s, 1), groupArray(
                tuple(turn, moment, of_all, of_scored, of_negative, of_positive, of_judged, of_complaints))) AS states
        FROM (
            SELECT day AS midnight, CAST(scope AS String) AS scope, CAST(channel AS String) AS channel,
                CAST(region AS String) AS region, CAST(product AS String) AS product, CAST(team AS String) AS team,
                CAST(language AS String) AS language, CAST(topic AS String) AS topic,
                before_version AS turn, toUInt32(restated_at) AS moment, interactions AS of_all, scored AS of_scored,
                negative AS of_negative, positive AS of_positive, judged AS of_judged, complaints AS of_complaints
            FROM restated FINAL
            UNION ALL
            SELECT toDateTime(toUInt32(toUInt16(day)) * 86400, 'UTC') AS midnight, materialize('day') AS scope,
                materialize('') AS channel, materialize('') AS region, materialize('') AS product, materialize('') AS team,
                materialize('') AS language, materialize('') AS topic, materialize(toUInt64(18446744073709551615)) AS turn,
                materialize(toUInt32(0)) AS moment, sum(interactions) AS of_all, sum(scored) AS of_scored,
                sum(negative) AS of_negative, sum(positive) AS of_positive, sum(judged) AS of_judged,
                sum(complaints) AS of_complaints
            FROM signals_daily FINAL
            WHERE day IN (SELECT toDate(day, 'UTC') FROM restated)
            GROUP BY midnight
            UNION ALL
            SELECT toDateTime(toUInt32(toUInt16(day)) * 86400, 'UTC') AS midnight, materialize('cell') AS scope,
                CAST(channel AS String) AS channel, CAST(region AS String) AS region, CAST(product AS String) AS product,
                CAST(team AS String) AS team, CAST(language AS String) AS language, materialize('') AS topic,
                materialize(toUInt64(18446744073709551615)) AS turn, materialize(toUInt32(0)) AS moment,
                sum(interactions) AS of_all, sum(scored) AS of_scored, sum(negative) AS of_negative,
                sum(positive) AS of_positive, sum(judged) AS of_judged, sum(complaints) AS of_complaints
            FROM signals_daily FINAL
            WHERE day IN (SELECT toDate(day, 'UTC') FROM restated)
            GROUP BY midnight, channel, region, product, team, language
            UNION ALL
            SELECT toDateTime(toUInt32(toUInt16(day)) * 86400, 'UTC') AS midnight, materialize('cell') AS scope,
                CAST(channel AS String) AS channel, CAST(region AS String) AS region, CAST(product AS String) AS product,
                CAST(team AS String) AS team, CAST(language AS String) AS language, CAST(topic AS String) AS topic,
                materialize(toUInt64(18446744073709551615)) AS turn, materialize(toUInt32(0)) AS moment,
                sum(interactions) AS of_all, sum(scored) AS of_scored, sum(negative) AS of_negative,
                sum(positive) AS of_positive, materialize(toUInt64(0)) AS of_judged, sum(complaints) AS of_complaints
            FROM topic_signals_daily FINAL
            WHERE day IN (SELECT toDate(day, 'UTC') FROM restated)
            GROUP BY midnight, channel, region, product, team, language, topic
        )
        GROUP BY midnight, scope, channel, region, product, team, language, topic
    ) ARRAY JOIN arrayEnumerate(states) AS i
    WHERE i < length(states)
)
WHERE tupleElement(old, 3) != tupleElement(new, 3) OR tupleElement(old, 4) != tupleElement(new, 4)
    OR tupleElement(old, 5) != tupleElement(new, 5) OR tupleElement(old, 6) != tupleElement(new, 6)
    OR tupleElement(old, 7) != tupleElement(new, 7) OR tupleElement(old, 8) != tupleElement(new, 8);
