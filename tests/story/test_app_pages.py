"""The pages and the public files of the app over HTTP: doors, caching, and what is never served."""

from __future__ import annotations

import re

import pytest

from ..live import Client, Server

HTML = {"Accept": "text/html"}


def test_guests_are_sent_to_the_log_in_and_come_back(office: Server) -> None:
    for path in ("/cfm", "/cfm/console", "/cfm/new-case", "/cfm/approvals"):
        answer = Client(office.url).request("GET", path, allow_redirects=False)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/login?redirect-to={path.replace('/', '%2F')}"


@pytest.mark.parametrize(
    ("user", "page"), [("operator@demo.cfm", "/cfm/console"), ("focal@demo.cfm", "/cfm/approvals")]
)
def test_the_short_address_leads_to_the_own_page(office: Server, user: str, page: str) -> None:
    answer = Client(office.url, user).request("GET", "/cfm", headers=HTML, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_pages_are_not_kept_by_browsers(office: Server) -> None:
    answer = Client(office.url, "operator@demo.cfm").request("GET", "/cfm/console", headers=HTML)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/html")


def test_scripts_on_pages_are_files_and_data_only(office: Server) -> None:
    page = (
        Client(office.url, "operator@demo.cfm").request("GET", "/cfm/new-case", headers=HTML).text
    )
    for attributes in re.findall(r"<script([^>]*)>", page):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert not re.search(r"\son[a-z]+=", page)


@pytest.mark.embedded("on a bench the web server in front says how long files are kept")
def test_public_files_with_a_version_are_kept(office: Server) -> None:
    guest = Client(office.url)
    kept = guest.request("GET", "/assets/cfm_app/js/core.js?v=1")
    assert "max-age=31536000" in kept.headers["Cache-Control"]
    assert guest.request("GET", "/assets/cfm_app/js/core.js").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/cfm_app/../hooks.py",
        "/assets/cfm_app/..%2fhooks.py",
        "/assets/cfm_app/%2fetc/passwd",
        "/assets/os/path.py",
        "/cfm/console.py",
        "/cfm/..%2f..%2fhooks.py",
        "/cfm/__init__.py",
        "/cfm/nothing",
    ],
)
def test_nothing_else_is_served(office: Server, path: str) -> None:
    answer = Client(office.url, "operator@demo.cfm").request("GET", path, headers=HTML)
    assert answer.status_code == 404, answer.text[:300]


def test_the_service_worker_is_a_script_for_the_pages(office: Server) -> None:
    answer = Client(office.url, "focal@demo.cfm").request("GET", "/cfm/sw.js")
    assert answer.headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
    listed = re.findall(r"`(/[^`]+)\?v=", answer.text)
    assert listed
    for path in listed:
        assert Client(office.url).request("GET", path).status_code == 200, path
