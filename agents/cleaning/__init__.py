"""From what arrived to what its author said: quotes, signatures, notices, tags and links are set aside.

Nothing is lost: every function gives the kept and the cut part. Where it is unclear whose words they are, they
are kept.
"""
