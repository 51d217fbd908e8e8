-- How customers feel, a day and place a row. Views for people hold plain types only, and NULL where there is no data.
-- Net sentiment: interval of Bonett and Price (2012) for paired shares; complaint rate: Wilson's (1927); 95 % both.
CREATE VIEW experience_daily (
    day Date,
    week Date,
    month Date,
    channel String,
    region String,
    product String,
    team String,
    language String,
    interactions UInt64,
    scored UInt64,
    coverage Nullable(Float64),
    negative UInt64,
    neutral UInt64,
    positive UInt64,
    net_sentiment Nullable(Float64),
    net_sentiment_low Nullable(Float64),
    net_sentiment_high Nullable(Float64),
    judged UInt64,
    complaints UInt64,
    complaint_rate Nullable(Float64),
    complaint_rate_low Nullable(Float64),
    complaint_rate_high Nullable(Float64),
    repeat_contacts UInt64,
    waiting UInt64,
    churn UInt64,
    escalations UInt64,
    not_resolved UInt64,
    resolved UInt64,
    thanks UInt64,
    praise UInt64,
    too_few UInt64
) AS SELECT
    on_day AS day, toMonday(on_day) AS week, toStartOfMonth(on_day) AS month,
    by_channel AS channel, by_region AS region, by_product AS product, by_team AS team, by_language AS language,
    n AS interactions, s AS scored, if(n = 0, NULL, s / n) AS coverage,
    s_negative AS negative, s_neutral AS neutral, s_positive AS positive,
    if(s = 0, NULL, 100 * net) AS net_sentiment,
    if(s = 0, NULL, 100 * greatest(-1., least(net, net_middle - net_half))) AS net_sentiment_low,
    if(s = 0, NULL, 100 * least(1., greatest(net, net_middle + net_half))) AS net_sentiment_high,
    j AS judged, k AS complaints,
    if(j = 0, NULL, 1000 * rate) AS complaint_rate,
    if(j = 0, NULL, 1000 * greatest(0., least(rate, rate_middle - rate_half))) AS complaint_rate_low,
    if(j = 0, NULL, 1000 * least(1., greatest(rate, rate_middle + rate_half))) AS complaint_rate_high,
    s_repeat AS repeat_contacts, s_waiting AS waiting, s_churn AS churn, s_escalation AS escalations,
    s_not_resolved AS not_resolved, s_resolved AS resolved, s_thanks AS thanks, s_praise AS praise,
    toUInt64(n < 30) AS too_few
FROM (
    SELECT on_day, by_channel, by_region, by_product, by_team, by_language, n, s, j, k, s_negative, s_neutral, s_positive,
        s_repeat, s_waiting, s_churn, s_escalation, s_not_resolved, s_resolved, s_thanks, s_praise,
        (s_positive - s_negative) / s AS net,
        (s_positive - s_negative) / (s + 2) AS net_middle,
        1.959963984540054 * sqrt(((s_positive + s_negative + 2) / (s + 2)
            - (s_positive - s_negative) / (s + 2) * (s_positive - s_negative) / (s + 2)) / (s + 2)) AS net_half,
        k / j AS rate,
        (k + 1.920729410347062) / (j + 3.841458820694124) AS rate_middle,
        1.959963984540054 * sqrt(k * (j - k) / j + 0.960364705173531) / (j + 3.841458820694124) AS rate_half
    FROM (
        SELECT day AS on_day, CAST(channel AS String) AS by_channel,
            CAST(region AS String) AS by_region, CAST(product AS String) AS by_product,
            CAST(team AS String) AS by_team, CAST(language AS String) AS by_language,
            interactions AS n, scored AS s, judged AS j, complaints AS k,
            negative AS s_negative, neutral AS s_neutral, positive AS s_positive,
            repeat AS s_repeat, waiting AS s_waiting, churn AS s_churn,
            escalation AS s_escalation, not_resolved AS s_not_resolved, resolved AS s_resolved,
            thanks AS s_thanks, praise AS s_praise
        FROM signals_daily FINAL
        WHERE interactions > 0
    )
);
