-- needs: 22.3
ALTER TABLE accounts_hourly MODIFY COMMENT 'What arrived in an hour that is over and what became of it, as counts. Read accounts instead';
ALTER TABLE facts_hourly MODIFY COMMENT 'How much is stored of an hour that is over, as counts. Read freshness instead';
ALTER TABLE hours_counted MODIFY COMMENT 'Up to which hour accounts_hourly and facts_hourly are kept';
