-- Praise counted, a week and name a row. Who praises the same name twice in one breath has praised once.
CREATE VIEW praise_by_name (
    week Date,
    month Date,
    region String,
    product String,
    team String,
    praised String,
    credited_by String,
    interactions UInt64,
    customers UInt64
) AS SELECT
    week, toStartOfMonth(week) AS month, region, product, team, praised, credited_by,
    toUInt64(uniqExact(event_key)) AS interactions, toUInt64(uniqExact(customer)) AS customers
FROM praise
GROUP BY week, region, product, team, praised, credited_by;
