"""What a request costs, counted rather than timed: it is the same on any machine, however busy."""

from __future__ import annotations

import gc
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import requests
from werkzeug.test import Client, TestResponse

from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.web.http.app import create_app

from ..live import PASSWORD

EXECUTING = ("execute", "executemany")
# The database compares names by these: how often depends on where a name would stand in an index.
COMPARING = "collation.py"
SHOWN = 12


@dataclass
class Cost:
    """Statements of SQL, and calls of functions in Python by function."""

    statements: int = 0
    functions: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        return self.functions.total()

    def listen(self, frame: FrameType, event: str, argument: Any) -> None:
        """As `sys.setprofile` calls it."""
        if event == "call":
            code = frame.f_code
            if not code.co_filename.endswith(COMPARING):
                self.functions[f"{code.co_filename}:{code.co_name}"] += 1
        elif event == "c_call" and argument.__name__ in EXECUTING:
            self.statements += 1

    def beside(self, other: Cost) -> str:
        """What this one does more or less often, the greatest differences first."""
        found = Counter(self.functions)
        found.subtract(other.functions)
        differing = sorted(found.items(), key=lambda each: -abs(each[1]))[:SHOWN]
        return "\n".join(f"    {count:+5} {name}" for name, count in differing if count)


@dataclass(frozen=True)
class Plain:
    """An answer as the matrix reads it."""

    status_code: int
    content: bytes
    headers: Any

    @classmethod
    def of(cls, response: TestResponse) -> Plain:
        return cls(response.status_code, response.get_data(), response.headers)


class Inside:
    """A user of a site that this process answers, without a socket. `cost` is that of the last request."""

    counted: type[Cost] = Cost

    def __init__(self, site: Path, user: str, password: str = PASSWORD) -> None:
        self.user = user
        self.cost = self.counted()
        self._headers = {"Accept": "application/json"}
        self._client = Client(create_app(get_site(site.name, site.parent)))
        given = {"usr": user, "pwd": password}
        answer = self.send("POST", "/api/method/login", json=given)
        assert answer.status_code == 200, answer.content
        page = self.send("GET", "/app/none", headers={"Accept": "text/html"}).content.decode()
        token = re.search(r'csrf[_-]token"?[^"]*"([0-9a-zA-Z_-]{16,})"', page)
        assert token, page[:500]
        self._headers["X-Frappe-CSRF-Token"] = token.group(1)

    def send(
        self,
        verb: str,
        path: str,
        params: dict[str, Any] | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Plain:
        """As `Visitor.send`."""
        # It writes the address as a client writes it.
        address = requests.Request("GET", f"http://localhost{path}", params=params).prepare().url
        given = {} if json is None else {"json": json}
        headers = {**self._headers, **(headers or {})}
        self.cost = self.counted()
        # What earlier requests left behind is no cost of this one, whenever Python clears it away.
        gc.disable()
        sys.setprofile(self.cost.listen)
        try:
            answer = self._client.open(address, method=verb, headers=headers, **given)
        finally:
            sys.setprofile(None)
            gc.enable()
        return Plain.of(answer)
