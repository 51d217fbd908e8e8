-- Every promise the company made, as of now: a state is computed when somebody looks, never written by a timer.
--
--     made          due                       as_of
--      |-------------|--------------------------|
--           kept           late                        kept_at decides
--                        ^ "they never called"         broken, unless it was kept later than the doubt
DROP TABLE IF EXISTS promise_ledger;
CREATE VIEW promise_ledger (
    day Date COMMENT 'UTC day it was made',
    week Date COMMENT 'Monday of its week',
    month Date COMMENT 'First day of its month',
    as_of DateTime('UTC') COMMENT 'The moment the state is computed for: now',
    customer String COMMENT 'To whom it was promised',
    promise String COMMENT 'Name of the promise',
    made_at DateTime('UTC') COMMENT 'When it was made',
    due_at Nullable(DateTime('UTC')) COMMENT 'When it is due; NULL: not said',
    state String COMMENT 'kept, late (kept after it was due), broken (due and not kept, or doubted by the customer since), open, withdrawn, unknown_due',
    days_late Nullable(Float64) COMMENT 'Days from due to kept, or to now while broken; NULL in other states',
    what String COMMENT 'What was promised, redacted',
    owner String COMMENT 'Who has to keep it',
    channel String COMMENT 'Channel it was made on; empty: a record',
    known_by String COMMENT 'How we know of it: record, customer or staff',
    kept_known_by String COMMENT 'How we know that it was kept; empty: not known to be',
    doubted_at Nullable(DateTime('UTC')) COMMENT 'When the customer said it was not kept; NULL: never',
    doubted_key String COMMENT 'Event in which the customer said so; empty: none',
    event_key String COMMENT 'Event in which it was said or recorded',
    owed Int64 COMMENT 'Compensation owed, whole minor units of the currency',
    paid Int64 COMMENT 'Compensation paid in the same currency, whole minor units',
    outstanding Int64 COMMENT 'Owed less paid, never below 0',
    currency String COMMENT 'ISO 4217; empty: nothing owed or paid',
    case_id String COMMENT 'Case it belongs to; empty: none',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given'
) AS SELECT
    toDate(made_at, 'UTC') AS day, toMonday(toDate(made_at, 'UTC')) AS week,
    toStartOfMonth(toDate(made_at, 'UTC')) AS month, as_of, customer, promise, made_at, due_at, state,
    multiIf(state = 'late', (toInt64(kept_at) - toInt64(due_at)) / 86400,
        state = 'broken', (toInt64(as_of) - toInt64(due_at)) / 86400,
        NULL) AS days_late,
    what, owner, CAST(by_channel AS String) AS channel, CAST(by_known AS String) AS known_by,
    CAST(by_kept AS String) AS kept_known_by, doubted_at, doubted_key, event_key, owed, is_paid AS paid,
    if(owed > is_paid, owed - is_paid, toInt64(0)) AS outstanding, in_currency AS currency, case_id,
    CAST(by_region AS String) AS region, CAST(by_product AS String) AS product, CAST(by_team AS String) AS team
FROM (
    SELECT toDateTime(now(), 'UTC') AS as_of, customer, promise, made_at, due_at, kept_at,
        multiIf(
            isNotNull(withdrawn_at), 'withdrawn',
            ifNull(doubted_at > due_at, 0) AND ifNull(doubted_at > kept_at, 1), 'broken',
            isNotNull(kept_at), if(ifNull(kept_at > due_at, 0), 'late', 'kept'),
            isNull(due_at), 'unknown_due',
            ifNull(due_at < now(), 0), 'broken',
            'open') AS state,
        what, owner, channel AS by_channel, known_by AS by_known, kept_known_by AS by_kept, doubted_at, doubted_key,
        event_key, owed, if(owed_currency = '' OR owed_currency = paid_currency, paid, toInt64(0)) AS is_paid,
        if(owed_currency = '', CAST(paid_currency AS String), CAST(owed_currency AS String)) AS in_currency,
        case_id, region AS by_region, product AS by_product, team AS by_team
    FROM promises FINAL
    WHERE present = 1
);
