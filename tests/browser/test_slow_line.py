"""Pages on a slow line: 400 kbit/s, 400 ms before each answer, a processor four times slower."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from benchmarks.slow_line import FOCAL, OPERATOR, Look, looks, pages_of

from ..live import Server
from .visits import visit

# Kilobytes and requests of the first visit, which take up to five seconds on this line (`benchmarks/slow_line.py`
# measures them); requests of the second: the page itself, and what it asks for anew.
PAGES = {
    "form of a case": (80, 6, 2),
    "list of cases": (80, 6, 2),
    "new case, fast page": (110, 42, 4),
}


@pytest.mark.embedded("how files are sent is up to the web server in front of a bench")
@pytest.mark.parametrize("page", PAGES)
def test_little_comes_the_first_time_and_less_again(
    chromium: Browser, office: Server, page: str
) -> None:
    user, path = pages_of(office.url)[page]
    first, again = looks(chromium, office.url, user, path)
    kilobytes, requests, requests_again = PAGES[page]
    assert first.kilobytes < kilobytes
    assert len(beside_the_phone(first)) <= requests, first.asked
    assert again.kilobytes < first.kilobytes
    assert len(beside_the_phone(again)) <= requests_again, again.asked


def beside_the_phone(look: Look) -> list[str]:
    """What a look asked for, but whether the free line rings: other tests give the office one."""
    return [each for each in look.asked if "/cfm_app.api.calls.ringing" not in each]


@pytest.mark.embedded("how files are sent is up to the web server in front of a bench")
@pytest.mark.parametrize("path", ["/app", "/app/case/new", "/app/case", "/app/manage"])
def test_the_desk_asks_for_its_files_once(chromium: Browser, office: Server, path: str) -> None:
    user = "manager@demo.cfm"
    _first, again = looks(chromium, office.url, user, path)
    # The page itself and, afterwards, how much waits on the tabs.
    assert again.requests == 2, again.asked


@pytest.mark.parametrize(("user", "path"), [(OPERATOR, "/cfm/new-case"), (FOCAL, "/cfm/approvals")])
def test_the_files_of_a_page_of_the_app_have_a_version(
    chromium: Browser, office: Server, user: str, path: str
) -> None:
    with visit(chromium, office, user, path) as page:
        loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    files = [each for each in loaded if "/assets/" in each]
    assert len(files) > 3
    assert [each for each in files if "?v=" not in each] == []


@pytest.mark.parametrize(
    ("user", "path"),
    [
        (OPERATOR, "/cfm/new-case"),
        (OPERATOR, "/cfm/console"),
        (OPERATOR, "/cfm/call-backs"),
        (OPERATOR, "/cfm/try-sop"),
        (FOCAL, "/cfm/approvals"),
        ("manager@demo.cfm", "/cfm/import"),
        ("manager@demo.cfm", "/cfm/export"),
        ("manager@demo.cfm", "/cfm/defaults"),
        ("manager@demo.cfm", "/cfm/setup"),
        ("manager@demo.cfm", "/cfm/access-requests"),
    ],
)
def test_a_page_names_all_scripts_that_it_loads(
    chromium: Browser, office: Server, user: str, path: str
) -> None:
    with visit(chromium, office, user, path) as page:
        page.wait_for_load_state("networkidle")
        loaded = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
        named = page.evaluate(
            "[...document.querySelectorAll('head script[src], link[rel=modulepreload]')]"
            ".map((each) => each.src || each.href)"
        )
    scripts = {
        each for each in loaded if each.split("?")[0].endswith(".js") and "/sw.js" not in each
    }
    assert scripts == set(named)


def test_a_look_counts_what_came_over_the_line(chromium: Browser, office: Server) -> None:
    first: Look = looks(chromium, office.url, OPERATOR, "/cfm/console")[0]
    assert first.requests > 1 and first.kilobytes > 1
