-- What official surveys say beside what the same customers said of their own accord in the same week: a week and place a row.
-- The place is that of the survey; what its customers said counts wherever they said it. Complaint share, CSAT: Wilson's interval
-- (1927). NPS, net sentiment: Bonett and Price (2012). Differences: square-and-add of both intervals (Newcombe 1998). 95 % all.
-- Facts are read without FINAL, which would merge them all: the keys of those of the customers who answered, by a hash of week and
-- customer (one that meets another by chance is told apart by the join), then every row under these keys at once, of which the newest
-- holds: it may be another's. Rows of one fact must come of one reading: a merge may end between two, and what the second
-- would have outdone is then still in the first.
-- Hashes of two columns: of one column of the key 18.16 makes the set anew at every level of a query, for its index.
-- ifNull around sums: a tool may have sums of nothing be NULL, which joins then hand on.
CREATE VIEW official_and_felt (
    week Date,
    month Date,
    region String,
    product String,
    csat Nullable(Float64),
    csat_low Nullable(Float64),
    csat_high Nullable(Float64),
    csat_n UInt64,
    nps Nullable(Float64),
    nps_low Nullable(Float64),
    nps_high Nullable(Float64),
    nps_n UInt64,
    ces Nullable(Float64),
    ces_low Nullable(Float64),
    ces_high Nullable(Float64),
    ces_n UInt64,
    customers UInt64,
    heard UInt64,
    coverage Nullable(Float64),
    scored UInt64,
    net_sentiment Nullable(Float64),
    net_sentiment_low Nullable(Float64),
    net_sentiment_high Nullable(Float64),
    judged UInt64,
    complaint_share Nullable(Float64),
    complaint_share_low Nullable(Float64),
    complaint_share_high Nullable(Float64),
    csat_gap Nullable(Float64),
    csat_gap_low Nullable(Float64),
    csat_gap_high Nullable(Float64),
    nps_gap Nullable(Float64),
    nps_gap_low Nullable(Float64),
    nps_gap_high Nullable(Float64),
    too_few UInt64
) AS SELECT
    on_week AS week, toStartOfMonth(on_week) AS month, by_region AS region, by_product AS product,
    if(cn = 0, NULL, c) AS csat, if(cn = 0, NULL, c_from) AS csat_low, if(cn = 0, NULL, c_to) AS csat_high,
    cn AS csat_n,
    if(pn = 0, NULL, p) AS nps, if(pn = 0, NULL, p_from) AS nps_low, if(pn = 0, NULL, p_to) AS nps_high, pn AS nps_n,
    if(en = 0, NULL, e) AS ces, if(en < 2, NULL, greatest(0., e - e_half)) AS ces_low,
    if(en < 2, NULL, least(100., e + e_half)) AS ces_high, en AS ces_n,
    people AS customers, spoke AS heard, if(people = 0, NULL, spoke / people) AS coverage,
    s AS scored, if(s = 0, NULL, f) AS net_sentiment, if(s = 0, NULL, f_from) AS net_sentiment_low,
    if(s = 0, NULL, f_to) AS net_sentiment_high,
    j AS judged, if(j = 0, NULL, g) AS complaint_share, if(j = 0, NULL, g_from) AS complaint_share_low,
    if(j = 0, NULL, g_to) AS complaint_share_high,
    if(cn = 0 OR j = 0, NULL, c - (100 - g)) AS csat_gap,
    if(cn = 0 OR j = 0, NULL, c - (100 - g) - sqrt((c - c_from) * (c - c_from) + (g - g_from) * (g - g_from))) AS csat_gap_low,
    if(cn = 0 OR j = 0, NULL, c - (100 - g) + sqrt((c_to - c) * (c_to - c) + (g_to - g) * (g_to - g))) AS csat_gap_high,
    if(pn = 0 OR s = 0, NULL, p - f) AS nps_gap,
    if(pn = 0 OR s = 0, NULL, p - f - sqrt((p - p_from) * (p - p_from) + (f_to - f) * (f_to - f))) AS nps_gap_low,
    if(pn = 0 OR s = 0, NULL, p - f + sqrt((p_to - p) * (p_to - p) + (f - f_from) * (f - f_from))) AS nps_gap_high,
    toUInt64(cn + pn + en < 30 OR j < 30) AS too_few
