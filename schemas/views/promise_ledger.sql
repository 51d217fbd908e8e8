-- Every promise the company made, as of now: a state is computed when somebody looks, never written by a timer. What happens
-- later than the moment has not happened, so the same statement answers for the past (`views.as_of`). The same rule in Python is
-- `agents.following.standing`; a test holds the two together.
--
--     made          due                       as_of
--      |-------------|--------------------------|
--           kept           late                        kept_at decides
--                        ^ "they never called"         broken, unless it was kept later than the doubt
--
-- A server of 2018 drops a column that only a lambda reads: each such expression names it outside of one, too.
-- Inside out: what was known by then; whether it was truly kept and what was owed; what people read.
CREATE VIEW promise_ledger (
    day Date,
    week Date,
    month Date,
    as_of DateTime('UTC'),
    customer String,
    promise String,
    made_at DateTime('UTC'),
    due_at Nullable(DateTime('UTC')),
    first_due_at Nullable(DateTime('UTC')),
    state String,
    broken UInt64,
    came_due UInt64,
    came_due_or_unknown UInt64,
    days_late Nullable(Float64),
    what String,
    owner String,
    channel String,
    known_by String,
    kept_at Nullable(DateTime('UTC')),
    kept_known_by String,
    withdrawn_at Nullable(DateTime('UTC')),
    doubted_at Nullable(DateTime('UTC')),
    doubted_key String,
    event_key String,
    tariff String,
    owed Int64,
    paid Int64,
    outstanding Int64,
    currency String,
    paid_otherwise String,
    case_id String,
    region String,
    product String,
    team String
) AS SELECT
    toDate(made_at, 'UTC') AS day, toMonday(toDate(made_at, 'UTC')) AS week,
    toStartOfMonth(toDate(made_at, 'UTC')) AS month, as_of, customer, promise, made_at, due_then AS due_at, first_due_at,
    state, toUInt64(state = 'broken') AS broken, toUInt64(state IN ('kept', 'late', 'broken')) AS came_due,
    toUInt64(state IN ('kept', 'late', 'broken', 'unknown_due')) AS came_due_or_unknown,
    multiIf(state = 'late', (toInt64(truly_kept) - toInt64(due_then)) / 86400,
        state = 'broken', (toInt64(ended) - toInt64(due_then)) / 86400,
        NULL) AS days_late,
    what, owner, CAST(by_channel AS String) AS channel, CAST(by_known AS String) AS known_by, truly_kept AS kept_at,
    if(isNull(truly_kept), '', CAST(by_kept AS String)) AS kept_known_by, withdrawn_then AS withdrawn_at,
    doubted_then AS doubted_at, if(isNull(doubted_then), '', doubter) AS doubted_key, event_key,
    CAST(by_tariff AS String) AS tariff, owed_then AS owed, paid_then AS paid,
    if(owed_then > paid_then, owed_then - paid_then, toInt64(0)) AS outstanding, money AS currency,
    arrayStringConcat(elsewhere, ', ') AS paid_otherwise,
    case_id, CAST(by_region AS String) AS region, CAST(by_product AS String) AS product, CAST(by_team AS String) AS team
FROM (
    SELECT *,
        multiIf(
            ifNull(withdrawn_then <= ifNull(due_then, withdrawn_then), 0) AND ifNull(withdrawn_then < kept_then, 1), 'withdrawn',
            isNotNull(truly_kept), if(ifNull(truly_kept > due_then, 0), 'late', 'kept'),
            isNull(due_then), 'unknown_due',
            ifNull(due_then < as_of, 0), 'broken',
            'open') AS state,
        if(ifNull(withdrawn_then > due_then, 0), withdrawn_then, as_of) AS ended,
        if(made_at > as_of, toInt64(0), arraySum((a, m) -> if(m <= as_of, a, toInt64(0)), amounts, amounts_at)) AS owed_then,
        if(made_at > as_of OR empty(money), toInt64(0), arraySum((a, m, k) -> if(m <= as_of AND k = money, a, toInt64(0)),
            payments, payments_at, payments_in)) AS paid_then,
        if(made_at > as_of OR empty(money), emptyArrayString(), arrayFilter((said, m, k) -> m <= as_of AND k != money,
            arrayMap((a, k) -> concat(toString(a), ' ', k), payments, payments_in), payments_at, payments_in)) AS elsewhere
    FROM (
        SELECT *,
            if(ifNull(doubted_then > kept_then, 0) AND ifNull(doubted_then > due_then, 1), again_then, kept_then) AS truly_kept
        FROM (
            SELECT toDateTime(now(), 'UTC') AS as_of, customer, promise, made_at, first_due_at,
                arrayCount(m -> m <= as_of, moved_at) AS moves,
                multiIf(empty(moved_at), due_at, moves = 0, first_due_at, moved_to[if(moves = 0, 1, moves)]) AS due_then,
                if(kept_at <= as_of, kept_at, NULL) AS kept_then,
                if(kept_again_at <= as_of, kept_again_at, NULL) AS again_then,
                if(withdrawn_at <= as_of, withdrawn_at, NULL) AS withdrawn_then,
                if(doubted_at <= as_of, doubted_at, NULL) AS doubted_then,
                what, owner, channel AS by_channel, known_by AS by_known, kept_known_by AS by_kept, doubted_key AS doubter,
                event_key, tariff AS by_tariff, accrued AS amounts, accrued_at AS amounts_at, paid AS payments,
                paid_at AS payments_at, paid_in AS payments_in,
                multiIf(currency != '', CAST(currency AS String), paid_at[1] <= as_of, paid_in[1], '') AS money,
                case_id, region AS by_region, product AS by_product, team AS by_team
            FROM promises FINAL
            WHERE present = 1 AND made_at <= as_of
        )
    )
);
