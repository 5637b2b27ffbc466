"""Where the office may send to, and fetch what a provider points to.

An answer could name an address behind the office's own wall, and the office would fetch from there. So could a
name that means something else at the moment of the call: who was reached is looked at, too.
"""

import ipaddress
import socket

import frappe
from frappe import _
from frappe.model.document import Document
from urllib3.util import parse_url

from cfm_app.channels.adapters.base import Failed
from cfm_app.channels.entries import lines

_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48")))


def place_of(url: str) -> tuple[str, str]:
    """Host and server (with scheme and port) of an address. ValueError where it is none of the web.

    It is read by the library that connects: others end a host elsewhere, and look at another one.
    """
    parsed = parse_url(url.strip())
    host = (parsed.host or "").strip("[]").lower()
    if parsed.scheme not in ("http", "https") or not host:
        raise ValueError
    server = parsed._replace(auth=None, path=None, query=None, fragment=None).url
    return host, server.removeprefix("https://")


def require_elsewhere(url: str, provider: str) -> None:
    """Refuse an address that is neither the provider's own host nor one of the open internet."""
    try:
        host, own = place_of(url)[0], place_of(provider)[0]
        if host == own or not is_inside(host):
            return
    except ValueError:
        pass
    raise Failed(
        _("The provider says that the file lies at an address that is not on the internet.")
    )


def inner_hosts(account: Document) -> frozenset[str]:
    """The hosts inside that an account may reach: entered by whoever runs the machine, or allowed by them."""
    return frozenset((*lines(account.get("inner_hosts")), *allowed_inside()))


def allowed_inside() -> frozenset[str]:
    """The hosts inside that whoever runs the machine allows to be reached."""
    return frozenset(frappe.conf.get("inner_servers") or [])


def is_outside(peer: object) -> bool:
    """Whether who was reached is on the internet; given as sockets name it."""
    return isinstance(peer, tuple) and _is_public(str(peer[0]))


def is_inside(host: str) -> bool:
    """Whether a name or number leads behind the office's wall; one that is not known here does not."""
    return not all(_is_public(each) for each in _addresses(host))


def _addresses(host: str) -> set[str]:
    """The addresses behind a name; none where it is not known here, as behind a proxy."""
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return set()


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    return address.is_global and all(each.is_global for each in _within(address))


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The addresses of the old kind that one of the new kind leads to: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _EMBEDDING):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]
