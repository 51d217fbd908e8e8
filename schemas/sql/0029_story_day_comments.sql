-- needs: 22.3
ALTER TABLE journeys_daily MODIFY COMMENT 'Journeys by the day they began and place, as counts of the last refresh. Read journeys_overview instead';
ALTER TABLE promises_daily MODIFY COMMENT 'Promises by the day they were made and place, as counts of the last refresh. Read promise_ledger instead';
ALTER TABLE resolutions_daily MODIFY COMMENT 'Resolutions and surveys of satisfaction by day and place, as counts of the last refresh. Read perception_gap instead';
ALTER TABLE outreach_daily MODIFY COMMENT 'Contacts by the company by day and place, as counts of the last refresh. Read contact_pressure instead';
ALTER TABLE handlings_daily MODIFY COMMENT 'What staff served by day and place, as counts of the last refresh. Read attitude_resolution instead';
ALTER TABLE stories_counted MODIFY COMMENT 'As of when the days of stories were counted';
