"""The address by which a client's attempts are counted is none that the client chooses.

A bench takes the first address of `X-Forwarded-For`. A proxy that adds to this header, as most do, leaves there
whatever a client wrote: a new address for each guess. So the way is read from its end: the address that connected, and
what the proxy nearest to us added. `trusted_proxies` of the site's configuration lists more proxies in a row.
(The embedded engine reads it so by itself.)
"""

import ipaddress
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import auth

from cfm_app.security import framework_methods

APP, SETTING = "cfm_app", "trusted_proxies"
FORWARDED = "X-Forwarded-For"
NETWORK = 64
"""Bits of the smallest network of version 6 that anybody is given."""
_REPLACED = "reads_from_the_end"


def install() -> None:
    """Have the framework's requests read it so, from now on in this process."""
    owner: Any = getattr(auth, "HTTPRequest", None)
    original = getattr(owner, "set_request_ip", None)
    if original is not None and not hasattr(original, _REPLACED):
        framework_methods.replace(owner, "set_request_ip", _from_the_end)
        setattr(owner.set_request_ip, _REPLACED, True)


def address_of(peer: str, forwarded: str, proxies: Iterable[str]) -> str:
    """The client's address: who connected, or what the last proxies that we believe say of it.

    Where no proxy is listed, whoever connects from this machine or its network is the proxy.
    """
    listed = [ipaddress.ip_network(each, strict=False) for each in proxies]
    way = [each.strip() for each in forwarded.split(",")]
    address, hops = peer, len(way) if listed else 1
    while way and hops and _is_proxy(address, listed) and _parsed(way[-1]):
        address = way.pop()
        hops -= 1
    return address or "127.0.0.1"


def place_of(address: str) -> str:
    """From where attempts of an address come. Who has one of version 6 has all of its network, which is one place."""
    parsed = _parsed(address)
    if parsed is None or parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, NETWORK), strict=False))


def _is_proxy(address: str, listed: list[Any]) -> bool:
    parsed = _parsed(address)
    if listed:
        return parsed is not None and any(parsed in each for each in listed)
    # A socket of the machine has no address.
    return not address or (parsed is not None and parsed.is_private)


def _parsed(address: str) -> Any:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _from_the_end(original: Any) -> Any:
    def set_request_ip(asked: Any) -> None:
        if APP not in frappe.get_installed_apps():
            original(asked)
            return
        request = frappe.local.request
        listed = frappe.conf.get(SETTING) or ()
        frappe.local.request_ip = address_of(
            request.remote_addr or "",
            request.headers.get(FORWARDED, ""),
            [listed] if isinstance(listed, str) else listed,
        )

    return set_request_ip
