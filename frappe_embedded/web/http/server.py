"""Serving a site."""

from __future__ import annotations

import socket
import sys
from typing import Any

from waitress.server import create_server

from ...kernel.core.site import Site
from .app import create_app
from .dispatcher import Dispatcher

_THREADS = 16
# A request beside one that computes waits dozens of times for the interpreter's lock, each time so long.
_SWITCH_SECONDS = 0.0005
_EVERYWHERE = ("", "*", "0.0.0.0", "::")
_MIB = 2**20
_DEFAULT_LIMIT = 25 * _MIB


def make_server(site: Site, host: str = "127.0.0.1", port: int = 8000) -> Any:
    """A server that listens and waits for ``run``; port 0 takes a free one.

    It lets bodies through that are larger than the site accepts: refusing them is the site's
    business, whose answer the client then gets to see.
    """
    limit = int(site.config.max_file_size or 0) or _DEFAULT_LIMIT
    sys.setswitchinterval(_SWITCH_SECONDS)
    dispatcher = Dispatcher()
    dispatcher.set_thread_count(int(site.config.web_threads or _THREADS))
    server = create_server(
        create_app(site),
        _dispatcher=dispatcher,
        host=host,
        port=port,
        ident=None,
        max_request_body_size=2 * limit + 2 * _MIB,
    )
    name = socket.gethostname() if host in _EVERYWHERE else host
    site.served_at = f"http://{f'[{name}]' if ':' in name else name}:{server.effective_port}"
    return server
