-- The customers' own words, redacted: where every figure can be opened down to.
-- Spans count characters; 18.16 has substringUTF8 for constant spans only, so the words are taken apart for evidence.
-- The dates are those of the hour, by which the facts are ordered: a filter on them reads no other days.
CREATE VIEW voices (
    day Date,
    week Date,
    month Date,
    event_key String,
    created_at DateTime('UTC'),
    channel String,
    region String,
    product String,
    team String,
    language String,
    customer String,
    sentiment String,
    unscored String,
    polarity Nullable(Float64),
    confidence Nullable(Float64),
    complaint String,
    complaint_probability Nullable(Float64),
    topics String,
    cues String,
    words String,
    evidence String,
    conversation String,
    case_id String
) AS SELECT
    toDate(at_hour, 'UTC') AS day, toMonday(toDate(at_hour, 'UTC')) AS week,
    toStartOfMonth(toDate(at_hour, 'UTC')) AS month, event_key, created_at,
    CAST(by_channel AS String) AS channel, CAST(by_region AS String) AS region,
    CAST(by_product AS String) AS product, CAST(by_team AS String) AS team, CAST(by_language AS String) AS language,
    customer, CAST(by_sentiment AS String) AS sentiment, CAST(by_unscored AS String) AS unscored,
    in_parts / 10000 AS polarity, sure / 10000 AS confidence, CAST(by_complaint AS String) AS complaint,
    complaint_sure / 10000 AS complaint_probability,
    arrayStringConcat(arrayDistinct(hit_topics), ',') AS topics,
    arrayStringConcat(arrayDistinct(arrayFilter((c, s) -> s = 'customer' AND c != 'vulnerability', hit_cues, hit_speakers)), ',') AS cues,
    words, if(upto > start, arrayStringConcat(arraySlice(extractAll(words, '(?s).'), start + 1, upto - start)), '')
        AS evidence,
    conversation, case_id
FROM (
    SELECT window AS at_hour, event_key, created_at, channel AS by_channel, region AS by_region, product AS by_product, team AS by_team,
        language AS by_language, customer, sentiment AS by_sentiment, unscored AS by_unscored, polarity AS in_parts,
        confidence AS sure, complaint_probability AS complaint_sure, complaint AS by_complaint, topics AS hit_topics, cues AS hit_cues, cue_speakers AS hit_speakers,
        voice AS words, if(length(complaint_begins) > 0, complaint_begins[1], topic_begins[1]) AS start,
        if(length(complaint_begins) > 0, complaint_ends[1], topic_ends[1]) AS upto, conversation, case_id
    FROM interactions FINAL
    WHERE counted = 1
);
