"""A provider of the tests: a small HTTP server that keeps what it is sent, and answers as it is told."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Sent:
    """One request as it arrived."""

    verb: str
    path: str
    values: Any
    headers: dict[str, str]


@dataclass
class Provider:
    """What arrived, and what is answered to it: status, body, headers; or how long it stays silent."""

    url: str = ""
    seen: list[Sent] = field(default_factory=list)
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Files by their paths: type and bytes."""
    seconds: float = 0
    breaks_off: bool = False


@contextlib.contextmanager
def serving_provider() -> Iterator[Provider]:
    """A provider that listens until the end of the block."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._keep(dict(parse_qsl(urlsplit(self.path).query)))

        def do_HEAD(self) -> None:
            self._keep({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            is_json = "json" in (self.headers.get("Content-Type") or "")
            self._keep(json.loads(body) if is_json else dict(parse_qsl(body)))

        def _keep(self, values: Any) -> None:
            path = urlsplit(self.path).path
            provider.seen.append(Sent(self.command, path, values, dict(self.headers.items())))
            time.sleep(provider.seconds)
            if provider.breaks_off:
                self.connection.close()
                return
            kind, body = provider.pages.get(path, ("application/json", None))
            if body is None:
                given = provider.body
                body = given.encode() if isinstance(given, str) else json.dumps(given).encode()
            self.send_response(provider.status)
            for name, value in {"Content-Type": kind, **provider.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                # Whoever asked may have gone.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
