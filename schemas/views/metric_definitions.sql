-- What each figure means, out of the same registry as comments, page and documents: {figures} is filled in from it.
CREATE VIEW metric_definitions (
    metric String,
    name String,
    name_zh String,
    question String,
    question_zh String,
    definition String,
    definition_zh String,
    unit String,
    better String,
    least UInt64,
    method String,
    columns String
) AS SELECT
    tupleElement(figure, 1) AS metric, tupleElement(figure, 2) AS name, tupleElement(figure, 3) AS name_zh,
    tupleElement(figure, 4) AS question, tupleElement(figure, 5) AS question_zh, tupleElement(figure, 6) AS definition,
    tupleElement(figure, 7) AS definition_zh, tupleElement(figure, 8) AS unit, tupleElement(figure, 9) AS better,
    toUInt64(tupleElement(figure, 10)) AS least, tupleElement(figure, 11) AS method, tupleElement(figure, 12) AS columns
FROM (SELECT arrayJoin([{figures}]) AS figure);
