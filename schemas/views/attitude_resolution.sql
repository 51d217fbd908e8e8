-- How staff behaved beside what came of it: a week and place a row, the twelve cells as counts.
-- The outcome is that of the later evidence that is past; of one moment the one against. Share: Wilson's 95 % interval (1927).
CREATE VIEW attitude_resolution (
    week Date,
    month Date,
    channel String,
    region String,
    product String,
    team String,
    staffed UInt64,
    courteous_solved UInt64,
    courteous_unsolved UInt64,
    courteous_unknown UInt64,
    neutral_solved UInt64,
    neutral_unsolved UInt64,
    neutral_unknown UInt64,
    discourteous_solved UInt64,
    discourteous_unsolved UInt64,
    discourteous_unknown UInt64,
    unknown_solved UInt64,
    unknown_unsolved UInt64,
    unknown_unknown UInt64,
    known UInt64,
    coverage Nullable(Float64),
    courteous_unsolved_share Nullable(Float64),
    courteous_unsolved_share_low Nullable(Float64),
    courteous_unsolved_share_high Nullable(Float64),
    too_few UInt64
) AS SELECT
    on_week AS week, toStartOfMonth(on_week) AS month, by_channel AS channel, by_region AS region,
    by_product AS product, by_team AS team, everything AS staffed,
    c_solved AS courteous_solved, k AS courteous_unsolved, c_all - c_solved - k AS courteous_unknown,
    n_solved AS neutral_solved, n_not AS neutral_unsolved, n_all - n_solved - n_not AS neutral_unknown,
    d_solved AS discourteous_solved, d_not AS discourteous_unsolved, d_all - d_solved - d_not AS discourteous_unknown,
    u_solved AS unknown_solved, u_not AS unknown_unsolved, u_all - u_solved - u_not AS unknown_unknown,
    n AS known, n / everything AS coverage,
    if(n = 0, NULL, k / n) AS courteous_unsolved_share,
    if(n = 0, NULL, greatest(0., least(k / n, (k + 1.920729410347062 - 1.959963984540054
        * sqrt(k * (n - k) / n + 0.960364705173531)) / (n + 3.841458820694124)))) AS courteous_unsolved_share_low,
    if(n = 0, NULL, least(1., greatest(k / n, (k + 1.920729410347062 + 1.959963984540054
        * sqrt(k * (n - k) / n + 0.960364705173531)) / (n + 3.841458820694124)))) AS courteous_unsolved_share_high,
    toUInt64(n < 30) AS too_few
FROM (
    SELECT on_week, by_channel, by_region, by_product, by_team, toUInt64(count()) AS everything,
        toUInt64(sum(is_solved OR is_not)) AS n,
        toUInt64(sum(manner = 'courteous')) AS c_all, toUInt64(sum(manner = 'courteous' AND is_solved)) AS c_solved,
        toUInt64(sum(manner = 'courteous' AND is_not)) AS k,
        toUInt64(sum(manner = 'neutral')) AS n_all, toUInt64(sum(manner = 'neutral' AND is_solved)) AS n_solved,
        toUInt64(sum(manner = 'neutral' AND is_not)) AS n_not,
        toUInt64(sum(manner = 'discourteous')) AS d_all,
        toUInt64(sum(manner = 'discourteous' AND is_solved)) AS d_solved,
        toUInt64(sum(manner = 'discourteous' AND is_not)) AS d_not,
        toUInt64(sum(manner = 'unknown')) AS u_all, toUInt64(sum(manner = 'unknown' AND is_solved)) AS u_solved,
        toUInt64(sum(manner = 'unknown' AND is_not)) AS u_not
    FROM (
        SELECT toMonday(toDate(handled_at, 'UTC')) AS on_week, CAST(channel AS String) AS by_channel,
            CAST(region AS String) AS by_region, CAST(product AS String) AS by_product, CAST(team AS String) AS by_team,
            CAST(attitude AS String) AS manner,
            ifNull(unsolved_at <= now(), 0) AND NOT ifNull(solved_at <= now() AND solved_at > unsolved_at, 0) AS is_not,
            ifNull(solved_at <= now(), 0) AND NOT ifNull(unsolved_at <= now() AND unsolved_at >= solved_at, 0) AS is_solved
        FROM handlings FINAL
        WHERE present = 1 AND handled_at <= now()
    )
    GROUP BY on_week, by_channel, by_region, by_product, by_team
);
