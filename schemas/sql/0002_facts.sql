-- Facts: one row an event, upserted by key. Partitions go by the hour of creation, which never changes: rows of one
-- key never lie in two partitions, so FINAL always finds the newest. The hour leads the key because tallies are
-- recomputed hour by hour.
CREATE TABLE IF NOT EXISTS interactions (
    window DateTime('UTC') COMMENT 'UTC hour in which the interaction was created: the tally window',
    event_key String COMMENT 'Name of the event: 128-bit hash of source, tenant and event id, hexadecimal',
    created_at DateTime('UTC') COMMENT 'When it happened at the customer',
    source LowCardinality(String) COMMENT 'System that sent the event',
    event_id String COMMENT 'Id of the event within its source and tenant',
    tenant LowCardinality(String) COMMENT 'Tenant within the source; empty: none',
    channel LowCardinality(String) COMMENT 'call, email, social or chat',
    direction LowCardinality(String) COMMENT 'inbound: from the customer; outbound: from the company',
    counted UInt8 COMMENT '1: the customer had the word, so it belongs in the tallies',
    customer String COMMENT 'Id of the company; ~ and a keyed hash of a handle; or ? and the conversation',
    role LowCardinality(String) COMMENT 'payer, user, both or unknown',
    region LowCardinality(String) COMMENT 'Region of the company; empty: not given',
    product LowCardinality(String) COMMENT 'Product concerned; empty: not given',
    team LowCardinality(String) COMMENT 'Team that served; empty: not given',
    staff String COMMENT 'Member of staff who served; empty: not given',
    campaign LowCardinality(String) COMMENT 'Campaign it belongs to; empty: none',
    dimension_names Array(String) COMMENT 'Names of free dimensions',
    dimension_values Array(String) COMMENT 'Values of free dimensions, in the order of the names',
    conversation String COMMENT 'Ties messages of one exchange',
    case_id String COMMENT 'Ties exchanges of one matter',
    purpose LowCardinality(String) COMMENT 'Purpose of an outbound contact',
    answered UInt8 COMMENT '1: the other side was reached',
    language LowCardinality(String) COMMENT 'Language of the voice: en, zh, mixed, other or none',
    sentiment LowCardinality(String) COMMENT 'negative, neutral or positive; empty: unscored',
    unscored LowCardinality(String) COMMENT 'Why there is no sentiment; empty: scored',
    polarity Nullable(Int32) COMMENT 'From -10000 to 10000 (1/10000ths); NULL: unscored',
    confidence Nullable(Int32) COMMENT 'How likely the sentiment is, 0 to 10000; NULL: unscored, or the scorer cannot tell',
    first_third Nullable(Int32) COMMENT 'Polarity of the first third of what the customer said; NULL: unknown',
    last_third Nullable(Int32) COMMENT 'Polarity of the last third of what the customer said; NULL: unknown',
    method LowCardinality(String) COMMENT 'Name and version of the scorer',
    complaint LowCardinality(String) COMMENT 'yes, no, or empty: could not be judged',
    complaint_probability Nullable(Int32) COMMENT 'How likely it is a complaint, 0 to 10000; NULL: not judged',
    complaint_begins Array(UInt32) COMMENT 'First characters of complaint spans in the voice',
    complaint_ends Array(UInt32) COMMENT 'Ends of complaint spans: one past the last character',
    topics Array(String) COMMENT 'Topic of each hit, by id of the taxonomy',
    topic_cues Array(String) COMMENT 'Rule of the taxonomy behind each topic hit',
    topic_begins Array(UInt32) COMMENT 'First characters of topic hits in the voice',
    topic_ends Array(UInt32) COMMENT 'Ends of topic hits',
    cues Array(String) COMMENT 'Cues heard: repeat, waiting, churn and the like',
    cue_speakers Array(String) COMMENT 'Who gave each cue: customer or staff',
    cue_begins Array(UInt32) COMMENT 'First characters of cues in the voice, or in the staff voice',
    cue_ends Array(UInt32) COMMENT 'Ends of cues',
    cue_counts Array(Int32) COMMENT 'Times stated with each cue; -1: not said',
    cue_minutes Array(Int32) COMMENT 'Duration stated with each cue, minutes; -1: not said',
    cue_names Array(String) COMMENT 'Person, team, authority or rival named with each cue',
    attitude LowCardinality(String) COMMENT 'Attitude of staff: courteous, neutral, discourteous or unknown',
    redactions Array(String) COMMENT 'Kinds of personal data that were replaced',
    voice String COMMENT 'Redacted words of the customer, turns joined by a newline',
    staff_voice String COMMENT 'Redacted words of staff',
    cut String COMMENT 'Quotes, signatures and notices taken out of the voice, redacted',
    turns UInt32 COMMENT 'Number of turns',
    duration UInt64 COMMENT 'Milliseconds from the first word to the last',
    waited UInt64 COMMENT 'Milliseconds the customer waited before the talk',
    hold UInt64 COMMENT 'Milliseconds on hold within the talk',
    transfers UInt32 COMMENT 'Times the customer was passed on',
    taxonomy LowCardinality(String) COMMENT 'Version of the taxonomy it was heard with',
    touch String COMMENT 'The touchpoint as JSON: what stories rest on',
    version UInt64 COMMENT 'Version of the ear: of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(window) ORDER BY (window, event_key);

CREATE TABLE IF NOT EXISTS records (
    window DateTime('UTC') COMMENT 'UTC hour in which the record took effect',
    event_key String COMMENT 'Name of the record: 128-bit hash of source, tenant and event id, hexadecimal',
    created_at DateTime('UTC') COMMENT 'When it took effect',
    source LowCardinality(String) COMMENT 'System that sent the record',
    event_id String COMMENT 'Id of the record within its source and tenant',
    tenant LowCardinality(String) COMMENT 'Tenant within the source; empty: none',
    kind LowCardinality(String) COMMENT 'Type of the record, for example CaseResolved',
    customer String COMMENT 'Whom it concerns',
    role LowCardinality(String) COMMENT 'payer, user, both or unknown',
    region LowCardinality(String) COMMENT 'Region of the company; empty: not given',
    product LowCardinality(String) COMMENT 'Product concerned; empty: not given',
    team LowCardinality(String) COMMENT 'Team that acted; empty: not given',
    staff String COMMENT 'Member of staff who acted; empty: not given',
    campaign LowCardinality(String) COMMENT 'Campaign it belongs to; empty: none',
    conversation String COMMENT 'Ties records and messages of one exchange',
    case_id String COMMENT 'Ties records and exchanges of one matter',
    survey LowCardinality(String) COMMENT 'csat, nps or ces; empty: no survey',
    score Nullable(Int32) COMMENT 'Answer to the survey; NULL: no survey',
    lowest Nullable(Int32) COMMENT 'Lowest answer the survey allows; NULL: no survey',
    highest Nullable(Int32) COMMENT 'Highest answer the survey allows; NULL: no survey',
    amount Nullable(Int64) COMMENT 'Money paid, whole minor units; NULL: no payment',
    currency LowCardinality(String) COMMENT 'Currency of the amount, ISO 4217; empty: no payment',
    touch String COMMENT 'The touchpoint as JSON: what stories rest on',
    version UInt64 COMMENT 'Version of the ear: of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(window) ORDER BY (window, event_key);

-- Looked up by event keys, which are hashes and so lie anywhere: small granules make each look-up read little.
CREATE TABLE IF NOT EXISTS arrivals (
    event_key String COMMENT 'Name of the event that arrived',
    topic LowCardinality(String) COMMENT 'Raw topic of the record',
    partition UInt32 COMMENT 'Partition of the record',
    offset UInt64 COMMENT 'Offset of the record',
    source LowCardinality(String) COMMENT 'System that sent the event',
    customer String COMMENT 'Customer this copy of the event came with',
    window DateTime('UTC') COMMENT 'UTC hour of the arrival',
    created_at DateTime('UTC') COMMENT 'Creation time this copy of the event came with',
    arrived_at DateTime('UTC') COMMENT 'When the log appended the record',
    version UInt64 COMMENT 'Of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (event_key, topic, partition, offset)
SETTINGS index_granularity = 256;

CREATE TABLE IF NOT EXISTS touchpoints (
    customer String COMMENT 'Whose story it belongs to',
    event_key String COMMENT 'Name of the event',
    touch String COMMENT 'The touchpoint as JSON',
    version UInt64 COMMENT 'Of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer, event_key)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS identities (
    handle String COMMENT 'Keyed hash of an e-mail address, telephone number, social name or device',
    event_key String COMMENT 'Name of the record that says so',
    customer String COMMENT 'Whose handle it is, or is not',
    created Int64 COMMENT 'When it was said, microseconds since 1970; the newest statement of a handle holds',
    linked UInt8 COMMENT '1: it is the handle of the customer; 0: it is not',
    version UInt64 COMMENT 'Of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (handle, event_key)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS dead_letters (
    origin String COMMENT 'Where the bytes are or came from, for example voc.emails/0/17',
    source LowCardinality(String) COMMENT 'System that sent them, as far as can be read',
    window DateTime('UTC') COMMENT 'UTC hour of the arrival',
    arrived_at DateTime('UTC') COMMENT 'When they arrived',
    reason String COMMENT 'What is wrong with them',
    place String COMMENT 'Where in the bytes: a JSON path, a line or a header',
    size UInt64 COMMENT 'Number of bytes',
    topic LowCardinality(String) COMMENT 'Topic that keeps the bytes',
    partition UInt32 COMMENT 'Partition that keeps the bytes',
    offset UInt64 COMMENT 'Offset that keeps the bytes',
    replays UInt32 COMMENT 'Times they were replayed',
    version UInt64 COMMENT 'Of one origin the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY origin;

CREATE TABLE IF NOT EXISTS progress (
    agents LowCardinality(String) COMMENT 'Group of agents that reads',
    topic LowCardinality(String) COMMENT 'Topic it reads',
    partition UInt32 COMMENT 'Partition it reads',
    appended UInt64 COMMENT 'One past the last offset of the partition',
    handled UInt64 COMMENT 'Everything below this offset is settled',
    settled_at DateTime('UTC') COMMENT 'Append time up to which everything is settled',
    version UInt64 COMMENT 'Of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY (agents, topic, partition);
