-- Promises with all their moments: agreed due times, amounts as they fall due, payments as they were made. So what is owed
-- can be told as of any moment. Made anew, not altered: the rows are derived, and `earshot rebuild` writes them again.
-- then: earshot rebuild
DROP TABLE IF EXISTS promises;
CREATE TABLE IF NOT EXISTS promises (
    customer String COMMENT 'To whom it was promised',
    promise String COMMENT 'Name of the promise',
    made_at DateTime('UTC') COMMENT 'When it was made',
    due_at Nullable(DateTime('UTC')) COMMENT 'When it is due after all that was agreed; NULL: not said',
    first_due_at Nullable(DateTime('UTC')) COMMENT 'When it was due as the customer was first told; NULL: not said',
    moved_at Array(DateTime('UTC')) COMMENT 'When another due time was agreed, or a first one told',
    moved_to Array(DateTime('UTC')) COMMENT 'The due time agreed or told then',
    what String COMMENT 'What was promised, redacted',
    owner String COMMENT 'Who has to keep it',
    channel LowCardinality(String) COMMENT 'Channel it was made on; empty: a record',
    known_by LowCardinality(String) COMMENT 'How we know: record, customer or staff',
    event_key String COMMENT 'Event in which it was said or recorded',
    begin UInt32 COMMENT 'First character of the promise in the staff voice',
    end UInt32 COMMENT 'End of the promise in the staff voice',
    kept_at Nullable(DateTime('UTC')) COMMENT 'When it was kept; NULL: not known to be',
    kept_known_by LowCardinality(String) COMMENT 'How we know that it was kept; empty: not known to be',
    kept_again_at Nullable(DateTime('UTC')) COMMENT 'When it was recorded as kept once more, after the customer said it was not; NULL: never',
    withdrawn_at Nullable(DateTime('UTC')) COMMENT 'When it was withdrawn; NULL: it was not',
    doubted_at Nullable(DateTime('UTC')) COMMENT 'When the customer said it was not kept; NULL: never',
    doubted_key String COMMENT 'Event in which the customer said so; empty: none',
    tariff LowCardinality(String) COMMENT 'Tariff that applies; empty: none',
    currency LowCardinality(String) COMMENT 'Currency of the tariff, ISO 4217; empty: no tariff',
    accrued_at Array(DateTime('UTC')) COMMENT 'When each amount falls due, also those still to come',
    accrued Array(Int64) COMMENT 'The amounts, whole minor units',
    paid_at Array(DateTime('UTC')) COMMENT 'When each payment was made',
    paid Array(Int64) COMMENT 'The payments, whole minor units',
    paid_in Array(String) COMMENT 'Their currencies, ISO 4217',
    case_id String COMMENT 'Case it belongs to; empty: none',
    region LowCardinality(String) COMMENT 'Region; empty: not given',
    product LowCardinality(String) COMMENT 'Product; empty: not given',
    team LowCardinality(String) COMMENT 'Team; empty: not given',
    present UInt8 COMMENT '0: no longer true',
    version UInt64 COMMENT 'Append time of the newest touchpoint, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer, promise);
