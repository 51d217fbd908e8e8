-- Every contact the company made, with the pressure it added to: over all senders, campaigns and channels.
DROP TABLE IF EXISTS contact_pressure;
CREATE VIEW contact_pressure (
    day Date COMMENT 'UTC day of the contact',
    week Date COMMENT 'Monday of its week',
    month Date COMMENT 'First day of its month',
    customer String COMMENT 'Whom the company contacted',
    event_key String COMMENT 'The contact',
    made_at DateTime('UTC') COMMENT 'When it was made',
    channel String COMMENT 'call, email, social or chat',
    sender String COMMENT 'Who made it',
    campaign String COMMENT 'Campaign; empty: none',
    purpose String COMMENT 'Purpose, for example sales',
    answered UInt64 COMMENT '1: the customer was reached',
    contacts_7_days UInt64 COMMENT 'Contacts to this customer in the 7 days up to this one, this one included',
    contacts_30_days UInt64 COMMENT 'The same in 30 days',
    unanswered_sales_30_days UInt64 COMMENT 'Sales contacts without an answer in the 30 days up to this one',
    violation UInt8 COMMENT '1: it should not have been made',
    violations String COMMENT 'Why: after_do_not_contact, too_many, too_many_unanswered, outside_hours',
    request_key String COMMENT 'Event in which the customer asked not to be contacted; empty: none',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given'
) AS SELECT
    toDate(made_at, 'UTC') AS day, toMonday(toDate(made_at, 'UTC')) AS week,
    toStartOfMonth(toDate(made_at, 'UTC')) AS month, customer, event_key, made_at,
    CAST(by_channel AS String) AS channel, sender, CAST(by_campaign AS String) AS campaign,
    CAST(by_purpose AS String) AS purpose, toUInt64(is_answered) AS answered,
    toUInt64(in_7_days) AS contacts_7_days, toUInt64(in_30_days) AS contacts_30_days,
    toUInt64(unanswered) AS unanswered_sales_30_days, toUInt8(length(broken) > 0) AS violation,
    arrayStringConcat(broken, ', ') AS violations, request_key,
    CAST(by_region AS String) AS region, CAST(by_product AS String) AS product, CAST(by_team AS String) AS team
FROM (
    SELECT customer, event_key, made_at, channel AS by_channel, sender, campaign AS by_campaign,
        purpose AS by_purpose, answered AS is_answered, contacts_7_days AS in_7_days, contacts_30_days AS in_30_days,
        unanswered_sales_30_days AS unanswered, violations AS broken, request_key,
        region AS by_region, product AS by_product, team AS by_team
    FROM outreach FINAL
    WHERE present = 1
);
