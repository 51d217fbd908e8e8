-- Which views stand here, and from what text they were made. The text is no secret of ours: views are made anew
-- whenever it changed, so they need no numbers. An empty checksum says that the view is about to be made or dropped.
CREATE TABLE IF NOT EXISTS schema_views (
    name String COMMENT 'Name of the view',
    checksum String COMMENT 'SHA-256 of all that makes it; empty: unknown, it was being changed, or it was dropped',
    skipped String COMMENT 'Server version it needs and did not find; empty: it stands',
    applied_at DateTime('UTC') COMMENT 'When it was made, UTC',
    version UInt64 COMMENT 'Microseconds since 1970, growing; of one name the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY name;
