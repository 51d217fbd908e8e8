-- What became of each message of each alert: what is given up stands here for people to see.
CREATE VIEW alert_messages (
    day Date,
    week Date,
    month Date,
    owed_at DateTime('UTC'),
    rule String,
    cell String,
    opened_at DateTime('UTC'),
    kind String,
    via String,
    target String,
    state String,
    attempts UInt64,
    next_attempt_at Nullable(DateTime('UTC')),
    ended_at Nullable(DateTime('UTC')),
    last_error String,
    message_id String
) AS SELECT
    toDate(created_at, 'UTC') AS day, toMonday(toDate(created_at, 'UTC')) AS week,
    toStartOfMonth(toDate(created_at, 'UTC')) AS month, created_at AS owed_at, rule, cell, opened_at, kind, via, target,
    state, toUInt64(tries) AS attempts, if(state = 'due', again_at, NULL) AS next_attempt_at, ended_at, last_error,
    message_id
FROM (
    SELECT created_at, rule, cell, opened_at, kind, via, target, state, attempts AS tries, next_attempt_at AS again_at,
        ended_at, last_error, message_id
    FROM alert_deliveries FINAL
);
