"""Connections that end on the open internet: who was reached is looked at before anything is sent.

What a name meant when somebody entered it need not be what it means at the moment of the call. A proxy is reached
as it is set for the machine, and connects by itself.
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
    """The name of a server led behind the office's own wall."""


def session(url: str, inner: Collection[str]) -> requests.Session:
    """A session for an address; it goes inside for the hosts of `inner` alone."""
    made = requests.Session()
    if destinations.place_of(url)[0] not in inner:
        for scheme in ("http://", "https://"):
            made.mount(scheme, _Outside())
    return made


def require(made: socket.socket | None) -> None:
    """Raise Inside, and hang up, where a connection ended behind the wall."""
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
