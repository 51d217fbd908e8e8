"""What somebody who reads the page may see."""

from enum import StrEnum
from typing import Final

import msgspec
from aiohttp import web


class Role(StrEnum):
    """Growing: each sees what those before it see."""

    READER = "reader"  # figures
    STEWARD = "steward"  # and customers' words, search, journeys with customers' ids, names of staff
    ADMIN = "admin"  # and the details of accounts


ROLES: Final = tuple(Role)


class Rights(msgspec.Struct, frozen=True):
    """Stands in `request[RIGHTS]` of every request that was let in; absent where nobody signs in."""

    name: str
    role: Role

    @property
    def words(self) -> bool:
        """Customers' words, and whatever tells one customer from another."""
        return self.role is not Role.READER

    @property
    def details(self) -> bool:
        """What stands behind the accounts: single refused records, and why."""
        return self.role is Role.ADMIN


RIGHTS: Final = web.RequestKey("rights", Rights)


def highest(roles: set[Role]) -> Role | None:
    return max(roles, key=ROLES.index, default=None)
