"""Another program that hears of changes: a real HTTP server that keeps what comes and answers as told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_SECONDS = 20


@dataclass
class Receiver:
    """What came, in order; ``answers`` are the states of the next answers, 200 once there are none left."""

    url: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""
    _news: threading.Condition = field(default_factory=threading.Condition, repr=False)

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """A message has come."""
        with self._news:
            self.came.append((headers, body))
            self._news.notify_all()

    def wait_for(self, count: int) -> None:
        """Until so many messages have come in all."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.came) >= count, PATIENCE_SECONDS), (
                f"{len(self.came)} of {count} messages came"
            )

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _headers, body in self.came]

    def is_signed(self, place: int, secret: str) -> bool:
        headers, body = self.came[place]
        made = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        return headers.get("X-Frappe-Webhook-Signature") == base64.b64encode(made).decode()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens until the end of the block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            receiver.take(dict(self.headers), body)
            status = receiver.answers.pop(0) if receiver.answers else 200
            self.send_response(status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()
            self.wfile.write(b'{"status": %d}' % status)

        do_PUT = do_DELETE = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook?from=here"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
