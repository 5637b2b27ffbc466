"""What a reverse proxy says of the client it speaks for, believed of those that the site trusts.

``trusted_proxies`` of the site's configuration lists their addresses or networks. Whoever else sends such
headers is not believed, and nothing behind reads them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ...kernel.core.site import Site

_HEADERS = (
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"),
    *("HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_BY", "HTTP_FORWARDED"),
)
_SCHEMES = ("http", "https")


def apply(environ: dict[str, Any], site: Site) -> None:
    """Let the environment of a request name the client and scheme that a trusted proxy tells.

    All headers of proxies are gone afterwards.
    """
    told = {name: environ.pop(name, "") for name in _HEADERS}
    if not is_trusted(environ.get("REMOTE_ADDR"), site):
        return
    environ["REMOTE_ADDR"] = _client(environ["REMOTE_ADDR"], told["HTTP_X_FORWARDED_FOR"], site)
    scheme = told["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
    if scheme in _SCHEMES:
        environ["wsgi.url_scheme"] = scheme


def client_of(address: str, headers: Mapping[str, str], site: Site) -> str:
    """The client behind an address, by the headers of its request as the server holds them."""
    if not site.config.trusted_proxies or not is_trusted(address, site):
        return address
    return _client(address, headers.get("X_FORWARDED_FOR", ""), site)


def is_trusted(address: str | None, site: Site) -> bool:
    """Whether an address is that of a proxy whose word the site takes."""
    listed = site.config.trusted_proxies
    return bool(listed and address) and _within(str(address), _networks(tuple(_listed(listed))))


def _client(address: str, forwarded_for: str, site: Site) -> str:
    """The last address on the way that is none of a trusted proxy."""
    way = [each.strip() for each in forwarded_for.split(",")]
    while way and _is_address(way[-1]) and is_trusted(address, site):
        address = way.pop()
    return address


def _listed(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else value


@lru_cache(maxsize=8)
def _networks(listed: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(ipaddress.ip_network(each, strict=False) for each in listed)


@lru_cache(maxsize=1024)
def _within(address: str, networks: tuple[Any, ...]) -> bool:
    if not _is_address(address):
        return False
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
