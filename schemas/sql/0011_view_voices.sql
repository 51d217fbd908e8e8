-- The customers' own words, redacted: where every figure can be opened down to.
-- Spans count characters; 18.16 has substringUTF8 for constant spans only, so the words are taken apart for evidence.
DROP TABLE IF EXISTS voices;
CREATE VIEW voices (
    day Date COMMENT 'UTC day',
    week Date COMMENT 'Monday of its week',
    month Date COMMENT 'First day of its month',
    event_key String COMMENT 'Name of the interaction',
    created_at DateTime('UTC') COMMENT 'When it happened at the customer',
    channel String COMMENT 'call, email, social or chat',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given',
    language String COMMENT 'What the customer spoke: en, zh, mixed, other or none',
    customer String COMMENT 'Who spoke',
    sentiment String COMMENT 'negative, neutral or positive; empty: unscored',
    unscored String COMMENT 'Why there is no sentiment; empty: scored',
    polarity Nullable(Float64) COMMENT 'From -1 to 1; NULL: unscored',
    confidence Nullable(Float64) COMMENT 'How likely the sentiment is, 0 to 1; NULL: unscored, or the scorer cannot tell',
    complaint String COMMENT 'yes, no, or empty: could not be judged',
    complaint_probability Nullable(Float64) COMMENT 'How likely it is a complaint, 0 to 1; NULL: not judged',
    topics String COMMENT 'Topics mentioned, by ids of the taxonomy, separated by commas',
    cues String COMMENT 'Cues the customer gave, separated by commas',
    words String COMMENT 'What the customer said, redacted',
    evidence String COMMENT 'The words behind the complaint, else behind the first topic; empty: neither',
    conversation String COMMENT 'Ties messages of one exchange',
    case_id String COMMENT 'Ties exchanges of one matter'
) AS SELECT
    toDate(created_at, 'UTC') AS day, toMonday(toDate(created_at, 'UTC')) AS week,
    toStartOfMonth(toDate(created_at, 'UTC')) AS month, event_key, created_at,
    CAST(by_channel AS String) AS channel, CAST(by_region AS String) AS region,
    CAST(by_product AS String) AS product, CAST(by_team AS String) AS team, CAST(by_language AS String) AS language,
    customer, CAST(by_sentiment AS String) AS sentiment, CAST(by_unscored AS String) AS unscored,
    in_parts / 10000 AS polarity, sure / 10000 AS confidence, CAST(by_complaint AS String) AS complaint,
    complaint_sure / 10000 AS complaint_probability,
    arrayStringConcat(arrayDistinct(hit_topics), ',') AS topics,
    arrayStringConcat(arrayDistinct(arrayFilter((c, s) -> s = 'customer', hit_cues, hit_speakers)), ',') AS cues,
    words, if(upto > start, arrayStringConcat(arraySlice(extractAll(words, '(?s).'), start + 1, upto - start)), '')
        AS evidence,
    conversation, case_id
FROM (
    SELECT event_key, created_at, channel AS by_channel, region AS by_region, product AS by_product, team AS by_team,
        language AS by_language, customer, sentiment AS by_sentiment, unscored AS by_unscored, polarity AS in_parts,
        confidence AS sure, complaint_probability AS complaint_sure, complaint AS by_complaint, topics AS hit_topics, cues AS hit_cues, cue_speakers AS hit_speakers,
        voice AS words, if(length(complaint_begins) > 0, complaint_begins[1], topic_begins[1]) AS start,
        if(length(complaint_begins) > 0, complaint_ends[1], topic_ends[1]) AS upto, conversation, case_id
    FROM interactions FINAL
    WHERE counted = 1
);
