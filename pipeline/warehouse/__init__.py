"""Where facts, stories and tallies are kept: three stores that keep one promise (`pipeline.ports.Warehouse`).

Read in this order: `engine` (what a SQL store must be able to do), `sql` (the warehouse over any engine), `tally`
(the recount), `fitting` (which values a column keeps), `embedded` and `server` (the two engines; `connections` and
`address` are the latter's), `memory` (plain Python, and the oracle of the tallies), `migrate` (tables up to date),
`views` and `remaking` (the same for views), `open` (from settings to a warehouse).
"""
