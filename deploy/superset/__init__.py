"""Dashboards of Apache Superset, written out of the definitions of figures: `python -m deploy.superset`."""
