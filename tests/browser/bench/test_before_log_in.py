"""The pages of a bench that somebody meets before they are logged in: no English beside French and Arabic."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import requests
from playwright.sync_api import Browser, expect

from ...live import Server
from ..visits import PHONE

PAGES = ("/login", "/update-password", "/nowhere")
# What the scripts of these pages show: the text of a call, or of the choice within one.
SHOWN = re.compile(
    r"\b(?:set_status|msgprint|get_error_handler|text|html|show_alert|throw)\((?:\w+ \|\| )?\"([^\"]+)\""
)
# Names, addresses, and code that stands alone.
NAMES = re.compile(r"Frappe|PAM Tchad|enable-javascript\.com|.*@.*")
WORD = re.compile(r"[^\W\d_]{3}")


class Texts(HTMLParser):
    """What a page says, or will say by its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.found |= {str(value) for name, value in attrs if name in ("placeholder", "data-text")}

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.found |= set(SHOWN.findall(data))
        elif self._inside != "style":
            self.found.add(data.strip())


def said(office: Server, path: str, language: str) -> set[str]:
    answer = requests.get(f"{office.url}{path}", params={"_lang": language}, timeout=60)
    return Texts(answer.text).found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_text_is_the_english_one(office: Server, path: str, language: str) -> None:
    english, theirs = said(office, path, "en"), said(office, path, language)
    assert len(english - theirs) > 3
    same = {text for text in english & theirs if WORD.search(text) and not NAMES.fullmatch(text)}
    assert same == set()


def test_a_wrong_password_is_told_in_french(chromium: Browser, office: Server) -> None:
    page = chromium.new_page(viewport=PHONE, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
    try:
        page.goto("/login")
        page.fill("#login_email", "nobody@demo.cfm")
        page.fill("#login_password", "wrong")
        page.click(".btn-login")
        expect(page.locator(".btn-login")).to_have_text("Nom ou mot de passe incorrect. Réessayez.")
    finally:
        page.close()
