-- Who was erased, and when: keyed hashes alone, so that nobody reads from this table whom it names. Whatever is named here
-- and was created before the moment is stored without the person, wherever it comes from. Few rows, read as a whole.
CREATE TABLE IF NOT EXISTS erasures (
    name String COMMENT 'Keyed hash of the key of a customer whose events are to be without him or her',
    person String COMMENT 'Keyed hash that the names of one person share',
    erased_at DateTime('UTC') COMMENT 'What was created, or had arrived, before this moment is erased',
    version UInt64 COMMENT 'Moment of writing, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY name;
