-- Tallies: recomputed from the facts window by window, never added to; of one cell the last recount holds. They count
-- interactions in which the customer had the word, each at most once a column however often a cue is repeated in it.
CREATE TABLE IF NOT EXISTS signals (
    window DateTime('UTC') COMMENT 'UTC hour',
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
    customers AggregateFunction(uniq, String) COMMENT 'Mergeable state of unique customers: read it with uniqMerge',
    version UInt64 COMMENT 'Server clock before the recount, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(window)
ORDER BY (window, channel, region, product, team, language);

CREATE TABLE IF NOT EXISTS topic_signals (
    window DateTime('UTC') COMMENT 'UTC hour',
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
    customers AggregateFunction(uniq, String) COMMENT 'Mergeable state of unique customers: read it with uniqMerge',
    version UInt64 COMMENT 'Server clock before the recount, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(window)
ORDER BY (window, channel, region, product, team, language, topic);

-- Names for people; the taxonomy's owner fills it.
CREATE TABLE IF NOT EXISTS topic_names (
    topic String COMMENT 'Topic, by id of the taxonomy',
    name String COMMENT 'Name in English',
    name_zh String COMMENT 'Name in Chinese',
    version UInt64 COMMENT 'Of one topic the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY topic;
