-- What official surveys say and what the same customers said in the same week, as counts: kept by `earshot refresh`, since the page
-- would have to look for every customer who answered among all facts. A week is as it was counted while the facts and records of
-- it are the rows that were counted (`seen`); where they are not, whoever asks counts that week, and the next refresh keeps it.
-- Places are plain strings, as in the days of stories.
CREATE TABLE IF NOT EXISTS surveys_weekly (
    week Date COMMENT 'Monday of the UTC week in which the survey was answered',
    region String COMMENT 'Region of the survey; empty: not given',
    product String COMMENT 'Product of the survey; empty: not given',
    csat_n UInt64 COMMENT 'Answers about satisfaction',
    satisfied UInt64 COMMENT 'Of these, in the upper two fifths of the scale',
    nps_n UInt64 COMMENT 'Answers about recommending',
    promoters UInt64 COMMENT 'Of these, in the upper tenth and above',
    detractors UInt64 COMMENT 'Of these, in the lower six tenths',
    ces_n UInt64 COMMENT 'Answers about effort',
    ces_sum Float64 COMMENT 'Sum of these, each 0 to 100',
    ces_squares Float64 COMMENT 'Sum of their squares',
    customers UInt64 COMMENT 'Known customers who answered anything',
    heard UInt64 COMMENT 'Of these, who said something of their own accord in the same week',
    scored UInt64 COMMENT 'What these said that has a sentiment',
    positive UInt64 COMMENT 'Positive among the scored',
    negative UInt64 COMMENT 'Negative among the scored',
    judged UInt64 COMMENT 'What these said that could be judged for a complaint',
    complaints UInt64 COMMENT 'Complaints among the judged',
    version UInt64 COMMENT 'Server clock before the facts were read, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYear(week) ORDER BY (week, region, product);

CREATE TABLE IF NOT EXISTS weeks_counted (
    week Date COMMENT 'Monday of a UTC week that surveys_weekly holds',
    seen UInt64 COMMENT 'The rows of its facts and records when it was counted, each by its version plus 1, added up',
    version UInt64 COMMENT 'Server clock, microseconds; the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY week;
