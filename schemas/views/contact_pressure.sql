-- Every contact the company made, with the pressure it added to: over all senders, campaigns and channels.
CREATE VIEW contact_pressure (
    day Date,
    week Date,
    month Date,
    customer String,
    event_key String,
    made_at DateTime('UTC'),
    channel String,
    sender String,
    campaign String,
    purpose String,
    answered UInt64,
    contacts_7_days UInt64,
    contacts_30_days UInt64,
    unanswered_sales_30_days UInt64,
    contact UInt64,
    violation UInt8,
    violations String,
    violation_keys String,
    request_key String,
    region String,
    product String,
    team String
) AS SELECT
    toDate(made_at, 'UTC') AS day, toMonday(toDate(made_at, 'UTC')) AS week,
    toStartOfMonth(toDate(made_at, 'UTC')) AS month, customer, event_key, made_at,
    CAST(by_channel AS String) AS channel, sender, CAST(by_campaign AS String) AS campaign,
    CAST(by_purpose AS String) AS purpose, toUInt64(is_answered) AS answered,
    toUInt64(in_7_days) AS contacts_7_days, toUInt64(in_30_days) AS contacts_30_days,
    toUInt64(unanswered) AS unanswered_sales_30_days, toUInt64(1) AS contact, toUInt8(length(broken) > 0) AS violation,
    arrayStringConcat(broken, ', ') AS violations,
    arrayStringConcat(against, ', ') AS violation_keys, request_key,
    CAST(by_region AS String) AS region, CAST(by_product AS String) AS product, CAST(by_team AS String) AS team
FROM (
    SELECT customer, event_key, made_at, channel AS by_channel, sender, campaign AS by_campaign,
        purpose AS by_purpose, answered AS is_answered, contacts_7_days AS in_7_days, contacts_30_days AS in_30_days,
        unanswered_sales_30_days AS unanswered, violations AS broken, violation_keys AS against,
        request_key,
        region AS by_region, product AS by_product, team AS by_team
    FROM outreach FINAL
    WHERE present = 1
);
