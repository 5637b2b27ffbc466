"""One request to another program: never to the machine's own network, and no redirect is followed."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ...kernel.core.context import local
from ...kernel.i18n import _
from .composing import Outgoing

LONGEST_ANSWER = 10_000
_OK = range(200, 300)
_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48")))


class Undeliverable(Exception):
    """A request that was not taken; the text says why, ``answer`` is what came back."""

    def __init__(self, reason: str, answer: str = "") -> None:
        super().__init__(reason)
        self.answer = answer


@dataclass(frozen=True)
class _Place:
    """One address of a host: where to connect, whatever its name means a moment later."""

    family: int
    address: Any


def send(outgoing: Outgoing, timeout: int) -> str:
    """Hand a request over; what the other program answered.

    Raises:
        Undeliverable: with the reason, in the language of whoever reads the log.
    """
    parts = urlsplit(outgoing.url)
    try:
        connection = _connect(parts, timeout)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Undeliverable(_reason(error)) from error
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    with closing(connection):
        try:
            connection.request(
                outgoing.method, path, outgoing.data.encode("utf-8"), outgoing.headers
            )
            answer = connection.getresponse()
            text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Undeliverable(_reason(error)) from error
    if answer.status not in _OK:
        raise Undeliverable(f"{answer.status} {answer.reason}", text)
    return text


def _connect(parts: SplitResult, timeout: int) -> http.client.HTTPConnection:
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Undeliverable(str(_("The address begins with neither http:// nor https://.")))
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=timeout)
    connection.sock = _opened(parts.hostname, port, timeout)
    if is_secure:
        # Names are checked against the certificate; the place was chosen above.
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
    return connection


def _opened(host: str, port: int, timeout: int) -> socket.socket:
    """A connection to the host, by an address that was looked at: a name may change its meaning."""
    failure: OSError = OSError("unknown host")
    for place in _places(host, port):
        made = socket.socket(place.family, socket.SOCK_STREAM)
        made.settimeout(timeout)
        try:
            made.connect(place.address)
        except OSError as error:
            made.close()
            failure = error
        else:
            return made
    raise failure


def _places(host: str, port: int) -> Iterator[_Place]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    is_allowed = host in (local.conf.get("inner_servers") or [])
    if not is_allowed and not all(_is_public(str(each[4][0])) for each in found):
        raise Undeliverable(
            str(
                _(
                    "{0} lies inside the own network. Whoever runs the machine may allow it"
                    " (inner_servers in site_config.json)."
                )
            ).format(host)
        )
    for family, _kind, _protocol, _name, address in found:
        yield _Place(family, address)


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


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return str(_("No answer in time."))
    return f"{type(error).__name__}: {error}"
