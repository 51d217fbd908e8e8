-- Who says, as of now, that they may leave: statements that have neither expired nor been taken back, with the words.
-- The words stand with the fact; its hour leads the key there, so only those hours are read. Spans count characters:
-- 18.16 has substringUTF8 for constant spans only, so the words are taken apart.
CREATE VIEW churn_risk (
    day Date,
    week Date,
    month Date,
    customer String,
    event_key String,
    said_at DateTime('UTC'),
    expires_at DateTime('UTC'),
    days_left Float64,
    words String,
    competitor String,
    channel String,
    region String,
    product String,
    team String
) AS SELECT
    toDate(said_at, 'UTC') AS day, toMonday(toDate(said_at, 'UTC')) AS week,
    toStartOfMonth(toDate(said_at, 'UTC')) AS month, customer, event_key, said_at, expires_at,
    (toUnixTimestamp(expires_at) - toUnixTimestamp(now())) / 86400 AS days_left,
    arrayStringConcat(arraySlice(extractAll(said, '(?s).'), starts + 1, upto - starts)) AS words,
    competitor, by_channel AS channel, by_region AS region, by_product AS product, by_team AS team
FROM (
    SELECT customer, event_key, said_at, expires_at, begin AS starts, end AS upto, name AS competitor,
        CAST(channel AS String) AS by_channel, CAST(region AS String) AS by_region,
        CAST(product AS String) AS by_product, CAST(team AS String) AS by_team
    FROM statements FINAL
    WHERE present = 1 AND kind = 'churn' AND said_at <= now() AND expires_at > now() AND ifNull(ended_at > now(), 1)
) AS active
ANY LEFT JOIN (
    SELECT event_key, voice AS said FROM interactions FINAL
    WHERE window IN (SELECT toStartOfHour(said_at) FROM statements FINAL WHERE kind = 'churn' AND expires_at > now())
) AS spoken USING (event_key)
SETTINGS join_use_nulls = 0;
