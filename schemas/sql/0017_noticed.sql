-- What was noticed in the tallies. Few rows, keyed by what they speak of: noticing anew replaces, and what no longer
-- follows is withdrawn with present 0. Partitions follow dates of the key, which never change for a row.
CREATE TABLE IF NOT EXISTS noticed (
    part String COMMENT 'weeks: movements and drivers; hours: surges',
    as_of DateTime('UTC') COMMENT 'Facts before this moment were looked at',
    facts UInt64 COMMENT 'Newest version of the tallies it rests on',
    method String COMMENT 'Version of the methods',
    version UInt64 COMMENT 'Server clock, microseconds; of one part the highest holds'
) ENGINE = ReplacingMergeTree(version) ORDER BY part;

CREATE TABLE IF NOT EXISTS noticed_movements (
    week DateTime('UTC') COMMENT 'Monday 00:00 UTC of the week',
    figure LowCardinality(String) COMMENT 'net_sentiment, complaint_rate or topic_complaint_rate',
    topic LowCardinality(String) COMMENT 'Topic of the figure; empty: none',
    dimension LowCardinality(String) COMMENT 'all, region, product, team or channel',
    place String COMMENT 'Value of the dimension; empty: not given, or all',
    estimate Nullable(Float64) COMMENT 'The figure in the week; NULL: nothing to judge',
    low Nullable(Float64) COMMENT 'Lower end of its 95 % interval',
    high Nullable(Float64) COMMENT 'Upper end of its 95 % interval',
    n UInt64 COMMENT 'What it rests on',
    relevant UInt64 COMMENT 'Interactions of which n could be judged',
    before Nullable(Float64) COMMENT 'The figure in the week before; NULL: nothing to judge',
    before_low Nullable(Float64) COMMENT 'Lower end of its 95 % interval',
    before_high Nullable(Float64) COMMENT 'Upper end of its 95 % interval',
    before_n UInt64 COMMENT 'What it rested on',
    before_relevant UInt64 COMMENT 'Interactions of which before_n could be judged',
    change Nullable(Float64) COMMENT 'The figure less that of the week before; NULL: one of them is unknown',
    change_low Nullable(Float64) COMMENT 'Lower end of its 95 % interval',
    change_high Nullable(Float64) COMMENT 'Upper end of its 95 % interval',
    probability Nullable(Float64) COMMENT 'Of so large a change where nothing had changed',
    flagged UInt8 COMMENT '1: no chance: the intervals part, and the false discovery rate holds over all cells of the week',
    present UInt8 COMMENT '0: no longer follows from the facts',
    version UInt64 COMMENT 'Server clock, microseconds; of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(week) ORDER BY (week, figure, topic, dimension, place);

CREATE TABLE IF NOT EXISTS noticed_surges (
    topic LowCardinality(String) COMMENT 'Topic, by id of the taxonomy',
    started_at DateTime('UTC') COMMENT 'Begin of the window that crossed first',
    crossed_at DateTime('UTC') COMMENT 'End of the hour in which its count crossed',
    ended_at Nullable(DateTime('UTC')) COMMENT 'Begin of the first window that was back; NULL: not yet',
    hours UInt32 COMMENT 'Length of the window that crossed first',
    usual Float64 COMMENT 'Usual count of that window',
    count UInt64 COMMENT 'Its count, so far where it is not over',
    critical UInt64 COMMENT 'The count that chance does not explain',
    probability Float64 COMMENT 'Of this count or a higher one in a usual week',
    total UInt64 COMMENT 'Count of all windows of the surge so far',
    total_usual Float64 COMMENT 'Usual count of all windows of the surge so far',
    history_weeks UInt32 COMMENT 'Weeks the usual counts were learnt from',
    present UInt8 COMMENT '0: no longer follows from the facts',
    version UInt64 COMMENT 'Server clock, microseconds; of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(started_at) ORDER BY (topic, started_at);

CREATE TABLE IF NOT EXISTS noticed_watch (
    week DateTime('UTC') COMMENT 'Monday 00:00 UTC of the week',
    topic LowCardinality(String) COMMENT 'Topic, by id of the taxonomy',
    usual Nullable(Float64) COMMENT 'Usual count of the whole week; NULL: too little history',
    least Nullable(Float64) COMMENT 'Usual count a window needs so that three times as many are found; NULL: none is enough, or unknown',
    able Nullable(Float64) COMMENT 'Share of the usual count that lies in windows with at least so many; NULL: unknown',
    shortest Nullable(UInt32) COMMENT 'Hours of the shortest of these windows; NULL: there is none',
    longest Nullable(UInt32) COMMENT 'Hours of the longest of these windows; NULL: there is none',
    history_weeks UInt32 COMMENT 'Weeks it was learnt from',
    present UInt8 COMMENT '0: no longer follows from the facts',
    version UInt64 COMMENT 'Server clock, microseconds; of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(week) ORDER BY (week, topic);

CREATE TABLE IF NOT EXISTS noticed_drivers (
    period_end DateTime('UTC') COMMENT 'Monday 00:00 UTC on which the four weeks are over',
    period_start DateTime('UTC') COMMENT 'Monday 00:00 UTC on which they began',
    figure LowCardinality(String) COMMENT 'negative_share or complaint_share',
    dimension LowCardinality(String) COMMENT 'region, product, team, channel or language',
    place String COMMENT 'Value of the dimension; empty: not given',
    hits UInt64 COMMENT 'Negative interactions, or complaints',
    n UInt64 COMMENT 'Interactions that could be judged',
    relevant UInt64 COMMENT 'All interactions',
    raw Float64 COMMENT 'Hits by n, points: nothing held fixed',
    raw_low Float64 COMMENT 'Lower end of its 95 % interval',
    raw_high Float64 COMMENT 'Upper end of its 95 % interval',
    others Float64 COMMENT 'The same of all other values of the dimension',
    effect Float64 COMMENT 'Points that go together with the value, the other dimensions held fixed',
    effect_low Float64 COMMENT 'Lower end of its 95 % interval',
    effect_high Float64 COMMENT 'Upper end of its 95 % interval',
    probability Float64 COMMENT 'Of so large an effect where there is none',
    volume Float64 COMMENT 'Share of the judged interactions, 0 to 1',
    contribution Float64 COMMENT 'Volume times effect, points of the whole share',
    quadrant LowCardinality(String) COMMENT 'fix_first, watch, keep_up, learn_from or alike',
    present UInt8 COMMENT '0: no longer follows from the facts',
    version UInt64 COMMENT 'Server clock, microseconds; of one key the highest holds'
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(period_end)
ORDER BY (period_end, figure, dimension, place);
