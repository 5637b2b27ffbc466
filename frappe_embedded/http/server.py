"""Serving a site."""

from __future__ import annotations

from waitress.server import create_server

from ..core.site import Site
from .app import create_app

__all__ = ["serve"]

_THREADS = 8


def serve(site: Site, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Answer requests until the process is told to end."""
    server = create_server(
        create_app(site),
        host=host,
        port=port,
        threads=int(site.config.web_threads or _THREADS),
        ident=None,
        max_request_body_size=2 * (int(site.config.max_file_size or 0) or 25 * 2**20) + 2**21,
    )
    server.run()
