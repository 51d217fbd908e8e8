-- A figure of one cell and week beside the week before. Noticed by `earshot refresh` and `earshot run`, for twelve weeks back.
-- Which cells really moved needs all cells of the week at once, so it cannot be asked of a view over the tallies.
CREATE VIEW movements (
    week Date,
    month Date,
    figure String,
    topic String,
    topic_name String,
    topic_name_zh String,
    dimension String,
    place String,
    estimate Nullable(Float64),
    estimate_low Nullable(Float64),
    estimate_high Nullable(Float64),
    n UInt64,
    coverage Nullable(Float64),
    before Nullable(Float64),
    before_low Nullable(Float64),
    before_high Nullable(Float64),
    before_n UInt64,
    before_coverage Nullable(Float64),
    change Nullable(Float64),
    change_low Nullable(Float64),
    change_high Nullable(Float64),
    probability Nullable(Float64),
    flagged UInt64,
    too_few UInt64
) AS SELECT
    toDate(at_week, 'UTC') AS week, toStartOfMonth(toDate(at_week, 'UTC')) AS month, by_figure AS figure,
    by_topic AS topic, ifNull(nullIf(named, ''), by_topic) AS topic_name,
    ifNull(nullIf(named_zh, ''), by_topic) AS topic_name_zh, by_dimension AS dimension, by_place AS place,
    is_now AS estimate, is_low AS estimate_low, is_high AS estimate_high, of_n AS n,
    if(of_relevant = 0, NULL, of_n / of_relevant) AS coverage, was AS before, was_low AS before_low,
    was_high AS before_high, of_before_n AS before_n,
    if(of_before_relevant = 0, NULL, of_before_n / of_before_relevant) AS before_coverage, by_change AS change,
    by_low AS change_low, by_high AS change_high, chance AS probability, toUInt64(is_flagged) AS flagged,
    toUInt64(of_n < 30 OR of_before_n < 30) AS too_few
FROM (
    SELECT week AS at_week, CAST(figure AS String) AS by_figure, CAST(topic AS String) AS by_topic,
        CAST(dimension AS String) AS by_dimension, place AS by_place, estimate AS is_now, low AS is_low,
        high AS is_high, n AS of_n, relevant AS of_relevant, before AS was, before_low AS was_low,
        before_high AS was_high, before_n AS of_before_n, before_relevant AS of_before_relevant, change AS by_change,
        change_low AS by_low, change_high AS by_high, probability AS chance, flagged AS is_flagged
    FROM noticed_movements FINAL
    WHERE present = 1
) AS moved
ANY LEFT JOIN (
    SELECT topic AS by_topic, name AS named, name_zh AS named_zh FROM topic_names FINAL
) AS names USING (by_topic)
SETTINGS join_use_nulls = 0;
