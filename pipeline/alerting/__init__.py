"""Alerts in the world: rules from a file, readings from the warehouse, messages to a webhook and by e-mail.

Read in this order: `sights` (what a rule may look at), `rules` (the file), `looking` and `evidence` (readings and the
voices behind them), `raising` (alerts written and closed), `shelf` (alerts and messages as they are kept), `sending` (the
durable outbox), `targets`, `webhook` and `mail` (the two ways out), `trial` (a message to try them with).
"""
