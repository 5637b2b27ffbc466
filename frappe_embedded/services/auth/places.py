"""From where somebody asks: attempts and connections are counted by it."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

NETWORK = 64
"""Bits of the smallest network of version 6 that anybody is given."""


@lru_cache(maxsize=1024)
def place_of(address: str) -> str:
    """The place of an address. Who has one of version 6 has the network around it: all of that is one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ip_network((parsed, NETWORK), strict=False))
