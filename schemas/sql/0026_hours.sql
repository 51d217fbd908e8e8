-- What arrived and what is stored, an hour and source a row, as counts: kept by `earshot refresh` for hours that are over, so that
-- accounts and freshness need not look at every event that ever came. `raw` is how many rows the hour's tables held when it was
-- counted, before any merge: where it is another now, something came late, and the next refresh counts the hour again.
--
--     hours counted and kept                  counted whenever somebody looks
--    ----------------------------------- upto ------------------------------- now
CREATE TABLE IF NOT EXISTS accounts_hourly (
    hour DateTime('UTC') COMMENT 'UTC hour of the arrival',
    source LowCardinality(String) COMMENT 'System that sent the events',
    arrived UInt64 COMMENT 'Records that arrived and were understood',
    first_time UInt64 COMMENT 'Of these, first arrivals of their event',
    stored UInt64 COMMENT 'Of these, with a fact',
    in_flight UInt64 COMMENT 'Of the first arrivals, without a fact and not settled when the hour was counted',
    newest DateTime('UTC') COMMENT 'Newest arrival of the hour',
    raw UInt64 COMMENT 'Rows that were looked at, those included that a newer version replaces',
    version UInt64 COMMENT 'Server clock before the arrivals were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(hour) ORDER BY (hour, source);

CREATE TABLE IF NOT EXISTS facts_hourly (
    hour DateTime('UTC') COMMENT 'UTC hour of creation',
    source LowCardinality(String) COMMENT 'System that sent the events',
    interactions UInt64 COMMENT 'Interactions stored',
    records UInt64 COMMENT 'Records of the company stored',
    newest DateTime('UTC') COMMENT 'Newest creation time of the hour',
    raw UInt64 COMMENT 'Rows that were looked at, those included that a newer version replaces',
    version UInt64 COMMENT 'Server clock before the facts were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(hour) ORDER BY (hour, source);

CREATE TABLE IF NOT EXISTS hours_counted (
    part String COMMENT 'accounts or facts',
    upto DateTime('UTC') COMMENT 'Hours before this moment are kept; the highest holds',
    version UInt64 COMMENT 'Server clock, microseconds'
) ENGINE = ReplacingMergeTree(version) ORDER BY part;
