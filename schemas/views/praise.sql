-- What customers praise, and whom: one row each praise, with the words. Spans count characters: see churn_risk.
-- The dates are those of the hour, by which the facts are ordered: a filter on them reads no other days.
CREATE VIEW praise (
    day Date,
    week Date,
    month Date,
    event_key String,
    created_at DateTime('UTC'),
    customer String,
    channel String,
    language String,
    region String,
    product String,
    team String,
    praised String,
    credited_by String,
    words String,
    praises UInt64
) AS SELECT
    toDate(at_hour, 'UTC') AS day, toMonday(toDate(at_hour, 'UTC')) AS week,
    toStartOfMonth(toDate(at_hour, 'UTC')) AS month, event_key, created_at, customer,
    by_channel AS channel, by_language AS language, by_region AS region, by_product AS product, by_team AS team,
    if(named != '', named, if(by_staff != '', by_staff, by_team)) AS praised,
    if(named != '', 'customer', if(by_staff != '', 'staff', if(by_team != '', 'team', 'nobody'))) AS credited_by,
    arrayStringConcat(arraySlice(extractAll(said, '(?s).'), starts + 1, upto - starts)) AS words,
    toUInt64(1) AS praises
FROM (
    SELECT window AS at_hour, event_key, created_at, customer, CAST(channel AS String) AS by_channel,
        CAST(language AS String) AS by_language, CAST(region AS String) AS by_region,
        CAST(product AS String) AS by_product, CAST(team AS String) AS by_team, staff AS by_staff, voice AS said,
        cue, speaker, starts, upto, named
    FROM interactions FINAL
    ARRAY JOIN cues AS cue, cue_speakers AS speaker, cue_begins AS starts, cue_ends AS upto, cue_names AS named
    WHERE counted = 1
)
WHERE cue = 'praise' AND speaker = 'customer';
