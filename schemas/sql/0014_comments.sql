-- needs: 22.3
-- What each table and view is for; older servers keep comments of columns only.
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
ALTER TABLE experience_daily MODIFY COMMENT 'How customers feel, a day and place a row';
ALTER TABLE complaint_topics_daily MODIFY COMMENT 'What customers speak of, a day, place and topic a row';
ALTER TABLE journeys_overview MODIFY COMMENT 'One need of one customer, from first contact to last, over all channels';
ALTER TABLE promise_ledger MODIFY COMMENT 'Every promise the company made, and whether it was kept, as of now';
ALTER TABLE contact_pressure MODIFY COMMENT 'Every contact the company made, and whether it should have been made';
ALTER TABLE perception_gap MODIFY COMMENT 'What the company calls resolved beside what its customers then said or did';
ALTER TABLE voices MODIFY COMMENT 'The redacted words behind every figure';
ALTER TABLE accounts MODIFY COMMENT 'What each source sent in an hour and what became of it: nothing is lost';
ALTER TABLE freshness MODIFY COMMENT 'How far each source has come';
