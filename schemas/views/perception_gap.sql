-- What the company calls resolved, beside what its customers then said or did. Only resolutions whose time of proof is
-- over are judged. Gap: Wilson's 95 % interval (1927). Satisfied: an answer in the upper two fifths of its scale.
-- materialize: 18.16 cannot unite a constant column with one that is not.
CREATE VIEW perception_gap (
    week Date,
    month Date,
    region String,
    product String,
    team String,
    official UInt64,
    mature UInt64,
    contradicted UInt64,
    confirmed UInt64,
    silent UInt64,
    official_share Nullable(Float64),
    felt_share Nullable(Float64),
    gap Nullable(Float64),
    gap_low Nullable(Float64),
    gap_high Nullable(Float64),
    csat Nullable(Float64),
    csat_n UInt64,
    too_few UInt64
) AS SELECT
    on_week AS week, toStartOfMonth(on_week) AS month, by_region AS region, by_product AS product, by_team AS team,
    s_official AS official, n AS mature, k AS contradicted, s_confirmed AS confirmed, s_silent AS silent,
    if(n = 0, NULL, 100.) AS official_share,
    if(n = 0, NULL, 100 * (n - k) / n) AS felt_share,
    if(n = 0, NULL, 100 * k / n) AS gap,
    if(n = 0, NULL, 100 * greatest(0., least(k / n, (k + 1.920729410347062 - 1.959963984540054
        * sqrt(k * (n - k) / n + 0.960364705173531)) / (n + 3.841458820694124)))) AS gap_low,
    if(n = 0, NULL, 100 * least(1., greatest(k / n, (k + 1.920729410347062 + 1.959963984540054
        * sqrt(k * (n - k) / n + 0.960364705173531)) / (n + 3.841458820694124)))) AS gap_high,
    if(s_answers = 0, NULL, 100 * s_satisfied / s_answers) AS csat, s_answers AS csat_n, toUInt64(n < 30) AS too_few
FROM (
    SELECT on_week, by_region, by_product, by_team, sum(is_official) AS s_official, sum(is_mature) AS n,
        sum(is_mature AND is_contradicted) AS k, sum(is_mature AND is_confirmed) AS s_confirmed,
        sum(is_mature AND is_silent) AS s_silent, sum(is_satisfied) AS s_satisfied, sum(is_answer) AS s_answers
    FROM (
        SELECT toMonday(toDate(resolved_at, 'UTC')) AS on_week, CAST(region AS String) AS by_region,
            CAST(product AS String) AS by_product, CAST(team AS String) AS by_team, materialize(toUInt8(1)) AS is_official,
            toUInt8(matures_at <= now()) AS is_mature,
            toUInt8(CAST(verdict AS String) = 'contradicted') AS is_contradicted,
            toUInt8(CAST(verdict AS String) = 'confirmed') AS is_confirmed,
            toUInt8(CAST(verdict AS String) = 'silent') AS is_silent,
            materialize(toUInt8(0)) AS is_satisfied, materialize(toUInt8(0)) AS is_answer
        FROM resolutions FINAL
        WHERE present = 1
        UNION ALL
        SELECT toMonday(toDate(created_at, 'UTC')) AS on_week, CAST(region AS String) AS by_region,
            CAST(product AS String) AS by_product, CAST(team AS String) AS by_team, materialize(toUInt8(0)) AS is_official,
            materialize(toUInt8(0)) AS is_mature, materialize(toUInt8(0)) AS is_contradicted, materialize(toUInt8(0)) AS is_confirmed,
            materialize(toUInt8(0)) AS is_silent,
            toUInt8(5 * (ifNull(score, 0) - ifNull(lowest, 0)) >= 3 * (ifNull(highest, 0) - ifNull(lowest, 0)))
                AS is_satisfied,
            materialize(toUInt8(1)) AS is_answer
        FROM records FINAL
        WHERE survey = 'csat' AND ifNull(score >= lowest AND score <= highest AND lowest < highest, 0)
    )
    GROUP BY on_week, by_region, by_product, by_team
);
