"""A walk through the made-up office: each page of a menu, each list. ``python -m tests.architecture.walking SITE``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.live import Client, Server

WALKERS = (
    *("operator@demo.cfm", "manager@demo.cfm", "protection@demo.cfm", "analyst@demo.cfm"),
    "Administrator",
)
FOLLOWED = re.compile(r'href="(/(?:cfm|app)[^"#]*)"')


def main() -> None:
    server = Server(Path(sys.argv[1])).start()
    try:
        walked = sum(walk(server, user) for user in WALKERS)
    finally:
        server.stop()
    print(f"walked {walked}")


def walk(server: Server, user: str) -> int:
    """Open whatever the desk's first page and menus lead a user to; returns how many pages."""
    password = server.administrator_password() if user == "Administrator" else "demo"
    client = Client(server.url, user, password)
    client.http.headers["Accept"] = "text/html"
    first = client.request("GET", "/app").text
    found = sorted(set(FOLLOWED.findall(first)))
    for path in found:
        answer = client.request("GET", path.replace("&amp;", "&"))
        assert answer.status_code == 200, f"{user} {path}: {answer.status_code}"
    return len(found)


if __name__ == "__main__":
    main()
