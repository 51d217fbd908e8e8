-- Every leading figure of the whole company, a day and figure a row: for tools that want one table and no arithmetic.
-- Shares: Wilson's 95 % interval (1927); net figures: Bonett and Price (2012). A count has no interval. A day without a row: nothing happened.
CREATE VIEW kpi_daily (
    day Date,
    week Date,
    month Date,
    metric String,
    value Nullable(Float64),
    n UInt64,
    low Nullable(Float64),
    high Nullable(Float64),
    coverage Nullable(Float64),
    too_few UInt64
) AS SELECT
    on_day AS day, toMonday(on_day) AS week, toStartOfMonth(on_day) AS month, by_figure AS metric,
    if(j = 0, NULL, multiIf(shape = 'net', times * net, shape = 'share', times * k / j, toFloat64(k))) AS value, j AS n,
    if(j = 0 OR shape = 'count', NULL, times * if(shape = 'net', greatest(-1., least(net, net_middle - net_half)),
        greatest(0., least(k / j, share_middle - share_half)))) AS low,
    if(j = 0 OR shape = 'count', NULL, times * if(shape = 'net', least(1., greatest(net, net_middle + net_half)),
        least(1., greatest(k / j, share_middle + share_half)))) AS high,
    if(a = 0, NULL, j / a) AS coverage, toUInt64(shape != 'count' AND j < 30) AS too_few
FROM (
    SELECT on_day, by_figure, shape, times, k, j, a, (toInt64(k) - toInt64(minus)) / j AS net,
        (toInt64(k) - toInt64(minus)) / (j + 2) AS net_middle,
        1.959963984540054 * sqrt(greatest(0., ((k + minus + 2) / (j + 2)
            - (toInt64(k) - toInt64(minus)) / (j + 2) * (toInt64(k) - toInt64(minus)) / (j + 2)) / (j + 2))) AS net_half,
        (k + 1.920729410347062) / (j + 3.841458820694124) AS share_middle,
        1.959963984540054 * sqrt(greatest(0., k * (toInt64(j) - toInt64(k)) / j + 0.960364705173531))
            / (j + 3.841458820694124) AS share_half
    FROM (
        SELECT day AS on_day, CAST(figure AS String) AS by_figure, CAST(form AS String) AS shape, per AS times, hits AS k,
            against AS minus, n AS j, relevant AS a
        FROM figures_daily FINAL
        WHERE n + relevant > 0
    )
);
