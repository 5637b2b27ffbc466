"""Serving a site."""

from __future__ import annotations

import logging
import select
import socket
import sys
import threading
import time
from typing import Any

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server
from waitress.trigger import trigger

from ...kernel.core.site import Site
from ...services.auth.places import place_of
from . import limits, proxies
from .app import create_app
from .capacity import Capacity
from .connections import Connection
from .dispatcher import Dispatcher

_THREADS = 16
# A request beside one that computes waits dozens of times for the interpreter's lock, each time so long.
_SWITCH_SECONDS = 0.0005
_LOOK_SECONDS = 1.0
_END_SECONDS = 5.0
_EVERYWHERE = ("", "*", "0.0.0.0", "::")
# The other one knows no files beyond the thousandth.
_poll = wasyncore.poll2 if hasattr(select, "poll") else wasyncore.poll
_log = logging.getLogger("frappe_embedded.web.http")


class Server:
    """What listens for the requests of a site, and the threads that answer them."""

    def __init__(self, site: Site, host: str, port: int) -> None:
        limit = int(site.config.max_file_size or 0) or limits.BODY
        self._site = site
        self._sockets: dict[int, Any] = {}
        self._dispatcher = Dispatcher(int(site.config.web_threads or _THREADS), self._client_of)
        self._capacity = Capacity(self._sockets, lambda address: proxies.is_trusted(address, site))
        self._listener = create_server(
            create_app(site),
            _dispatcher=self._dispatcher,
            map=self._sockets,
            host=host,
            port=port,
            ident=None,
            max_request_header_size=limits.HEADERS,
            max_request_body_size=2 * limit + 2 * limits.MIB,
            # The application believes those that the site trusts.
            clear_untrusted_proxy_headers=False,
            # A server that is full answers so; waitress would let clients wait.
            connection_limit=sys.maxsize,
        )
        for each in self._sockets.values():
            if isinstance(each, BaseWSGIServer):
                each.channel_class = self._capacity.accept
                each.pull_trigger = self._dispatcher.wake
        self._is_closed = threading.Event()

    @property
    def port(self) -> int:
        """The port on which it listens."""
        listener = self._listener
        return int(getattr(listener, "effective_port", 0) or listener.effective_listen[0][1])

    def run(self) -> None:
        """Answer requests until ``close`` or a signal to the process; those that run come to their end."""
        self._dispatcher.start(self._look, self._pull_triggers)
        try:
            # Without a limit a wait cannot be interrupted on Windows.
            while not self._is_closed.wait(_LOOK_SECONDS):
                pass
        except (SystemExit, KeyboardInterrupt):
            self.close()

    def close(self) -> None:
        """Listen no more, and let what runs come to its end, for which it has some seconds."""
        until = time.monotonic() + _END_SECONDS
        self._dispatcher.shutdown(timeout=_END_SECONDS)
        self._send_rest(until)
        wasyncore.close_all(self._sockets)
        self._is_closed.set()

    def _send_rest(self, until: float) -> None:
        """Send what is answered and not yet with its client; no thread of the dispatcher looks any more."""
        while (left := until - time.monotonic()) > 0:
            sending = {
                number: each
                for number, each in list(self._sockets.items())
                if getattr(each, "total_outbufs_len", 0)
            }
            if not sending:
                return
            try:
                _poll(left, sending)
            except (OSError, ValueError):
                return

    def _client_of(self, connection: Connection) -> str:
        """The place of whoever sent the request that waits on a connection."""
        waiting = connection.requests
        headers = waiting[0].headers if waiting else {}
        return place_of(proxies.client_of(connection.addr[0], headers, self._site))

    def _pull_triggers(self) -> None:
        for each in list(self._sockets.values()):
            if isinstance(each, trigger):
                each.pull_trigger()

    def _look(self) -> None:
        """Wait for what comes in and goes out; requests that are whole become tasks."""
        try:
            self._capacity.sweep()
            _poll(_LOOK_SECONDS, self._sockets)
        except (OSError, ValueError):
            # A socket that nobody can ask must not end the server, nor keep the processor busy.
            _log.exception("Sockets cannot be asked")
            self._is_closed.wait(_LOOK_SECONDS)


def make_server(site: Site, host: str = "127.0.0.1", port: int = 8000) -> Server:
    """A server that listens and waits for ``run``; port 0 takes a free one.

    It lets bodies through that are larger than the site accepts: refusing them is the site's
    business, whose answer the client then gets to see.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    server = Server(site, host, port)
    name = socket.gethostname() if host in _EVERYWHERE else host
    site.served_at = f"http://{f'[{name}]' if ':' in name else name}:{server.port}"
    return server
