"""Words that stay in the house: who may read a briefing or a message need not be allowed to know of a hardship."""


def withheld(condition: str) -> str:
    """The query for the keys of interactions in which a customer told of a vulnerability: nobody quotes them elsewhere.

    `condition` is one on the columns of `interactions`.
    """
    return f"SELECT event_key FROM interactions FINAL WHERE {condition} AND has(cues, 'vulnerability')"
