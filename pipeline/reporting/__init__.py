"""The leadership briefing: one week on two pages. What stands in it is gathered once, as values, and written three ways."""
