"""Nobody is led to another site by a link to the log-in."""

import re
from unittest import TestCase
from urllib.parse import quote

import frappe

from cfm_app.web.pages import routes
from cfm_app.web.pages.redirects import WEBSITE_REDIRECTS

ELSEWHERE = (
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/x\r\nHeader: 1",
    "\t//evil.example",
    "javascript:alert(1)",
    "evil.example",
)
HERE = ("/", "/app", "/app/case/CFM-2026-00001", "/cfm/new-case?_lang=fr&x=é", "/a%09b", "/x y", "")


def is_dropped(query: str) -> bool:
    """As the framework finds out, for a path and its query."""
    rule = WEBSITE_REDIRECTS[0]
    return bool(re.match(rule["source"].strip("/ ") + "$", f"login?{query}"))


class TestRedirects(TestCase):
    def test_other_sites(self) -> None:
        for address in ELSEWHERE:
            for written in (quote(address, safe=""), quote(address, safe="/:\\?=")):
                for query in (
                    f"redirect-to={written}",
                    f"_lang=fr&redirect-to={written}",
                    f"redirect-to=%2Fapp&redirect-to={written}",
                    f"redirect-to={written}&_lang=fr",
                    f"redirect%2Dto={written}",
                    f"%72edirect-to={written}",
                ):
                    self.assertTrue(is_dropped(query), query)

    def test_own_pages(self) -> None:
        for address in HERE:
            for written in (quote(address, safe=""), quote(address)):
                for query in (f"redirect-to={written}", f"_lang=fr&redirect-to={written}&x=1"):
                    self.assertFalse(is_dropped(query), query)
        self.assertFalse(is_dropped("_lang=fr"))

    def test_the_framework_is_asked(self) -> None:
        self.assertIn(
            WEBSITE_REDIRECTS[0], frappe.get_hooks("website_redirects", app_name="cfm_app")
        )


class TestWayBack(TestCase):
    def test_it_leads_to_a_page_of_this_site(self) -> None:
        for path in ("/cfm/case?name=CFM-1", "/app/case", "/private/files/a.pdf", "/printview?x=1"):
            self.assertEqual(routes.way_back(path), path)

    def test_it_leads_nowhere_else(self) -> None:
        for path in (*ELSEWHERE, "/cfm//evil.example", "/login", "", None, ["/cfm/"]):
            self.assertEqual(routes.way_back(path), "", path)
