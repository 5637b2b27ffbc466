"""HTTP connections that end on the open internet: the peer is checked before anything is sent.

A name may resolve differently at the moment of the call. A proxy is reached as the machine is configured,
and connects by itself.
"""

import socket
from collections.abc import Collection
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from cfm_app.channels.adapters import destinations


class Inside(Exception):
    """The name of a server resolved to an address inside the office's network."""


def session(url: str, inner: Collection[str]) -> requests.Session:
    """A session for a URL; `inner` lists inner hosts that it may reach."""
    made = requests.Session()
    if destinations.place_of(url)[0] not in inner:
        for scheme in ("http://", "https://"):
            made.mount(scheme, _Outside())
    return made


def require(made: socket.socket | None) -> None:
    """Close the connection and raise Inside where it ends inside the network."""
    if made is not None and not destinations.is_outside(made.getpeername()):
        made.close()
        raise Inside


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        require(made)
        return made


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        require(made)
        return made


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Outside(HTTPAdapter):
    """Managers of proxies are made elsewhere, and stay as they are."""

    def init_poolmanager(self, *args: Any, **given: Any) -> None:
        super().init_poolmanager(*args, **given)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
