"""Where the office may fetch what a provider points to.

An answer could name an address behind the office's own wall, and the office would fetch from there.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from frappe import _

from cfm_app.channels.adapters.base import Failed

_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48")))


def require_elsewhere(url: str, provider: str) -> None:
    """Refuse an address that is neither the provider's own host nor one of the open internet."""
    try:
        host, own = urlsplit(url).hostname, urlsplit(provider).hostname
        if host and (host == own or not is_inside(host)):
            return
    except ValueError:
        pass
    raise Failed(
        _("The provider says that the file lies at an address that is not on the internet.")
    )


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
