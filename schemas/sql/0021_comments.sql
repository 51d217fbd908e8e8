-- needs: 22.3
-- What each table is for; older servers keep comments of columns only. Those of views are the registry's.
ALTER TABLE schema_migrations MODIFY COMMENT 'What has been done to this database';
ALTER TABLE interactions MODIFY COMMENT 'Facts: one row a thing that customers and staff said, tagged and redacted. Read it with FINAL';
ALTER TABLE records MODIFY COMMENT 'Facts: one row a thing the company says happened. Read it with FINAL';
ALTER TABLE arrivals MODIFY COMMENT 'Every record that was understood; an event that arrived twice has two rows. Read it with FINAL';
ALTER TABLE touchpoints MODIFY COMMENT 'The facts once more, in the order of customers: what stories are derived from. Read it with FINAL';
ALTER TABLE identities MODIFY COMMENT 'Which handle is, or is not, whose. Read it with FINAL';
ALTER TABLE dead_letters MODIFY COMMENT 'What was refused, why, and where its bytes are. Read it with FINAL';
ALTER TABLE progress MODIFY COMMENT 'How far each group of agents has come. Read it with FINAL';
ALTER TABLE journeys MODIFY COMMENT 'Derived: one need of one customer a row. Read journeys_overview instead';
ALTER TABLE promises MODIFY COMMENT 'Derived: one promise a row. Read promise_ledger instead';
ALTER TABLE resolutions MODIFY COMMENT 'Derived: one official resolution a row. Read perception_gap instead';
ALTER TABLE outreach MODIFY COMMENT 'Derived: one contact by the company a row. Read contact_pressure instead';
ALTER TABLE signals MODIFY COMMENT 'Tallies an hour and place, recounted from interactions. Read experience_daily instead';
ALTER TABLE topic_signals MODIFY COMMENT 'Tallies an hour, place and topic, recounted from interactions. Read complaint_topics_daily instead';
ALTER TABLE topic_names MODIFY COMMENT 'Names of topics for people. Read it with FINAL';
ALTER TABLE schema_views MODIFY COMMENT 'Which views stand here, and from what text they were made';
ALTER TABLE alerts MODIFY COMMENT 'What was worth telling somebody. Read alerts_overview instead';
ALTER TABLE alert_deliveries MODIFY COMMENT 'Messages of alerts, written before they are sent and after. Read alert_messages instead';
ALTER TABLE handlings MODIFY COMMENT 'Derived: one interaction in which staff spoke a row. Read attitude_resolution instead';
ALTER TABLE statements MODIFY COMMENT 'Derived: one statement of leaving or of hardship a row, for those who may see it. Read churn_risk instead';
ALTER TABLE restated MODIFY COMMENT 'What figures were before they were changed after the fact. Read restatements instead';
ALTER TABLE noticed MODIFY COMMENT 'How far noticing has come. Read it with FINAL';
ALTER TABLE noticed_movements MODIFY COMMENT 'Noticed: one figure of one cell and week against the week before a row. Read movements instead';
ALTER TABLE noticed_surges MODIFY COMMENT 'Noticed: one surge of a topic a row. Read surges instead';
ALTER TABLE noticed_watch MODIFY COMMENT 'Noticed: how closely each topic could be watched in a week. Read it with FINAL';
ALTER TABLE noticed_drivers MODIFY COMMENT 'Noticed: one value of one dimension and its association with a figure a row. Read drivers instead';
