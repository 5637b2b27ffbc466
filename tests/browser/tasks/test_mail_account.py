"""The mailbox of the office: set up, tried, and answered from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from ...channels.mail_servers import (
    DOVECOT,
    HOST,
    SECRET,
    USER,
    WHY_SKIPPED,
    Imap,
    Postman,
    serving_imap,
    serving_smtp,
)
from ...channels.postbox import mail
from ...mailbox import LOGIN
from ...mailbox import SECRET as SEND_SECRET
from .task import Task
from .test_channels import INBOX, OPERATOR, begin_account, entry, tries

SENDER = "achta@gens.test"
SAID, ANSWER = "Il manque deux sacs de mil.", "Merci. Nous demandons au magasin."


@dataclass
class MailServers:
    imap: Imap
    postman: Postman


@pytest.fixture(autouse=True)
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServers]:
    """The servers of the provider; the office, which starts after them, trusts their certificate."""
    if not DOVECOT:
        pytest.skip(WHY_SKIPPED)
    with serving_imap() as imap, serving_smtp(imap.folder) as postman:
        monkeypatch.setenv("SSL_CERT_FILE", str(imap.certificate))
        yield MailServers(imap, postman)


def test_people_write_by_mail(servers: MailServers, task: Task) -> None:
    task.begin(
        37,
        "boite-du-bureau",
        ("Recevoir des e-mails et y répondre", "Receive e-mails and answer them"),
        (
            "Les gens écrivent à l'adresse du bureau; leurs e-mails arrivent dans la messagerie. Ce compte n'est "
            "pas celui par lequel le site envoie ses avis ([tâche 28](28-compte-e-mail.md)).",
            "People write to the address of the office; their mails come into the inbox. This account is not the "
            "one by which the site sends its notices ([task 28](28-compte-e-mail.md)).",
        ),
    )
    page = begin_account(task, "E-mail", "courriel", "Courriel")
    entry(page, "imap_user").fill(USER)
    task.step(
        "Sous **{Mail that comes in (IMAP)}**, écrivez le serveur, l'utilisateur et le mot de passe que le "
        "fournisseur a donnés; le port reste vide s'il n'en a pas nommé.",
        "Under **{Mail that comes in (IMAP)}**, enter the server, the user and the password that the provider "
        "gave; the port stays empty if it named none.",
        mark=page.locator("[data-section=section_mail_in]"),
    )
    entry(page, "imap_host").fill(HOST)
    entry(page, "imap_port").fill(str(servers.imap.port))
    entry(page, "imap_password").fill("mot-de-passe-oublie")
    entry(page, "from_address").fill(USER)
    entry(page, "from_name").fill("Bureau du Lac")
    task.step(
        "Sous **{Mail that goes out (SMTP)}**, écrivez l'adresse et le nom du bureau, puis le serveur d'envoi; "
        "l'utilisateur reste vide si c'est celui de la boîte.",
        "Under **{Mail that goes out (SMTP)}**, enter the address and the name of the office, then the server of "
        "outgoing mail; the user stays empty if it is the one of the mailbox.",
        mark=page.locator("[data-section=section_mail_out]"),
    )
    entry(page, "smtp_host").fill(HOST)
    entry(page, "smtp_port").fill(str(servers.postman.port))
    entry(page, "smtp_user").fill(LOGIN)
    entry(page, "smtp_password").fill(SEND_SECRET)
    task.save()
    tries(
        task,
        "Choisissez **{Try the connection}** : vous lisez ce qui ne va pas, ici le mot de passe de la boîte.",
        "Choose **{Try the connection}**: you read what is wrong, here the password of the mailbox.",
        task.tr("The server of incoming mail refuses the user or the password."),
    )
    entry(page, "imap_password").fill(SECRET)
    came = mail(SAID, sender=f"Achta <{SENDER}>", subject="Ration de mai")
    servers.imap.put(bytes(came))
    tries(
        task,
        "Corrigez, puis choisissez encore **{Try the connection}** : si les deux sens vont, le bureau relève "
        "aussitôt les premiers e-mails.",
        "Mend it, then choose **{Try the connection}** again: if both directions work, the office fetches the "
        "first mails at once.",
        task.tr("Mail that goes out: connected, logged in, {0} may send.", USER),
    )
    with task.seen_by(OPERATOR, INBOX) as seen:
        seen.locator("#rows a", has_text="Achta").click()
        expect(seen.locator(".message.in")).to_contain_text(SAID)
        seen.keyboard.press("r")
        seen.locator("#text").fill(ANSWER)
        seen.locator("#send").click()
        expect(seen.locator(".message.out")).to_have_attribute("data-state", "Sent")
        task.effect(
            seen,
            "L'e-mail apparaît dans la messagerie; la réponse part de l'adresse du bureau, sans un mot du cas "
            "dans son objet.",
            "The mail appears in the inbox; the answer leaves from the address of the office, with no word of the "
            "case in its subject.",
            mark=seen.locator(".message.out"),
        )
    sent = servers.postman.wait_for(SENDER)
    assert sent["From"] == f"Bureau du Lac <{USER}>"
    assert sent.get_content().strip() == ANSWER and "Ration" not in sent["Subject"]
