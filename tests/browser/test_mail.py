"""E-mail in a real browser: a manager tries the account, a mail is answered, and the answer arrives."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ..channels.postbox import mail
from ..live import PASSWORD
from .mail_office import MailOffice
from .visits import DESKTOP, PHONE, visit, width_of
from .writing_in import MANAGER

pytestmark = pytest.mark.embedded("the mailbox of the test is reached from this machine alone")

OPERATOR = "operator@demo.cfm"
SAID = "Il manque deux sacs de mil à la distribution."
ANSWER = "Merci. Nous demandons au magasin."


@contextlib.contextmanager
def desk(chromium: Browser, office: MailOffice, size: dict[str, int]) -> Iterator[Page]:
    """The form of the account, as a manager sees it."""
    context = chromium.new_context(viewport=size, base_url=office.server.url)  # type: ignore[arg-type]
    try:
        login = {"usr": MANAGER, "pwd": PASSWORD}
        assert context.request.post("/api/method/login", data=login).ok
        page = context.new_page()
        page.goto(f"/app/cfm-channel-account/{office.account}?_lang=fr")
        page.wait_for_selector("#main[data-started]", state="attached")
        yield page
    finally:
        context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_mail_comes_is_answered_and_the_answer_arrives(
    chromium: Browser, mail_office: MailOffice, size: dict[str, int]
) -> None:
    sender = f"achta{size['width']}@gens.test"
    came = mail(SAID, sender=f"Achta <{sender}>", subject="Ration de mai")
    mail_office.imap.put(bytes(came))
    with desk(chromium, mail_office, size) as page:
        page.get_by_role("button", name="Essayer la connexion").click()
        told: Any = page.get_by_role("dialog")
        expect(told).to_contain_text("Réception : connecté, identifié, le dossier INBOX existe.")
        expect(told).to_contain_text("Envoi : connecté, identifié, retour@pam.test a le droit")
        expect(page.get_by_label("Serveur de réception")).to_have_value("localhost")
        assert not page.get_by_label("Chemin vers le texte").is_visible()
        assert width_of(page) <= size["width"]
    with visit(chromium, mail_office.server, OPERATOR, "/cfm/inbox?_lang=fr", size) as page:
        row = page.locator("#rows a", has_text="Achta").first
        expect(row).to_contain_text("Ration de mai")
        row.click()
        expect(page.locator(".message.in")).to_contain_text(SAID)
        page.get_by_role("button", name="Prendre et répondre").click()
        page.locator("#text").fill(ANSWER)
        page.locator("#send").click()
        expect(page.locator(".message.out")).to_have_attribute("data-state", "Sent")
        assert width_of(page) <= size["width"]
    sent = mail_office.postman.wait_for(sender)
    assert sent["In-Reply-To"] == came["Message-ID"]
    assert sent.get_content().strip() == ANSWER and "Ration" not in sent["Subject"]
