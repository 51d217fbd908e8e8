"""How often somebody may try. Counted before the password is looked at, so that many at once gain nothing."""

import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

WINDOW: Final = 15 * 60.0  # seconds within which failures count
MOST_KEPT: Final = 20_000  # what is counted longest ago is forgotten first
_WITH_PORT: Final = re.compile(r"([\d.]+):\d+|\[([^\]]+)\](?::\d+)?")
_V6_OF_ONE: Final = 64  # bits of an IPv6 address that tell one household from another

# A name alone has a high limit: with a low one anybody could lock anybody else out.
MOST: Final = {"pair": 5, "address": 30, "name": 60}


@dataclass(slots=True)
class Attempts:
    """Failures by name, by address, and by both together."""

    _failed: OrderedDict[tuple[str, str, str], list[float]] = field(default_factory=OrderedDict)

    def begin(self, name: str, address: str, at: float) -> float:
        """0: go on, and it counts as failed until `succeeded`. Else the seconds to wait, and nothing is counted."""
        keys = _keys(name, address)
        wait = max(self._wait(key, at) for key in keys)
        if not wait:
            for key in keys:
                self._count(key, at)
        return wait

    def succeeded(self, name: str, address: str) -> None:
        """What this name failed from here is forgiven; of the address only this attempt, or one account's owner could
        guess all others' passwords.
        """
        pair, *others = _keys(name, address)
        self._failed.pop(pair, None)
        for key in others:
            if times := self._failed.get(key):
                times.pop()

    def _wait(self, key: tuple[str, str, str], at: float) -> float:
        times = self._failed.get(key, [])
        times[:] = [time for time in times if time > at - WINDOW]
        return times[-MOST[key[0]]] + WINDOW - at if len(times) >= MOST[key[0]] else 0.0

    def _count(self, key: tuple[str, str, str], at: float) -> None:
        self._failed.setdefault(key, []).append(at)
        self._failed.move_to_end(key)
        while len(self._failed) > MOST_KEPT:
            self._failed.popitem(last=False)


def _keys(name: str, address: str) -> tuple[tuple[str, str, str], ...]:
    return (("pair", name, address), ("address", "", address), ("name", name, ""))


def address_of(peer: str, forwarded: str, trusted: Iterable[str]) -> str:
    """Who asked: the last address of X-Forwarded-For that is no trusted proxy's, if a trusted proxy asked.

    An IPv6 address counts by its /64. What is no address counts as itself.
    """
    networks = [ip_network(one, strict=False) for one in trusted]
    steps = [*(_bare(one) for one in forwarded.split(",") if one.strip()), peer]
    while len(steps) > 1 and any(_within(steps[-1], network) for network in networks):
        steps.pop()
    return _household(steps[-1])


def _bare(said: str) -> str:
    """The address without the port that some proxies write behind it: each connection has another."""
    found = _WITH_PORT.fullmatch(said.strip())
    return found[1] or found[2] if found else said.strip()


def _within(said: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(said) in network
    except ValueError:
        return False


def _household(said: str) -> str:
    try:
        found = ip_address(said)
    except ValueError:
        return said
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, _V6_OF_ONE), strict=False))
    return str(found)
