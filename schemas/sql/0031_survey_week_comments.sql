-- needs: 22.3
ALTER TABLE surveys_weekly MODIFY COMMENT 'Answers to surveys beside what the same customers said, by week and place, as counts. Read official_and_felt instead';
ALTER TABLE weeks_counted MODIFY COMMENT 'Which weeks surveys_weekly holds, and of which rows';
