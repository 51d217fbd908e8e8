-- Stories by the day and place, as counts: what the page asks for a year of, and what the company's figures of a day are made of.
-- A table a story, since each knows other places. Every refresh counts all days as of its moment (what is judged changes with the
-- hour that it is) and writes the cells that say something else than they did; of one cell the highest version holds, and a cell
-- that has become empty holds zeros. A partition a year, as the other days have. Places are plain strings here: servers of 18.16
-- merge and group dictionaries several times slower.
CREATE TABLE IF NOT EXISTS journeys_daily (
    day Date COMMENT 'UTC day on which the journeys began',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given',
    channels String COMMENT 'Channels used in them, in the order of the alphabet, with a comma between',
    journeys UInt64 COMMENT 'Journeys; 0: the cell has become empty',
    came UInt64 COMMENT 'Journeys with at least one contact by the customer',
    judged UInt64 COMMENT 'Of these, those that first contact resolution can be judged of',
    single UInt64 COMMENT 'Of the judged, those with one contact and none on the topic in the 7 days after',
    contacts UInt64 COMMENT 'Contacts by the customers',
    contacts_squares UInt64 COMMENT 'Sum of squares of contacts a journey',
    switched UInt64 COMMENT 'Journeys with a change of channel',
    effort UInt64 COMMENT 'Sum of effort, 0 to 100 a journey',
    effort_squares UInt64 COMMENT 'Sum of squares of effort',
    re_explained UInt64 COMMENT 'Journeys in which the customer had to explain again',
    resolved UInt64 COMMENT 'Journeys that the company called resolved',
    contradicted UInt64 COMMENT 'Of these, those that the customer contradicted',
    times Array(UInt64) COMMENT 'Journeys by contacts: none, 1, 2 and so on to 9, then 10 and more',
    kinds Array(UInt64) COMMENT 'Journeys without and with a complaint, of each that was not called resolved, confirmed, contradicted, silent',
    took Array(UInt64) COMMENT 'Seconds from first touchpoint to last of each resolved journey, ascending',
    version UInt64 COMMENT 'Server clock before the stories were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day) ORDER BY (day, region, product, team, channels);

CREATE TABLE IF NOT EXISTS promises_daily (
    day Date COMMENT 'UTC day on which the promises were made',
    channel String COMMENT 'Channel they were made on; empty: a record',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given',
    currency String COMMENT 'Currency of what is owed or was paid, ISO 4217; empty: none',
    tariff String COMMENT 'Tariff that applies; empty: none',
    promises UInt64 COMMENT 'Promises; 0: the cell has become empty',
    broken UInt64 COMMENT 'Promises that came due and were not kept',
    late UInt64 COMMENT 'Promises kept after they were due',
    kept UInt64 COMMENT 'Promises kept in time',
    open UInt64 COMMENT 'Promises not due yet',
    withdrawn UInt64 COMMENT 'Promises taken back in time',
    unknown_due UInt64 COMMENT 'Promises of which nobody knows when they are due',
    owing UInt64 COMMENT 'Promises for which something is owed or was paid',
    owed Int64 COMMENT 'Compensation owed, whole minor units',
    paid Int64 COMMENT 'Compensation paid, whole minor units',
    outstanding Int64 COMMENT 'Compensation owed and not paid, whole minor units',
    outstanding_unkept Int64 COMMENT 'Of this, for promises that are broken or late',
    version UInt64 COMMENT 'Server clock before the stories were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day)
ORDER BY (day, channel, region, product, team, currency, tariff);

CREATE TABLE IF NOT EXISTS resolutions_daily (
    day Date COMMENT 'UTC day on which the company said so, or of the answer to its survey',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given',
    official UInt64 COMMENT 'What the company calls resolved',
    mature UInt64 COMMENT 'Of this, what is old enough to be judged',
    contradicted UInt64 COMMENT 'Of the mature, what the customer contradicted',
    confirmed UInt64 COMMENT 'Of the mature, what the customer confirmed',
    silent UInt64 COMMENT 'Of the mature, what the customer said nothing about',
    satisfied UInt64 COMMENT 'Answers in the upper two fifths of the scale',
    answers UInt64 COMMENT 'Answers to surveys of satisfaction; no answer and nothing official: the cell has become empty',
    version UInt64 COMMENT 'Server clock before the stories were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day) ORDER BY (day, region, product, team);

CREATE TABLE IF NOT EXISTS outreach_daily (
    day Date COMMENT 'UTC day on which the company contacted customers',
    channel String COMMENT 'call, email, social or chat',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given',
    contacts UInt64 COMMENT 'Contacts; 0: the cell has become empty',
    violations UInt64 COMMENT 'Contacts that broke a limit',
    kinds Array(String) COMMENT 'Limits that were broken, in the order of the alphabet',
    kind_contacts Array(UInt64) COMMENT 'Beside each how many contacts broke it',
    campaigns Array(String) COMMENT 'Campaign of each pair of campaign and purpose; empty: none',
    purposes Array(String) COMMENT 'Beside each the purpose',
    part_contacts Array(UInt64) COMMENT 'Beside each the contacts of campaign and purpose',
    part_violations Array(UInt64) COMMENT 'Beside each how many of these broke a limit',
    version UInt64 COMMENT 'Server clock before the stories were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day) ORDER BY (day, channel, region, product, team);

CREATE TABLE IF NOT EXISTS handlings_daily (
    day Date COMMENT 'UTC day on which staff served',
    channel String COMMENT 'call, email, social or chat',
    region String COMMENT 'Region; empty: not given',
    product String COMMENT 'Product; empty: not given',
    team String COMMENT 'Team; empty: not given',
    staffed UInt64 COMMENT 'Interactions with staff; 0: the cell has become empty',
    courteous_solved UInt64 COMMENT 'Courteous, and solved',
    courteous_unsolved UInt64 COMMENT 'Courteous, and not solved',
    courteous_unknown UInt64 COMMENT 'Courteous, and nothing says whether it is solved',
    neutral_solved UInt64 COMMENT 'Neutral, and solved',
    neutral_unsolved UInt64 COMMENT 'Neutral, and not solved',
    neutral_unknown UInt64 COMMENT 'Neutral, and nothing says whether it is solved',
    discourteous_solved UInt64 COMMENT 'Discourteous, and solved',
    discourteous_unsolved UInt64 COMMENT 'Discourteous, and not solved',
    discourteous_unknown UInt64 COMMENT 'Discourteous, and nothing says whether it is solved',
    unknown_solved UInt64 COMMENT 'Attitude not told, and solved',
    unknown_unsolved UInt64 COMMENT 'Attitude not told, and not solved',
    unknown_unknown UInt64 COMMENT 'Attitude not told, and nothing says whether it is solved',
    version UInt64 COMMENT 'Server clock before the stories were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(day) ORDER BY (day, channel, region, product, team);

CREATE TABLE IF NOT EXISTS stories_counted (
    part String COMMENT 'journeys, promises, resolutions, outreach or handlings',
    as_of DateTime('UTC') COMMENT 'Moment as of which its days were counted last',
    stories UInt64 COMMENT 'How many rows its table of stories had then, older versions included',
    version UInt64 COMMENT 'Server clock, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY part;
