"""A site of its own, served by a thread of the test process, and a small client for it."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import Site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.registry import connect_layers
from frappe_embedded.web.http.server import make_server
from tests.patterns import Patterns

PASSWORD = "Another-word-2948!"


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def messages(self) -> list[str]:
        """The texts of the doubly encoded messages."""
        return [json.loads(each)["message"] for each in json.loads(self.json["_server_messages"])]


@dataclass
class Client:
    """Keeps cookies as a browser does; sends the paths as they are."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"

    def send(self, verb: str, path: str, body: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(self.address, 0)
        )
        sent = {"Accept": "application/json", **self.headers}
        sent.update({key.replace("_", "-"): value for key, value in headers.items()})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection.request(verb, path, body, sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        connection.close()
        self._keep_cookies(answer)
        return answer

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Answer:
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.send("POST", path, body if body is not None else {}, **headers)

    def call(self, method: str, **arguments: Any) -> Answer:
        return self.post(f"/api/method/{method}", arguments)

    def _keep_cookies(self, answer: Answer) -> None:
        for key, value in answer.headers:
            if key.lower() == "set-cookie":
                name, _, content = value.split(";")[0].partition("=")
                self.cookies[name] = content
                if not content or "Jan 1970" in value:
                    self.cookies.pop(name)


@dataclass
class Served:
    """The running site; ``work`` does something on it as Administrator."""

    site: Site
    port: int

    def guest(self) -> Client:
        return Client(self.port)

    def logged_in(self, user: str, password: str = PASSWORD, with_token: bool = True) -> Client:
        client = self.guest()
        answer = client.call("login", usr=user, pwd=password)
        assert answer.status == 200, answer.text
        if with_token:
            client.headers["X-Frappe-CSRF-Token"] = self.form_token(client)
        return client

    def form_token(self, client: Client) -> str:
        with opened(self.site):
            rows = local.db.sql(
                "select sessiondata from `tabSessions` where sid = %s", (client.cookies["sid"],)
            )
        return str(json.loads(rows[0][0])["csrf_token"])

    def work(self, function: Any) -> Any:
        with opened(self.site):
            result = function()
            local.db.commit()
            return result

    def add_user(self, email: str, *roles: str, **values: Any) -> None:
        def make() -> None:
            doc = get_doc(
                {
                    "doctype": "User",
                    "email": email,
                    "first_name": email.split("@")[0],
                    "new_password": PASSWORD,
                    "send_welcome_email": 0,
                    "roles": [{"role": role} for role in roles],
                    **values,
                }
            )
            doc.insert(ignore_permissions=True)

        self.work(make)


@contextlib.contextmanager
def serving(folder: Path, patterns: Patterns, with_app: bool = False) -> Iterator[Served]:
    """Copy a site into the folder and serve it until the end of the block."""
    connect_layers()
    (patterns.with_app if with_app else patterns.bare)(folder / "one")
    site = get_site("one", folder)
    server = make_server(site, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield Served(site, server.port)
    finally:
        server.close()
        site.close()
