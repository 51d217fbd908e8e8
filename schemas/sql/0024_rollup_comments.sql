-- needs: 22.3
-- What each roll-up is for; older servers keep comments of columns only.
ALTER TABLE signals_daily MODIFY COMMENT 'Tallies of a day and cell, added up from signals. Read experience_daily instead';
ALTER TABLE topic_signals_daily MODIFY COMMENT 'Tallies of a day, cell and topic, added up from topic_signals. Read complaint_topics_daily instead';
ALTER TABLE figures_daily MODIFY COMMENT 'The company''s figures of a day as counts. Read kpi_daily instead';
