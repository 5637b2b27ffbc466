"""Where the office may send requests to, and fetch files from (protection against SSRF).

An answer of a provider could name an address inside the office's network. A name could resolve
differently at the moment of the call, so the connected peer is checked too.
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
    """Host and server (scheme, host and port) of a URL. Raises ValueError.

    The library that connects parses it: another parser might see another host.
    """
    parsed = parse_url(url.strip())
    host = (parsed.host or "").strip("[]").lower()
    if parsed.scheme not in ("http", "https") or not host:
        raise ValueError
    server = parsed._replace(auth=None, path=None, query=None, fragment=None).url
    return host, server.removeprefix("https://")


def require_elsewhere(url: str, provider: str) -> None:
    """Throw for a URL that is neither on the provider's own host nor on the open internet."""
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
    """The inner hosts that an account may reach: entered or allowed by a System Manager."""
    return frozenset((*lines(account.get("inner_hosts")), *allowed_inside()))


def allowed_inside() -> frozenset[str]:
    """The inner hosts that the site's configuration allows."""
    return frozenset(frappe.conf.get("inner_servers") or [])


def is_outside(peer: object) -> bool:
    """Whether a connected peer is on the internet."""
    return isinstance(peer, tuple) and _is_public(str(peer[0]))


def is_inside(host: str) -> bool:
    """Whether a name or IP address is inside the office's network; False for an unknown name."""
    return not all(_is_public(each) for each in _addresses(host))


def _addresses(host: str) -> set[str]:
    """The IP addresses of a name; none if it is unknown here, as behind a proxy."""
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return set()


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    return address.is_global and all(each.is_global for each in _within(address))


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses inside an IPv6 one: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _EMBEDDING):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]
