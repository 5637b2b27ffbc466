"""Where addresses lead: mails to the configured host, redirects to this site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from frappe_embedded.kernel.utils.urls import local_address
from frappe_embedded.web.http.responses import redirect_to
from tests.engine.served import Served
from tests.patterns import ADMIN

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\x00/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/\ud800",
    "",
]
INSIDE = ["/", "/app/case/1", "/app/cas?x=1&y=é#top", "/%09/x", "/app?next=https://evil.example"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_other_places_are_none_of_ours(address: str) -> None:
    assert local_address(address) is None
    assert redirect_to(address).headers["Location"] == "/"


@pytest.mark.parametrize("address", INSIDE)
def test_own_pages_are_ours(address: str) -> None:
    assert local_address(address) == address


@pytest.mark.parametrize("address", ["/%09/evil.example", "/%0a/evil.example", "/%5Cevil.example"])
def test_the_log_in_sends_nobody_elsewhere(served: Served, address: str) -> None:
    client = served.logged_in("worker@example.com")
    answer = client.get(f"/login?redirect-to={address}", Accept="text/html")
    assert (answer.status, answer.header("Location")) == (302, "/app")
    page = served.guest().get(f"/login?redirect-to={address}", Accept="text/html")
    assert page.status == 200
    assert 'data-next=""' in page.text


def test_what_is_encoded_twice_is_decoded_once(served: Served) -> None:
    page = served.guest().get("/login?redirect-to=/%2509/evil.example", Accept="text/html")
    assert 'data-next="/%09/evil.example"' in page.text


def test_the_page_that_was_wanted_is_kept(served: Served) -> None:
    wanted = "/app/user?name=é b"
    client = served.logged_in("worker@example.com")
    answer = client.get(f"/login?redirect-to={quote(wanted, safe='')}", Accept="text/html")
    assert answer.header("Location") == "/app/user?name=%C3%A9%20b"


@pytest.fixture
def host_name(served: Served) -> Iterator[str]:
    served.site.config.host_name = "https://cfm.example.org"
    yield "https://cfm.example.org"
    del served.site.config["host_name"]


def link_shown(served: Served) -> str:
    """A link that a request makes for a person, under a host that its sender chose."""
    client = served.logged_in("Administrator", ADMIN)
    answer = client.post("/app/person/worker@example.com/do/link", {}, Host="evil.example")
    assert answer.status == 200, answer.text
    return answer.text


def test_links_lead_to_the_configured_host(served: Served, host_name: str) -> None:
    assert f"{host_name}/update-password?key=" in link_shown(served)


def test_without_one_they_lead_to_where_the_server_listens(served: Served) -> None:
    assert f"http://127.0.0.1:{served.port}/update-password?key=" in link_shown(served)
