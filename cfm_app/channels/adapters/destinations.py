"""Where the office may fetch what a provider points to.

An answer could name an address behind the office's own wall, and the office would fetch from there.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from frappe import _

from cfm_app.channels.adapters.base import Failed


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


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