FROM (
    SELECT on_week, by_region, by_product, cn, pn, en, people, spoke, s, j,
        100 * ck / cn AS c,
        100 * greatest(0., least(ck / cn, (ck + 1.920729410347062 - 1.959963984540054
            * sqrt(ck * (cn - ck) / cn + 0.960364705173531)) / (cn + 3.841458820694124))) AS c_from,
        100 * least(1., greatest(ck / cn, (ck + 1.920729410347062 + 1.959963984540054
            * sqrt(ck * (cn - ck) / cn + 0.960364705173531)) / (cn + 3.841458820694124))) AS c_to,
        (toInt64(pk) - toInt64(pd)) / pn AS p_share,
        (toInt64(pk) - toInt64(pd)) / (pn + 2) AS p_middle,
        1.959963984540054 * sqrt(((pk + pd + 2) / (pn + 2) - p_middle * p_middle) / (pn + 2)) AS p_half,
        100 * p_share AS p,
        100 * greatest(-1., least(p_share, p_middle - p_half)) AS p_from,
        100 * least(1., greatest(p_share, p_middle + p_half)) AS p_to,
        e_sum / en AS e,
        1.959963984540054 * sqrt(greatest(0., e_squares - e_sum * e_sum / en) / (en - 1) / en) AS e_half,
        (toInt64(sk) - toInt64(sd)) / s AS f_share,
        (toInt64(sk) - toInt64(sd)) / (s + 2) AS f_middle,
        1.959963984540054 * sqrt(((sk + sd + 2) / (s + 2) - f_middle * f_middle) / (s + 2)) AS f_half,
        100 * f_share AS f,
        100 * greatest(-1., least(f_share, f_middle - f_half)) AS f_from,
        100 * least(1., greatest(f_share, f_middle + f_half)) AS f_to,
        100 * jk / j AS g,
        100 * greatest(0., least(jk / j, (jk + 1.920729410347062 - 1.959963984540054
            * sqrt(jk * (j - jk) / j + 0.960364705173531)) / (j + 3.841458820694124))) AS g_from,
        100 * least(1., greatest(jk / j, (jk + 1.920729410347062 + 1.959963984540054
            * sqrt(jk * (j - jk) / j + 0.960364705173531)) / (j + 3.841458820694124))) AS g_to
    FROM (
        SELECT on_week, by_region, by_product, toUInt64(sum(is_csat)) AS cn,
            toUInt64(sum(is_csat AND 5 * above >= 3 * whole)) AS ck, toUInt64(sum(is_nps)) AS pn,
            toUInt64(sum(is_nps AND 10 * above >= 9 * whole)) AS pk,
            toUInt64(sum(is_nps AND 10 * above <= 6 * whole)) AS pd, toUInt64(sum(is_ces)) AS en,
            sum(if(is_ces, 100 * above / whole, 0.)) AS e_sum,
            sum(if(is_ces, 10000 * above / whole * above / whole, 0.)) AS e_squares
        FROM (
            SELECT toMonday(toDate(created_at, 'UTC')) AS on_week, CAST(region AS String) AS by_region,
                CAST(product AS String) AS by_product, survey = 'csat' AS is_csat, survey = 'nps' AS is_nps,
                survey = 'ces' AS is_ces, toInt64(ifNull(score, 0)) - toInt64(ifNull(lowest, 0)) AS above,
                toInt64(ifNull(highest, 0)) - toInt64(ifNull(lowest, 0)) AS whole
            FROM records FINAL
            WHERE survey != '' AND ifNull(score >= lowest AND score <= highest AND lowest < highest, 0)
        )
        GROUP BY on_week, by_region, by_product
    ) AS asked
    ANY LEFT JOIN (
        SELECT on_week, by_region, by_product, toUInt64(count()) AS people, toUInt64(ifNull(sum(said > 0), 0)) AS spoke,
            ifNull(sum(is_scored), 0) AS s, ifNull(sum(is_positive), 0) AS sk, ifNull(sum(is_negative), 0) AS sd, ifNull(sum(is_judged), 0) AS j,
            ifNull(sum(is_complaint), 0) AS jk
        FROM (
            SELECT on_week, by_region, by_product, who, said, is_scored, is_positive, is_negative, is_judged, is_complaint
            FROM (
                SELECT DISTINCT toMonday(toDate(created_at, 'UTC')) AS on_week, CAST(region AS String) AS by_region,
                    CAST(product AS String) AS by_product, customer AS who
                FROM records FINAL
                WHERE survey != '' AND ifNull(score >= lowest AND score <= highest AND lowest < highest, 0) AND customer != ''
            ) AS answered
            ANY LEFT JOIN (
                SELECT toMonday(toDate(window, 'UTC')) AS on_week, tupleElement(newest, 1) AS who, toUInt64(count()) AS said,
                    toUInt64(ifNull(sum(tupleElement(newest, 2) != ''), 0)) AS is_scored,
                    toUInt64(ifNull(sum(tupleElement(newest, 2) = 'positive'), 0)) AS is_positive,
                    toUInt64(ifNull(sum(tupleElement(newest, 2) = 'negative'), 0)) AS is_negative,
                    toUInt64(ifNull(sum(tupleElement(newest, 3) != ''), 0)) AS is_judged,
                    toUInt64(ifNull(sum(tupleElement(newest, 3) = 'yes'), 0)) AS is_complaint
                FROM (
                    SELECT window, event_key,
                        argMax(tuple(customer, CAST(sentiment AS String), CAST(complaint AS String), counted), version) AS newest
                    FROM interactions
                    WHERE cityHash64(window, event_key) IN (
                        SELECT cityHash64(window, event_key) FROM interactions
                        PREWHERE cityHash64(toMonday(toDate(window, 'UTC')), customer) IN (
                            SELECT cityHash64(toMonday(toDate(created_at, 'UTC')), customer) FROM records
                            WHERE survey != '' AND ifNull(score >= lowest AND score <= highest AND lowest < highest, 0) AND customer != ''))
                    GROUP BY window, event_key
                )
                WHERE tupleElement(newest, 4) = 1
                GROUP BY on_week, who
            ) AS spoken USING (on_week, who)
        )
        GROUP BY on_week, by_region, by_product
    ) AS felt USING (on_week, by_region, by_product)
)
SETTINGS join_use_nulls = 0;
