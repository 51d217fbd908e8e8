-- Alerts as people read them. State as of now: an alert that opened later is not there yet, one that closed later is open.
CREATE VIEW alerts_overview (
    day Date,
    week Date,
    month Date,
    opened_at DateTime('UTC'),
    closed_at Nullable(DateTime('UTC')),
    state String,
    severity String,
    rule String,
    name String,
    name_zh String,
    signal String,
    dimension String,
    place String,
    place_en String,
    place_zh String,
    unit String,
    value Float64,
    value_low Nullable(Float64),
    value_high Nullable(Float64),
    threshold Float64,
    n UInt64,
    coverage Nullable(Float64),
    text String,
    text_zh String,
    voices String,
    evidence String,
    closed_why String,
    closed_value Nullable(Float64)
) AS SELECT
    toDate(opened, 'UTC') AS day, toMonday(toDate(opened, 'UTC')) AS week,
    toStartOfMonth(toDate(opened, 'UTC')) AS month, opened AS opened_at, if(is_over, closed, NULL) AS closed_at,
    if(is_over, 'closed', 'open') AS state, severity, rule, name_en AS name, name_zh, signal, dimension, place,
    place_en, place_zh, unit, value, low AS value_low, high AS value_high, threshold, n, coverage,
    text_en AS text, text_zh, said AS voices, keys AS evidence, if(is_over, why, '') AS closed_why,
    if(is_over, last_value, NULL) AS closed_value
FROM (
    SELECT opened_at AS opened, closed_at AS closed, ifNull(closed_at <= now(), 0) AS is_over, severity, rule, name_en,
        name_zh, signal, dimension, place, place_en, place_zh, unit, value, low, high, threshold, n, coverage, text_en,
        text_zh, arrayStringConcat(voices, '\n') AS said, arrayStringConcat(evidence, ',') AS keys, closed_why AS why,
        closed_value AS last_value
    FROM alerts FINAL
    WHERE opened_at <= now()
);
