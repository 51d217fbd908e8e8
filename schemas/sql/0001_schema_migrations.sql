-- What has been done to this database. A migration writes its row after its last statement, so one that was
-- killed half way has none and runs again; every statement in these files can be run twice.
CREATE TABLE IF NOT EXISTS schema_migrations (
    number UInt32 COMMENT 'Number of the file in schemas/sql',
    name String COMMENT 'Name of the file, without number and ending',
    checksum String COMMENT 'SHA-256 of the file: a released file never changes',
    applied_at DateTime('UTC') COMMENT 'When it was applied, UTC',
    skipped String COMMENT 'Server version it needs and did not find; empty: applied',
    version UInt64 COMMENT 'Microseconds since 1970; of one number the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY number;
