"""The data's stages in their order: hearing, following, tallying; the clerk files dead letters.

Each stage reads a topic from its own position, writes what it decided, and moves the position last. What it decides
of records is a function of its own, which the workers of the distributed engine call as well.
"""
