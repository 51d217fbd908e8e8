-- How those who pay and those who use feel, a week and place a row. Not from the tallies, which do not part roles.
-- Net sentiment: interval of Bonett and Price (2012) for paired shares; complaint rate: Wilson's (1927); 95 % both.
CREATE VIEW experience_by_role (
    week Date,
    month Date,
    role String,
    region String,
    product String,
    interactions UInt64,
    scored UInt64,
    scored_coverage Nullable(Float64),
    negative UInt64,
    neutral UInt64,
    positive UInt64,
    net_sentiment Nullable(Float64),
    net_sentiment_low Nullable(Float64),
    net_sentiment_high Nullable(Float64),
    judged UInt64,
    judged_coverage Nullable(Float64),
    complaints UInt64,
    complaint_rate Nullable(Float64),
    complaint_rate_low Nullable(Float64),
    complaint_rate_high Nullable(Float64),
    too_few UInt64
) AS SELECT
    on_week AS week, toStartOfMonth(on_week) AS month, by_role AS role, by_region AS region, by_product AS product,
    n AS interactions, s AS scored, s / n AS scored_coverage,
    s_negative AS negative, s - s_negative - s_positive AS neutral, s_positive AS positive,
    if(s = 0, NULL, 100 * net) AS net_sentiment,
    if(s = 0, NULL, 100 * greatest(-1., least(net, net_middle - net_half))) AS net_sentiment_low,
    if(s = 0, NULL, 100 * least(1., greatest(net, net_middle + net_half))) AS net_sentiment_high,
    j AS judged, j / n AS judged_coverage, k AS complaints,
    if(j = 0, NULL, 1000 * k / j) AS complaint_rate,
    if(j = 0, NULL, 1000 * greatest(0., least(k / j, rate_middle - rate_half))) AS complaint_rate_low,
    if(j = 0, NULL, 1000 * least(1., greatest(k / j, rate_middle + rate_half))) AS complaint_rate_high,
    toUInt64(n < 30) AS too_few
FROM (
    SELECT *,
        (toInt64(s_positive) - toInt64(s_negative)) / s AS net,
        (toInt64(s_positive) - toInt64(s_negative)) / (s + 2) AS net_middle,
        1.959963984540054 * sqrt(((s_positive + s_negative + 2) / (s + 2) - net_middle * net_middle) / (s + 2)) AS net_half,
        (k + 1.920729410347062) / (j + 3.841458820694124) AS rate_middle,
        1.959963984540054 * sqrt(k * (j - k) / j + 0.960364705173531) / (j + 3.841458820694124) AS rate_half
    FROM (
        SELECT toMonday(toDate(window, 'UTC')) AS on_week, CAST(role AS String) AS by_role,
            CAST(region AS String) AS by_region, CAST(product AS String) AS by_product, toUInt64(count()) AS n,
            toUInt64(sum(sentiment != '')) AS s, toUInt64(sum(sentiment = 'negative')) AS s_negative,
            toUInt64(sum(sentiment = 'positive')) AS s_positive, toUInt64(sum(complaint != '')) AS j,
            toUInt64(sum(complaint = 'yes')) AS k
        FROM interactions FINAL
        WHERE counted = 1
        GROUP BY on_week, by_role, by_region, by_product
    )
);
