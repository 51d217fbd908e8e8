"""The embedded runner's stages, in the data's order: hearing, following, tallying; the clerk files dead letters.

Each stage reads a topic from its own position, writes what it decided, and moves the position last.
"""
