-- More of what follows from stories: keys and versions are those of 0003.
-- Made anew, not altered: servers of 18.16 know no ADD COLUMN IF NOT EXISTS, and a migration may be cut off and run again.
-- Its rows are derived: `earshot rebuild` writes them.
-- then: earshot rebuild
DROP TABLE IF EXISTS outreach;

CREATE TABLE IF NOT EXISTS outreach (
    customer String COMMENT 'Whom the company contacted',
    event_key String COMMENT 'The contact',
    made_at DateTime('UTC') COMMENT 'When it was made',
    channel LowCardinality(String) COMMENT 'call, email, social or chat',
    sender String COMMENT 'Who made it',
    campaign LowCardinality(String) COMMENT 'Campaign; empty: none',
    purpose LowCardinality(String) COMMENT 'Purpose, for example sales',
    answered UInt8 COMMENT '1: the customer was reached',
    contacts_7_days UInt32 COMMENT 'Contacts to this customer in the 7 days up to this one, all senders, this one included',
    contacts_30_days UInt32 COMMENT 'The same in 30 days',
    unanswered_sales_30_days UInt32 COMMENT 'Sales contacts without an answer in the 30 days up to this one',
    violations Array(String) COMMENT 'after_do_not_contact, outside_hours and the names of limits that were passed',
    violation_keys Array(String) COMMENT 'Beside each the event it is measured against: the refusal, or the oldest contact still counted; empty: none',
    request_key String COMMENT 'Event in which the customer asked not to be contacted; empty: none',
    region LowCardinality(String) COMMENT 'Region; empty: not given',
    product LowCardinality(String) COMMENT 'Product; empty: not given',
    team LowCardinality(String) COMMENT 'Team; empty: not given',
    present UInt8 COMMENT '0: no longer true',
    version UInt64 COMMENT 'Append time of the newest touchpoint, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer, event_key);

CREATE TABLE IF NOT EXISTS handlings (
    customer String COMMENT 'Whose need it was',
    event_key String COMMENT 'Interaction in which staff spoke; of a talk of messages their first',
    handled_at DateTime('UTC') COMMENT 'When',
    channel LowCardinality(String) COMMENT 'call, email, social or chat',
    attitude LowCardinality(String) COMMENT 'How staff behaved: courteous, neutral, discourteous or unknown',
    solved_at Nullable(DateTime('UTC')) COMMENT 'Since when the customer or their silence says that it is solved; NULL: never',
    solved_how LowCardinality(String) COMMENT 'said, thanked or held; empty: nothing says so',
    solved_key String COMMENT 'Event that says so; empty: none',
    unsolved_at Nullable(DateTime('UTC')) COMMENT 'Since when the customer or a reopening says that it is not; NULL: never',
    unsolved_how LowCardinality(String) COMMENT 'said, complained, came_again or reopened; empty: nothing says so',
    unsolved_key String COMMENT 'Event that says so; empty: none',
    staff String COMMENT 'Member of staff who served; empty: not given',
    region LowCardinality(String) COMMENT 'Region; empty: not given',
    product LowCardinality(String) COMMENT 'Product; empty: not given',
    team LowCardinality(String) COMMENT 'Team; empty: not given',
    present UInt8 COMMENT '0: no longer true',
    version UInt64 COMMENT 'Append time of the newest touchpoint, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer, event_key);

CREATE TABLE IF NOT EXISTS statements (
    customer String COMMENT 'Who said it',
    event_key String COMMENT 'Event in which it was said',
    kind LowCardinality(String) COMMENT 'churn or vulnerability',
    said_at DateTime('UTC') COMMENT 'When it was said',
    expires_at DateTime('UTC') COMMENT 'When it is no longer to be taken as true',
    ended_at Nullable(DateTime('UTC')) COMMENT 'When the customer took it back; NULL: never',
    ended_key String COMMENT 'Event in which they did; empty: none',
    begin UInt32 COMMENT 'First character of the words in the voice',
    end UInt32 COMMENT 'End of the words in the voice',
    name String COMMENT 'Competitor named; empty: none',
    channel LowCardinality(String) COMMENT 'call, email, social or chat',
    region LowCardinality(String) COMMENT 'Region; empty: not given',
    product LowCardinality(String) COMMENT 'Product; empty: not given',
    team LowCardinality(String) COMMENT 'Team; empty: not given',
    present UInt8 COMMENT '0: no longer true',
    version UInt64 COMMENT 'Append time of the newest touchpoint, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer, event_key, kind);
