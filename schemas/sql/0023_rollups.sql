-- Roll-ups: what people and tools ask by the day, added up beforehand. A year of hours in every cell is millions of rows, and
-- a figure on a screen has a tenth of a second. Kept as exactly as the hours they are made of: a day is added up anew whenever
-- one of its hours was counted anew, never added to, and of one cell the last sum holds. A partition a year: a question
-- about a year must not open dozens of parts, and the day of a cell never changes.
CREATE TABLE IF NOT EXISTS signals_daily (
    day Date COMMENT 'UTC day',
    channel LowCardinality(String) COMMENT 'call, email, social or chat',
    region LowCardinality(String) COMMENT 'Region; empty: not given',
    product LowCardinality(String) COMMENT 'Product; empty: not given',
    team LowCardinality(String) COMMENT 'Team; empty: not given',
    language LowCardinality(String) COMMENT 'en, zh, mixed, other or none',
    interactions UInt64 COMMENT 'Interactions; 0: the cell has become empty',
    scored UInt64 COMMENT 'Interactions with a sentiment',
    negative UInt64 COMMENT 'Negative among the scored',
    neutral UInt64 COMMENT 'Neutral among the scored',
    positive UInt64 COMMENT 'Positive among the scored',
    polarity_sum Int64 COMMENT 'Sum of polarity, 1/10000ths',
    polarity_squares Int64 COMMENT 'Sum of squares of polarity, (1/10000ths) squared',
    judged UInt64 COMMENT 'Interactions that could be judged for a complaint',
    complaints UInt64 COMMENT 'Complaints among the judged',
    repeat UInt64 COMMENT 'Customer says they had to come back',
    waiting UInt64 COMMENT 'Customer speaks of waiting',
    churn UInt64 COMMENT 'Customer speaks of leaving',
    escalation UInt64 COMMENT 'Customer speaks of a regulator, lawyer or the media',
    not_resolved UInt64 COMMENT 'Customer says it is not resolved',
    resolved UInt64 COMMENT 'Customer says it is resolved',
    thanks UInt64 COMMENT 'Customer thanks',
    praise UInt64 COMMENT 'Customer praises a person or team',
    version UInt64 COMMENT 'Server clock before the hours were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day)
ORDER BY (day, channel, region, product, team, language);

CREATE TABLE IF NOT EXISTS topic_signals_daily (
    day Date COMMENT 'UTC day',
    channel LowCardinality(String) COMMENT 'call, email, social or chat',
    region LowCardinality(String) COMMENT 'Region; empty: not given',
    product LowCardinality(String) COMMENT 'Product; empty: not given',
    team LowCardinality(String) COMMENT 'Team; empty: not given',
    language LowCardinality(String) COMMENT 'en, zh, mixed, other or none',
    topic LowCardinality(String) COMMENT 'Topic, by id of the taxonomy',
    interactions UInt64 COMMENT 'Interactions that mention the topic; 0: the cell has become empty',
    scored UInt64 COMMENT 'Of these, with a sentiment',
    negative UInt64 COMMENT 'Negative among the scored',
    neutral UInt64 COMMENT 'Neutral among the scored',
    positive UInt64 COMMENT 'Positive among the scored',
    polarity_sum Int64 COMMENT 'Sum of polarity, 1/10000ths',
    polarity_squares Int64 COMMENT 'Sum of squares of polarity, (1/10000ths) squared',
    complaints UInt64 COMMENT 'Of these, complaints',
    everything UInt64 COMMENT 'All interactions of the day and place, whatever they mention: so that no reader has to join',
    version UInt64 COMMENT 'Server clock before the hours were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day)
ORDER BY (day, channel, region, product, team, language, topic);

-- One figure of the whole company on one day, as the counts its value and interval are made of. Those of tallies are written
-- with the tallies, those of stories by `earshot refresh`, since they change with the hour that it is.
CREATE TABLE IF NOT EXISTS figures_daily (
    day Date COMMENT 'UTC day',
    figure LowCardinality(String) COMMENT 'Figure, by id of the registry',
    form LowCardinality(String) COMMENT 'count; share: hits of n; net: hits less against, of n',
    per UInt32 COMMENT 'What the share is multiplied by: 1, 100 or 1000',
    hits UInt64 COMMENT 'How many it counts',
    against UInt64 COMMENT 'How many are subtracted; 0 unless net',
    n UInt64 COMMENT 'How many could be judged; 0: no data',
    relevant UInt64 COMMENT 'How many there were to judge; 0: not known',
    version UInt64 COMMENT 'Server clock before the counts were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day) ORDER BY (day, figure);

-- What was counted before these tables were made.
INSERT INTO signals_daily (day, channel, region, product, team, language, interactions, scored, negative, neutral, positive,
    polarity_sum, polarity_squares, judged, complaints, repeat, waiting, churn, escalation, not_resolved, resolved, thanks, praise, version)
SELECT toDate(window, 'UTC') AS on_day, channel, region, product, team, language, sum(interactions), sum(scored), sum(negative),
    sum(neutral), sum(positive), sum(polarity_sum), sum(polarity_squares), sum(judged), sum(complaints), sum(repeat),
    sum(waiting), sum(churn), sum(escalation), sum(not_resolved), sum(resolved), sum(thanks), sum(praise), max(version)
FROM signals FINAL GROUP BY on_day, channel, region, product, team, language;

INSERT INTO topic_signals_daily (day, channel, region, product, team, language, topic, interactions, scored, negative, neutral,
    positive, polarity_sum, polarity_squares, complaints, version, everything)
SELECT on_day, by_channel, by_region, by_product, by_team, by_language, by_topic, k, s, s_minus, s_even, s_plus, p, pp, c, newest, n
FROM (
    SELECT toDate(window, 'UTC') AS on_day, CAST(channel AS String) AS by_channel, CAST(region AS String) AS by_region,
        CAST(product AS String) AS by_product, CAST(team AS String) AS by_team, CAST(language AS String) AS by_language,
        CAST(topic AS String) AS by_topic, sum(interactions) AS k, sum(scored) AS s, sum(negative) AS s_minus,
        sum(neutral) AS s_even, sum(positive) AS s_plus, sum(polarity_sum) AS p, sum(polarity_squares) AS pp,
        sum(complaints) AS c, max(version) AS newest
    FROM topic_signals FINAL
    GROUP BY on_day, by_channel, by_region, by_product, by_team, by_language, by_topic
) AS mentioned
ANY LEFT JOIN (
    SELECT day AS on_day, CAST(channel AS String) AS by_channel, CAST(region AS String) AS by_region,
        CAST(product AS String) AS by_product, CAST(team AS String) AS by_team, CAST(language AS String) AS by_language,
        interactions AS n
    FROM signals_daily FINAL
) AS totals USING (on_day, by_channel, by_region, by_product, by_team, by_language);

INSERT INTO figures_daily (day, figure, form, per, hits, against, n, relevant, version)
SELECT day, tupleElement(f, 1), tupleElement(f, 2), toUInt32(tupleElement(f, 3)), tupleElement(f, 4), tupleElement(f, 5),
    tupleElement(f, 6), tupleElement(f, 7), newest
FROM (
    SELECT day, newest, arrayJoin([
        tuple('interactions', 'count', toUInt64(1), a, toUInt64(0), a, a),
        tuple('negative', 'count', toUInt64(1), s_minus, toUInt64(0), s, a),
        tuple('neutral', 'count', toUInt64(1), s_even, toUInt64(0), s, a),
        tuple('positive', 'count', toUInt64(1), s_plus, toUInt64(0), s, a),
        tuple('coverage', 'share', toUInt64(1), s, toUInt64(0), a, a),
        tuple('net_sentiment', 'net', toUInt64(100), s_plus, s_minus, s, a),
        tuple('complaints', 'count', toUInt64(1), k, toUInt64(0), j, a),
        tuple('complaint_rate', 'share', toUInt64(1000), k, toUInt64(0), j, a),
        tuple('repeat_contacts', 'count', toUInt64(1), s_repeat, toUInt64(0), a, a),
        tuple('waiting', 'count', toUInt64(1), s_waiting, toUInt64(0), a, a),
        tuple('churn', 'count', toUInt64(1), s_churn, toUInt64(0), a, a),
        tuple('escalations', 'count', toUInt64(1), s_escalation, toUInt64(0), a, a),
        tuple('not_resolved', 'count', toUInt64(1), s_not_resolved, toUInt64(0), a, a),
        tuple('resolved', 'count', toUInt64(1), s_resolved, toUInt64(0), a, a),
        tuple('thanks', 'count', toUInt64(1), s_thanks, toUInt64(0), a, a),
        tuple('praise', 'count', toUInt64(1), s_praise, toUInt64(0), a, a)]) AS f
    FROM (
        SELECT day, max(version) AS newest, sum(interactions) AS a, sum(scored) AS s, sum(judged) AS j, sum(complaints) AS k,
            sum(negative) AS s_minus, sum(neutral) AS s_even, sum(positive) AS s_plus, sum(repeat) AS s_repeat,
            sum(waiting) AS s_waiting, sum(churn) AS s_churn, sum(escalation) AS s_escalation,
            sum(not_resolved) AS s_not_resolved, sum(resolved) AS s_resolved, sum(thanks) AS s_thanks, sum(praise) AS s_praise
        FROM signals_daily FINAL
        GROUP BY day
    )
);
