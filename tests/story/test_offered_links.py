"""What a page offers, it opens: every link of header, side bar and home page, for every demo user."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from cfm_app.shipped.demo import office as demo

from ..live import Client, Running, Server

PAGE = {"Accept": "text/html"}
STARTS = ("/app", "/cfm")
# What a site is set up with is offered to those who set it up.
SET_UP = ("manager@demo.cfm",)
BACKGROUND = ("/app/user", "/app/role", "/app/doctype", "/app/file", "/app/todo")


class Page(HTMLParser):
    """The links of a page with where they stand, its heading, and what the search of the desk goes to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.heading = ""
        self.side: set[str] = set()
        self.main: set[str] = set()
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("h1", "nav", "main"):
            self._inside.append(tag)
        if tag == "a" and (address := given.get("href", "")).startswith("/"):
            self.links.setdefault(address, tag)
            if "nav" in self._inside:
                self.side.add(address)
            if "main" in self._inside:
                self.main.add(address)
        for label, address, *_rest in json.loads(given.get("data-destinations") or "[]"):
            self.links.setdefault(address, str(label))

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "h1" in self._inside:
            self.heading += data.strip()


def fetched(client: Client, path: str) -> tuple[int, Page]:
    answer = client.request("GET", path, headers=PAGE)
    if "attachment" in answer.headers.get("Content-Disposition", ""):
        # A file to take along is content as well.
        return answer.status_code, Page(f"<h1>{len(answer.content)} bytes</h1>")
    return answer.status_code, Page(answer.text)


def people() -> list[str]:
    return sorted(demo.USERS)


@pytest.mark.embedded("the desk of Frappe makes its own navigation")
@pytest.mark.parametrize("user", people())
def test_every_link_that_is_offered_opens(user: str, office: Server | Running) -> None:
    client = Client(office.url, user)
    offered: dict[str, Any] = {}
    for start in STARTS:
        status, page = fetched(client, start)
        assert status == 200, start
        offered.update(page.links)
    refused = []
    for address in offered:
        status, page = fetched(client, address)
        if status != 200 or not page.heading:
            refused.append((address, status, page.heading))
    assert not refused
    assert len(offered) > 3


@pytest.mark.embedded("the desk of Frappe makes its own navigation")
@pytest.mark.parametrize("user", people())
def test_only_who_sets_the_site_up_is_offered_its_machinery(
    user: str, office: Server | Running
) -> None:
    client = Client(office.url, user)
    _status, home = fetched(client, "/app")
    assert not home.side.intersection(BACKGROUND), "work comes first, for them as well"
    _status, lists = fetched(client, "/app/lists")
    found = lists.main.intersection(BACKGROUND)
    assert bool(found) == (user in SET_UP), sorted(found)
