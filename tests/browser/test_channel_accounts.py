"""A manager sets up an account of each kind at the desk, first with something wrong, and people write by it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from ..channels import meta
from ..channels.mail_servers import HOST, SECRET, USER
from ..channels.postbox import mail
from ..channels.providers import Provider, serving_provider
from ..live import Client, Server
from ..mailbox import LOGIN
from ..mailbox import SECRET as SEND_SECRET
from ..waiting import soon
from .drivers import Desk
from .mail_office import MailOffice
from .public_form import FORM, OFFICE, PAGE
from .tongue import FRENCH, OPERATOR, Tongue
from .visits import PHONE, at_desk
from .ways import new_number
from .writing_in import ACCOUNT, MANAGER, Infobip, Line, Meta

SAY = Tongue(FRENCH)
TRY = SAY("Try the connection")
ADDRESS = re.compile(r"https?://\S+")
ANSWERS = (
    "The gateway answers. Now write an SMS to the number of the office, and answer it in the inbox with more"
    " than 200 characters: that tries both ways, and shows whether a long answer arrives whole."
)
SAID = "Il manque deux sacs de mil."


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving_provider() as found:
        yield found


@contextmanager
def new_account(
    chromium: Browser, office: Server, kind: str, channel: str
) -> Iterator[tuple[Desk, str]]:
    """A manager begins an account; its name, under which it is switched off in the end."""
    name = f"{kind.lower().replace(' ', '-')}-{secrets.token_hex(3)}"
    with at_desk(chromium, office, MANAGER) as desk:
        desk.new(ACCOUNT)
        desk.write(SAY("Account"), name)
        desk.select(SAY("Kind"), SAY(kind) if kind in ("Free line", "E-mail") else kind)
        desk.choose(SAY("Channel"), channel, channel)
        try:
            yield desk, name
        finally:
            Client(office.url, MANAGER).change(ACCOUNT, name, enabled=0)


def door(desk: Desk) -> dict[str, str]:
    """The address for messages, as the manager reads it."""
    found = ADDRESS.search(desk.press(SAY("Show the addresses for the provider")))
    assert found
    return {"messages": found[0]}


def arrives(office: Server, account: str, sender: str) -> None:
    """Somebody's words come into the inbox."""
    operator = Client(office.url, OPERATOR)
    where = json.dumps({"account": account, "contact_address": sender})
    soon(lambda: operator.list("CFM Conversation", filters=where))


def test_a_number_for_sms(chromium: Browser, office: Server, provider: Provider) -> None:
    with new_account(chromium, office, "SMS", "SMS") as (desk, name):
        desk.select(SAY("Gateway"), "Infobip")
        desk.write(SAY("Key at the provider"), "cle-du-fournisseur")
        desk.write(SAY("Sender"), "1212")
        desk.write(SAY("Address of the gateway"), "http://127.0.0.1:9/send")
        desk.save()
        wrong = desk.press(TRY)
        assert SAY("The provider cannot be reached.") in wrong, wrong
        desk.write(SAY("Address of the gateway"), f"{provider.url}/send")
        desk.save()
        desk.is_told(SAY("The server is another one. Enter this again: {0}", "").strip())
        desk.write(SAY("Key at the provider"), "cle-du-fournisseur")
        desk.save()
        assert SAY(ANSWERS) in desk.press(TRY)
        number = new_number()
        Infobip(office, name, door(desk), provider).brings(number, SAID)
        arrives(office, name, number)


def test_a_number_at_whatsapp(chromium: Browser, office: Server, provider: Provider) -> None:
    with new_account(chromium, office, "WhatsApp", "WhatsApp") as (desk, name):
        desk.write(SAY("Phone number ID"), meta.NUMBER_ID)
        desk.write(SAY("Key at the provider"), "access-token")
        desk.write(SAY("Secret of the signature"), meta.SECRET)
        desk.write(SAY("Address of the Graph API"), provider.url)
        desk.save()
        provider.status, provider.body = 401, {"error": {"code": 190}}
        assert "un responsable en saisit un nouveau" in desk.press(TRY)
        provider.status, provider.body = 200, {"display_phone_number": "+235 66 00 00 00"}
        known = SAY("WhatsApp knows the account: {0}", "+235 66 00 00 00")
        assert known in desk.press(TRY)
        number = new_number()
        Meta(office, name, door(desk), provider).brings(number, SAID)
        arrives(office, name, number)


def test_the_free_line(chromium: Browser, office: Server) -> None:
    with new_account(chromium, office, "Free line", "Ligne verte") as (desk, _name):
        row = desk.add_row("extensions")
        desk.type_in(row, "extension", "201")
        desk.type_in(row, "user", OPERATOR)
        desk.save()
        nothing = desk.press(TRY)
        line = Line(office, door(desk))
        number = new_number()
        line.tells("newCall", f"m{number}", number, user="201")
        line.tells("hangup", f"m{number}", number, cause="cancel")
        line.has_noted(f"m{number}", "Missed")
        comes = SAY("Calls come in; the last one on {0}.", "").split(";")[0]
        assert comes in desk.press(TRY) and comes not in nothing


def test_a_mailbox(chromium: Browser, mail_office: MailOffice) -> None:
    office, imap = mail_office.server, mail_office.imap
    with new_account(chromium, office, "E-mail", "Courriel") as (desk, name):
        desk.write(SAY("Server of incoming mail"), HOST)
        desk.write(SAY("Port of incoming mail"), str(imap.port))
        desk.write(SAY("User of the mailbox"), USER)
        desk.write(SAY("Password of the mailbox"), "mot-de-passe-oublie")
        desk.write(SAY("Address of the office"), USER)
        desk.write(SAY("Server of outgoing mail"), HOST)
        desk.write(SAY("Port of outgoing mail"), str(mail_office.postman.port))
        desk.write(SAY("User of outgoing mail"), LOGIN)
        desk.write(SAY("Password of outgoing mail"), SEND_SECRET)
        desk.save()
        wrong = SAY("The server of incoming mail refuses the user or the password.")
        assert wrong in desk.press(TRY)
        desk.write(SAY("Password of the mailbox"), SECRET)
        desk.save()
        sender = f"achta.{secrets.token_hex(3)}@gens.test"
        imap.put(bytes(mail(SAID, sender=f"Achta <{sender}>")))
        told = desk.press(TRY)
        assert SAY("Mail that goes out: connected, logged in, {0} may send.", USER) in told
        arrives(office, name, sender)


def test_the_public_form(chromium: Browser, office: Server) -> None:
    with at_desk(chromium, office, MANAGER) as desk:
        desk.open(FORM, OFFICE)
        desk.tick(SAY("The form is open"))
        desk.save()
        try:
            context = chromium.new_context(viewport=PHONE, base_url=office.url)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{PAGE}?language=fra")
            expect(page.locator("#words")).to_be_visible()
            context.close()
        finally:
            Client(office.url, MANAGER).change(FORM, OFFICE, enabled=0)
