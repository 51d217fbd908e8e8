"""Stories derived from what the warehouse holds: read touchpoints, follow, write what follows."""
