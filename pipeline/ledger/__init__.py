"""The promise ledger as of any moment: asked from the warehouse (`asking`), shown in the terminal (`showing`)."""
