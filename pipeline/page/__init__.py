"""The page for people who lead: one screen, every figure with what it rests on and the words behind it."""
