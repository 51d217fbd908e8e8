"""Who was erased: keyed hashes and moments, never an id."""

from datetime import datetime

from schemas.interactions import Struct


class Erasure(Struct, frozen=True, kw_only=True):
    """One key under which a person's events came. `person` is what all keys of the same person share."""

    name: str
    person: str
    erased_at: datetime  # whole seconds; what was created or had arrived before is erased
    version: int  # microseconds, above every other row's
