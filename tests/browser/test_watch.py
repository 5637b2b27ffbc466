"""What works and what does not: an account in trouble comes first, and its list does not call it active."""

from __future__ import annotations

import requests
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import PHONE, visit, width_of

MANAGER, PAGE = "manager@demo.cfm", "/cfm/watch"
ACCOUNT = "SMS de Moundou"
DOOR = "/api/method/cfm_app.api.channels.receive"


def test_an_account_in_trouble_is_told_where_people_look(
    chromium: Browser, own_office: Server
) -> None:
    client = Client(own_office.url, MANAGER)
    account = {"account_name": ACCOUNT, "adapter": "SMS", "channel": "SMS", "enabled": 1}
    account |= {"in_sender": "from", "in_id": "id", "out_url": "https://gateway.example"}
    client.create("CFM Channel Account", **account)
    with visit(chromium, own_office, MANAGER, PAGE, locale="fr-FR") as page:
        expect(page.locator("main h1")).to_have_text("Ce qui fonctionne")
        expect(page.locator("main bdi", has_text=ACCOUNT)).to_have_count(1)
        page.goto("/app/cfm-channel-account")
        expect(page.locator("#main")).to_contain_text("Fonctionne")
        requests.post(own_office.url + DOOR, params={"account": ACCOUNT, "token": "x"}, timeout=20)
        page.goto(PAGE)
        card = page.locator("main .card", has_text=ACCOUNT)
        expect(card).to_contain_text("À vérifier")
        expect(card).to_contain_text("Une requête du fournisseur a été refusée")
        page.goto("/app/cfm-channel-account")
        expect(page.locator("#main")).to_contain_text("À vérifier")
    with visit(chromium, own_office, MANAGER, PAGE, size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
