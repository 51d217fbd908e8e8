-- Alerts, and the messages they became. Few rows, looked for by state and by time more than by key. Every refresh may
-- write a row again: the highest version holds. No partitions: an alert may stay open over any border.
CREATE TABLE IF NOT EXISTS alerts (
    rule String COMMENT 'Rule that opened it',
    cell String COMMENT 'Where, as dimension=value; empty: everything together',
    opened_at DateTime('UTC') COMMENT 'When it was seen first',
    severity String COMMENT 'info, warning or critical',
    signal String COMMENT 'What the rule looks at: a figure, or a ledger, a finding or an account',
    unit String COMMENT 'Unit of the value',
    name_en String COMMENT 'Name of the rule in English',
    name_zh String COMMENT 'Name of the rule in Chinese',
    dimension String COMMENT 'Dimension of the cell; empty: everything together',
    place String COMMENT 'Value of the dimension',
    place_en String COMMENT 'The same as people read it in English',
    place_zh String COMMENT 'The same as people read it in Chinese',
    since DateTime('UTC') COMMENT 'Begin of the window it was seen in',
    value Float64 COMMENT 'What was seen when it opened',
    low Nullable(Float64) COMMENT 'Lower end of the 95 % interval; NULL: a plain count',
    high Nullable(Float64) COMMENT 'Upper end of the 95 % interval; NULL: a plain count',
    threshold Float64 COMMENT 'Limit of the rule at that time',
    n UInt64 COMMENT 'How many it rests on',
    coverage Nullable(Float64) COMMENT 'Share that could be judged at all, 0 to 1; NULL: not applicable',
    evidence Array(String) COMMENT 'Event keys behind it, newest first',
    voices Array(String) COMMENT 'Up to five customers in their redacted words',
    voice_keys Array(String) COMMENT 'Event keys of these words',
    text_en String COMMENT 'What happened, in English',
    text_zh String COMMENT 'What happened, in Chinese',
    closed_at Nullable(DateTime('UTC')) COMMENT 'When it was over; NULL: it is not',
    closed_why String COMMENT 'back, no_data or rule_gone; empty: open',
    closed_value Nullable(Float64) COMMENT 'What was seen then; NULL: nothing, or open',
    version UInt64 COMMENT 'Time of writing, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (rule, cell, opened_at);

CREATE TABLE IF NOT EXISTS alert_deliveries (
    rule String COMMENT 'Rule of the alert',
    cell String COMMENT 'Cell of the alert',
    opened_at DateTime('UTC') COMMENT 'When the alert was opened',
    kind String COMMENT 'opened or closed',
    via String COMMENT 'webhook or email',
    target String COMMENT 'Where to: host and a hash of the address, or the e-mail address',
    message_id String COMMENT 'Name of the message, the same however often it is sent',
    state String COMMENT 'due, sent, refused, gone or given_up',
    attempts UInt32 COMMENT 'Attempts that were begun',
    created_at DateTime('UTC') COMMENT 'When the message was owed first',
    next_attempt_at DateTime('UTC') COMMENT 'Not before this it is tried again',
    ended_at Nullable(DateTime('UTC')) COMMENT 'When it was sent, refused or given up; NULL: due',
    last_error String COMMENT 'Why the last attempt failed; empty: it did not',
    version UInt64 COMMENT 'Time of writing, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (rule, cell, opened_at, kind, via, target);
