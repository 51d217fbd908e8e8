-- What dissatisfaction goes together with, over four complete weeks: an association, which says where to look and not why.
-- The effect holds the other dimensions fixed; the raw share beside it does not, and may say the opposite.
CREATE VIEW drivers (
    period_start Date,
    period_end Date,
    month Date,
    figure String,
    dimension String,
    place String,
    hits UInt64,
    n UInt64,
    coverage Nullable(Float64),
    raw Float64,
    raw_low Float64,
    raw_high Float64,
    others Float64,
    effect Float64,
    effect_low Float64,
    effect_high Float64,
    probability Float64,
    volume Float64,
    contribution Float64,
    quadrant String,
    too_few UInt64
) AS SELECT
    toDate(since, 'UTC') AS period_start, toDate(until, 'UTC') AS period_end,
    toStartOfMonth(toDate(until, 'UTC') - 1) AS month, by_figure AS figure, by_dimension AS dimension,
    by_place AS place, of_hits AS hits, of_n AS n, if(of_relevant = 0, NULL, of_n / of_relevant) AS coverage,
    was AS raw, was_low AS raw_low, was_high AS raw_high, rest AS others, goes AS effect, goes_low AS effect_low,
    goes_high AS effect_high, chance AS probability, size AS volume, adds AS contribution, kind AS quadrant, toUInt64(of_n < 30) AS too_few
FROM (
    SELECT period_start AS since, period_end AS until, CAST(figure AS String) AS by_figure,
        CAST(dimension AS String) AS by_dimension, place AS by_place, hits AS of_hits, n AS of_n,
        relevant AS of_relevant, raw AS was, raw_low AS was_low, raw_high AS was_high, others AS rest,
        effect AS goes, effect_low AS goes_low, effect_high AS goes_high, probability AS chance, volume AS size, contribution AS adds,
        CAST(quadrant AS String) AS kind
    FROM noticed_drivers FINAL
    WHERE present = 1
);
