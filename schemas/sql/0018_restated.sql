-- What figures were before they were changed after the fact. Keyed by the tally that was replaced, so that a recount which
-- is cut off and done again writes the same row. Partitions follow the day, which never changes for a row.
CREATE TABLE IF NOT EXISTS restated (
    day DateTime('UTC') COMMENT 'Midnight of the UTC day whose figures changed',
    scope LowCardinality(String) COMMENT 'day: the whole day; cell: one cell of it',
    channel LowCardinality(String) COMMENT 'call, email, social or chat; empty: all',
    region LowCardinality(String) COMMENT 'Region; empty: not given, or all',
    product LowCardinality(String) COMMENT 'Product; empty: not given, or all',
    team LowCardinality(String) COMMENT 'Team; empty: not given, or all',
    language LowCardinality(String) COMMENT 'en, zh, mixed, other or none; empty: all',
    topic LowCardinality(String) COMMENT 'Topic, by id of the taxonomy; empty: all interactions',
    before_version UInt64 COMMENT 'Newest tally of the day before the recount',
    restated_at DateTime('UTC') COMMENT 'When the recount began',
    interactions UInt64 COMMENT 'Interactions before',
    scored UInt64 COMMENT 'Scored before',
    negative UInt64 COMMENT 'Negative before',
    positive UInt64 COMMENT 'Positive before',
    judged UInt64 COMMENT 'Judged for a complaint before; 0 where a topic is named',
    complaints UInt64 COMMENT 'Complaints before',
    version UInt64 COMMENT 'Server clock before the recount, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(day)
ORDER BY (day, scope, channel, region, product, team, language, topic, before_version);
