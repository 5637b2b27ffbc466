"""A real server in a process of its own, and a plain HTTP client for it."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from .forked import Forked, can_fork

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180
# The consent text that the app ships: what a person agrees to was read to them.
READ = "Consentement général-fra-1.0"
PASSWORD = os.environ.get("CFM_SITE_PASSWORD", "demo")


def free_port() -> int:
    """One by chance that nobody has, below those that clients of other servers get meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Server:
    """``cfm run`` on a site of its own; what it prints lies beside the site."""

    site: Path
    demo: bool = True
    app: str | None = "cfm_app"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | Forked | None = None
    options: tuple[str, ...] = ()
    """What else ``run`` is told."""
    administrator: str | None = None
    """The Administrator's password, where the server does not print it."""
    environment: dict[str, str] = field(default_factory=dict)
    """What its process finds there beside what this one has."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.site.parent / f"{self.site.name}-{self.port}.log"

    def command(self) -> list[str]:
        """What runs the engine."""
        return [sys.executable, "-m", "frappe_embedded"]

    def start(self) -> Server:
        """Start, and wait until it answers."""
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        self.process = self._begun()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{self.printed()}")
            time.sleep(0.05)
        return self

    def _arguments(self) -> list[str]:
        found = [*(["--app", self.app] if self.app else []), "run"]
        found += ["--site", str(self.site), "--port", str(self.port), *self.options]
        return found + (["--demo", "--demo-password", PASSWORD] if self.demo else [])

    def _begun(self) -> subprocess.Popen[bytes] | Forked:
        """A new office, and what runs by another command or in surroundings of its own, begins with nothing."""
        is_plain = not self.environment and type(self).command is Server.command
        if is_plain and not self.demo and can_fork():
            return Forked("frappe_embedded", self._arguments(), ROOT, self.log)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [*self.command(), *self._arguments()],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
            )

    def answers(self) -> bool:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)):
                return False
        try:
            return requests.get(f"{self.url}/api/method/ping", timeout=1).status_code == 200
        except requests.RequestException:
            return False

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def administrator_password(self) -> str:
        if self.administrator:
            return self.administrator
        found = re.search(r"password \(shown once\): (\S+)", self.printed())
        assert found, self.printed()
        return found.group(1)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def kill(self) -> None:
        """``kill -9``: no chance to tidy up."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)


@dataclass(frozen=True)
class Running:
    """A site with the demo office that runs already, such as one on a bench."""

    url: str

    def administrator_password(self) -> str:
        """As CFM_ADMINISTRATOR_PASSWORD tells it."""
        return os.environ["CFM_ADMINISTRATOR_PASSWORD"]


class Client:
    """What a program that was written for Frappe does: log in, keep the cookie, send the token."""

    def __init__(self, url: str, user: str | None = None, password: str = PASSWORD) -> None:
        self.url = url
        self.http = requests.Session()
        # Looking for proxies and passwords of the machine takes as long as the rest of a request.
        self.http.trust_env = url.startswith("https:")
        self.http.headers["Accept"] = "application/json"
        if user:
            answer = self.http.post(
                f"{url}/api/method/login", json={"usr": user, "pwd": password}, timeout=30
            )
            assert answer.status_code == 200, answer.text
            # Each page of the desk names the token; one that is missing is made soonest.
            page = self.http.get(
                f"{url}/app/none", headers={"Accept": "text/html"}, timeout=30
            ).text
            token = re.search(r'csrf[_-]token"?[^"]*"([0-9a-zA-Z_-]{16,})"', page)
            assert token, page[:500]
            self.http.headers["X-Frappe-CSRF-Token"] = token.group(1)

    def request(self, verb: str, path: str, **kwargs: Any) -> requests.Response:
        return self.http.request(verb, f"{self.url}{path}", timeout=60, **kwargs)

    def ok(self, verb: str, path: str, **kwargs: Any) -> Any:
        """The ``data`` or ``message`` of an answer that must be a success."""
        answer = self.request(verb, path, **kwargs)
        assert answer.status_code in (200, 202), (
            f"{verb} {path}: {answer.status_code} {answer.text[:1500]}"
        )
        body = answer.json()
        return body.get("data", body.get("message"))

    def call(self, method: str, **arguments: Any) -> Any:
        return self.ok("POST", f"/api/method/{method}", json=arguments)

    def refused(self, verb: str, path: str, **kwargs: Any) -> requests.Response:
        """An answer that must be a refusal, with a sentence and without a look inside."""
        answer = self.request(verb, path, **kwargs)
        assert answer.status_code in (403, 404, 417), f"{answer.status_code} {answer.text[:1000]}"
        return answer

    def create(self, doctype: str, **values: Any) -> dict[str, Any]:
        return self.ok("POST", f"/api/resource/{doctype}", json=values)

    def get(self, doctype: str, name: str) -> dict[str, Any]:
        return self.ok("GET", f"/api/resource/{doctype}/{name}")

    def change(self, doctype: str, name: str, **values: Any) -> dict[str, Any]:
        return self.ok("PUT", f"/api/resource/{doctype}/{name}", json=values)

    def list(self, doctype: str, **parameters: Any) -> list[dict[str, Any]]:
        return self.ok("GET", f"/api/resource/{doctype}", params=parameters)

    def act(self, doctype: str, name: str, action: str) -> dict[str, Any]:
        doc = self.get(doctype, name)
        return self.call(
            "frappe.model.workflow.apply_workflow", doc={**doc, "doctype": doctype}, action=action
        )

    def cannot_act(self, doctype: str, name: str, action: str) -> requests.Response:
        doc = self.get(doctype, name)
        return self.refused(
            "POST",
            "/api/method/frappe.model.workflow.apply_workflow",
            json={"doc": {**doc, "doctype": doctype}, "action": action},
        )
