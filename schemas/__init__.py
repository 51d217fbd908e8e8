"""What the data is: values only.

Read in this order: `errors` (the three fates of a failure), `values` (the small words all events share),
`events` (what customers and staff said), `records` (what the company says happened), `envelope` (bytes to
event), `interactions` (one event after it was heard), `stories` (what no single event shows), `topics`
(where each value travels), `tables` and `sql/` (where it is kept).
"""
