"""Somebody walks through all of Frappe's desk that is open to them, and notes what should not be there.

    CFM_ADMINISTRATOR_PASSWORD=... python -m tests.browser.bench.walk --url http://SITE:8000

walks every role in French and Arabic at 1280 and 390 px and prints what was found. The users'
password is CFM_SITE_PASSWORD. What is open is read from the desk itself: nothing is listed here.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, Page, Response, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from ...leaks.cast import Visitor, administrator
from ...live import PASSWORD, Running
from ..chromium import OPTIONS, find_chromium
from ..visits import DESKTOP, PHONE
from .words import Lexicon, read

ROLES = {
    "operator": "operator@demo.cfm",
    "focal point": "focal@demo.cfm",
    "manager": "manager@demo.cfm",
    "handler": "psea@demo.cfm",
    "data protection": "dataprotection@demo.cfm",
    "analyst": "analyst@demo.cfm",
}
LANGUAGES = ("fr", "ar")
SIZES = {"1280": DESKTOP, "390": PHONE}
LONG = 20_000
# Where a bench is asked for what it may lack: live updates come by a server of their own.
ASIDE = ("/socket.io/",)

READY = "() => window.frappe?.boot && frappe.router?.current_route && window.jQuery?.active === 0"
GO = """async (route) => {
  document.querySelectorAll('.modal.show .btn-modal-close').forEach((each) => each.click());
  await frappe.set_route(route);
}"""
# What workspaces, search bar and the menu of the user lead to, and an empty form where one may write.
OPEN = """async () => {
  const { user, allowed_workspaces, page_info, dashboards } = frappe.boot;
  const routes = allowed_workspaces.map((each) => frappe.router.slug(each.name));
  for (const each of Object.keys(page_info)) routes.push(each);
  for (const each of Object.keys(user.all_reports)) routes.push(`query-report/${each}`);
  for (const doctype of user.can_search) {
    const slug = frappe.router.slug(doctype);
    routes.push(slug);
    if (user.can_create.includes(doctype)) routes.push(`${slug}/new`);
  }
  for (const each of ['user', 'notification-settings']) routes.push(`${each}/${encodeURIComponent(user.name)}`);
  return routes;
}"""
# The first record of each list, and its sheet.
STORED = """async () => {
  const found = [];
  for (const doctype of frappe.boot.user.can_search) {
    if (frappe.boot.single_types.includes(doctype)) continue;
    const answer = await fetch(`/api/resource/${encodeURIComponent(doctype)}?limit_page_length=1`);
    const [row] = answer.ok ? (await answer.json()).data : [];
    if (!row) continue;
    const name = encodeURIComponent(row.name);
    found.push(`${frappe.router.slug(doctype)}/${name}`);
    if (frappe.boot.user.can_print.includes(doctype)) found.push(`print/${encodeURIComponent(doctype)}/${name}`);
  }
  return found;
}"""
PEOPLE = """async () => {
  const answer = await fetch('/api/resource/User?fields=["full_name"]&limit_page_length=0');
  return answer.ok ? (await answer.json()).data.map((each) => each.full_name) : [];
}"""
TOLD = """() => [...document.querySelectorAll('.modal.show .msgprint, .page-container:not([style*=none]) .page-card')]
  .map((each) => each.innerText.trim()).filter(Boolean)"""
WIDTH = "document.documentElement.scrollWidth"


@dataclass
class Report:
    """What one walk found: where each English text stood first, what refused, what broke."""

    user: str
    language: str
    width: str
    screens: int = 0
    english: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    wide: list[tuple[str, int]] = field(default_factory=list)

    def __str__(self) -> str:
        head = f"{self.user} {self.language} {self.width}: {self.screens} screens"
        counts = f"{len(self.english)} in English, {len(self.refused)} refused"
        return f"{head}, {counts}, {len(self.broken)} broken, {len(self.wide)} too wide"


class Walk:
    """A window in which somebody is logged in at the desk."""

    def __init__(self, page: Page, report: Report) -> None:
        self.page, self.report = page, report
        self.at = ""
        page.set_default_timeout(LONG)
        page.on("response", self._note_answer)
        page.on("pageerror", lambda error: report.broken.append((self.at, str(error))))

    def start(self) -> None:
        self.page.goto("/app")
        self.page.wait_for_function(READY)
        self.lexicon = Lexicon.of(self.page, self.report.language)
        self.people = set(self.page.evaluate(PEOPLE))

    def destinations(self) -> list[str]:
        """All that the desk offers, and the first record of each list with its sheet."""
        found = [*self.page.evaluate(OPEN), *self.page.evaluate(STORED)]
        return list(dict.fromkeys(found))

    def visit(self, route: str) -> None:
        self.at = route
        self.report.screens += 1
        try:
            self.page.evaluate(GO, route)
            self.page.wait_for_function(READY)
        except TooLate:
            self.report.broken.append((route, "never ready"))
            return
        for sentence in self.page.evaluate(TOLD):
            self.report.refused.append((route, sentence))
        names = {*self.people, unquote(route.rpartition("/")[2])}
        for text in read(self.page):
            if text not in names and self.lexicon.is_english(text):
                self.report.english.setdefault(text, route)
        width = int(self.page.evaluate(WIDTH))
        if width > int(self.report.width):
            self.report.wide.append((route, width))

    def _note_answer(self, answer: Response) -> None:
        if answer.status >= 400 and not any(part in answer.url for part in ASIDE):
            place = answer.url.split("?")[0].partition("://")[2].partition("/")[2]
            self.report.refused.append((self.at, f"{answer.status} {place}"))


def walk(
    browser: Browser, address: str, user: str, language: str, width: str, part: str = ""
) -> Report:
    """Go everywhere, or to what has a word in its address."""
    report = Report(user, language, width)
    context = browser.new_context(viewport=SIZES[width], base_url=address, locale=language)  # type: ignore[arg-type]
    try:
        login = {"usr": user, "pwd": PASSWORD}
        assert context.request.post("/api/method/login", data=login).ok
        walker = Walk(context.new_page(), report)
        walker.start()
        for route in walker.destinations():
            if part in route:
                walker.visit(route)
    finally:
        context.close()
    return report


@contextmanager
def speaking(admin: Visitor, user: str, language: str) -> Iterator[None]:
    """The desk speaks to each user in the language that they chose."""
    path = f"/api/resource/User/{user}"
    before: Any = admin.ok("GET", path)["language"]
    admin.ok("PUT", path, json={"language": language})
    try:
        yield
    finally:
        admin.ok("PUT", path, json={"language": before})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--role", choices=ROLES, action="append")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--width", choices=SIZES, action="append")
    parser.add_argument("--part", default="", help="only addresses with this in them")
    given = parser.parse_args()
    address = given.url.rstrip("/")
    admin = administrator(Running(address))
    total: Counter[str] = Counter()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        for role in given.role or ROLES:
            for language in given.language or LANGUAGES:
                with speaking(admin, ROLES[role], language):
                    for width in given.width or SIZES:
                        report = walk(browser, address, ROLES[role], language, width, given.part)
                        tell(report, total)
        browser.close()
    print(dict(total))
    return 1 if total["english"] + total["refused"] + total["broken"] else 0


def tell(report: Report, total: Counter[str]) -> None:
    """Print what a walk found, and count it."""
    print(report, flush=True)
    for text, route in report.english.items():
        print(f"  English  {route}: {text}")
    for kind in ("refused", "broken", "wide"):
        for route, what in getattr(report, kind):
            print(f"  {kind}  {route}: {what}")
        total[kind] += len(getattr(report, kind))
    total["screens"] += report.screens
    total["english"] += len(report.english)


if __name__ == "__main__":
    sys.exit(main())
