"""Alerts in the world: rules from a file, readings from the warehouse, messages to a webhook and by e-mail.

Read in this order: `sights` (what a rule may look at), `rules` (the file), `looking` (readings and the voices behind
them), `raising` (alerts written and closed), `sending` (the durable outbox), `webhook` and `mail` (the two ways out).
"""
