"""When to tell somebody, and what.

Read in this order: `seeing` (what a rule looks at, as values), `judging` (what opens, what closes), `wording` (what
people read), `outbox` (which messages are owed, which are due, what an attempt makes of them).
"""
