"""Who is told of what: a notification with a condition, a reminder, the account that sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ... import commands
from ...live import READ, free_port
from ...mailbox import LOGIN, SECRET, Mailbox, account, listening
from .rows import choose, new_row
from .task import MANAGER, Task

OPERATOR, FOCAL = "operator@demo.cfm", "focal@demo.cfm"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with listening() as found:
        yield found


def field(page: Page, name: str) -> str:
    return f"[data-field={name}]:not(td) :is(input, select, textarea)"


def set_up_mail(task: Task, port: int) -> None:
    """The account through which the office sends."""
    task.client(MANAGER).create("Email Account", **account(port))


def choose_kind(page: Page, label: str) -> None:
    """The kind of entry by its name on the screen."""
    page.wait_for_selector("#main[data-started]")
    page.locator("[data-field=document_type] .link-input").fill(label)
    page.locator("[role=option] > span").filter(has_text=re.compile(rf"^{label}$")).first.click()


def test_an_email_account_is_set_up_and_tried(task: Task, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    page = task.begin(
        28,
        "compte-e-mail",
        ("Régler et essayer un compte e-mail", "Set up and try an e-mail account"),
        (
            "Le site envoie ses e-mails par cette boîte; l'essai dit aussitôt ce qui manque.",
            "The site sends its e-mails through this box; the trial says at once what is missing.",
        ),
    )
    task.open_tool("E-mail accounts")
    task.new()
    task.step(
        "Créez un compte : adresse, mot de passe, envoi activé, serveur et port.",
        "Make an account: address, password, sending switched on, server and port.",
        mark=page.locator(field(page, "email_id")).first,
    )
    page.locator(field(page, "email_id")).first.fill(LOGIN)
    page.locator(field(page, "email_account_name")).first.fill("Bureau")
    page.locator(field(page, "password")).first.fill(SECRET)
    page.locator(field(page, "enable_outgoing")).first.check()
    page.locator(field(page, "smtp_server")).first.fill("127.0.0.1")
    page.locator(field(page, "smtp_port")).first.fill(str(closed := free_port()))
    page.locator(field(page, "default_outgoing")).first.check()
    page.locator("#try-to").fill("chef@mail.test")
    task.step(
        "Sous **{Try it}**, envoyez un message d'essai. Un échec dit pourquoi : ici, le port est faux.",
        "Under **{Try it}**, send a test message. A failure says why: here, the port is wrong.",
        mark=page.locator("#try-send"),
    )
    page.locator("#try-send").click()
    expect(page.locator("#try-sent .finding-error")).to_contain_text(f"127.0.0.1:{closed}")
    page.locator(field(page, "smtp_port")).first.fill(str(port))
    page.locator("#try-to").fill("chef@mail.test")
    task.step(
        "Corrigez et essayez de nouveau; le message arrive.",
        "Mend it and try again; the message arrives.",
        mark=page.locator("#try-send"),
    )
    page.locator("#try-send").click()
    expect(page.locator("#try-sent")).to_contain_text(
        task.tr("Sent to {0}. Look whether it arrives.", "chef@mail.test")
    )
    assert box.wait_for("chef@mail.test")["subject"] == task.tr("This e-mail account works")
    task.save()
    forgetful = task.guest()
    forgetful.goto("/login")
    forgetful.locator("#usr").fill(OPERATOR)
    forgetful.locator("#forgot").click()
    box.wait_for(OPERATOR)
    task.effect(
        forgetful,
        "Une opératrice qui a oublié son mot de passe reçoit aussitôt un lien par e-mail.",
        "An operator who forgot the password receives a link by e-mail at once.",
        mark=forgetful.locator("#login-note"),
    )


def test_a_notification_is_written_tried_and_received(
    task: Task, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    set_up_mail(task, port)
    client = task.client(OPERATOR)
    category = client.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    urgent = client.create(
        "Case", category=category, description="Camion bloqué", priority="Urgente"
    )
    page = task.begin(
        13,
        "notification",
        (
            "Écrire une notification et voir qui elle atteint",
            "Write a notification and see whom it reaches",
        ),
        (
            "Le responsable veut savoir tout de suite quand un cas urgent est créé.",
            "The manager wants to know at once when an urgent case is made.",
        ),
    )
    task.open_tool("Notification rules")
    task.new()
    page.locator(field(page, "subject")).first.fill("Urgent : {{ doc.name }}")
    page.locator(field(page, "event")).first.select_option("New")
    choose_kind(page, task.tr("Case"))
    task.step(
        "Écrivez l'objet; choisissez le canal **{Email}**, le moment **{New}** et le type de fiche **{Case}**.",
        "Write the subject; choose the channel **{Email}**, the moment **{New}** and the kind of entry **{Case}**.",
        mark=page.locator("[data-field=document_type]").first,
    )
    condition = page.locator("[data-field=condition] .condition")
    task.step(
        "Choisissez la condition : la priorité est « Urgente ».",
        "Choose the condition: the priority is “Urgente”.",
        mark=condition,
    )
    condition.get_by_role("button", name=task.tr("Add a condition")).click()
    condition.locator("select").first.select_option("priority")
    condition.locator(".link-input").fill(task.tr("Urgente"))
    page.get_by_role("option", name=task.tr("Urgente")).first.click()
    task.step(
        "Ajoutez les destinataires : ici, tous ceux qui ont le rôle de responsable.",
        "Add the recipients: here, everybody who has the role of manager.",
        mark=page.locator("[data-grid=recipients] .grid-add"),
    )
    choose(new_row(page, "recipients"), "receiver_by_role", task.tr("CFM Manager"))
    message = page.locator("[data-field=message] textarea").first
    task.step(
        "Écrivez le message; `{{ doc.name }}` y devient le numéro du cas.",
        "Write the message; `{{ doc.name }}` in it becomes the number of the case.",
        mark=message,
    )
    message.fill("<p>Un cas urgent attend : {{ doc.description }}</p>")
    trial = page.locator("#try-entry")
    trial.fill(urgent["name"])
    page.locator("li[role=option]:visible").first.click()
    expect(page.locator("#try-result .finding-good")).to_be_visible()
    expect(page.locator("#try-result")).to_contain_text(MANAGER)
    task.step(
        "Sous **{Try it}**, choisissez un cas : vous voyez si la règle partirait, à qui et avec quels mots.",
        "Under **{Try it}**, choose a case: you see whether the rule would be sent, to whom and with which words.",
        mark=page.locator("#try-result"),
    )
    task.save()
    quiet = client.create("Case", category=category, description="Question", priority="Normale")
    made = client.create("Case", category=category, description="Camion bloqué", priority="Urgente")
    letter = box.wait_for(MANAGER)
    assert letter["subject"] == f"Urgent : {made['name']}"
    assert not any(quiet["name"] in str(mail["subject"]) for _to, mail in box.received)
    task.effect(
        None,
        "Dès qu'un opérateur enregistre un cas urgent, le responsable reçoit l'e-mail; pour un "
        "autre cas, rien ne part.",
        "As soon as an operator records an urgent case, the manager has the e-mail; for other cases nothing is sent.",
    )


def waiting_referral(task: Task) -> dict[str, Any]:
    """A referral to the focal point that is due in some days."""
    purposes = [{"purpose": each, "decision": "Granted"} for each in ("Record", "Share inside")]
    made = task.client(OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": "Ration incomplète"},
        consent={"purposes": purposes, "statement": READ},
        referral={"focal_point": FOCAL, "shared_summary": "Ration incomplète"},
        outcome="refer",
    )
    filters = f'[["cfm_case","=","{made["case"]}"]]'
    fields = '["name","due_on","creation"]'
    return task.client(OPERATOR).list("Referral", fields=fields, filters=filters)[0]


def run_daily_alerts(task: Task) -> None:
    """What the scheduler does each morning."""
    method = "frappe.email.doctype.notification.notification.trigger_daily_alerts"
    commands.done("--app", "cfm_app", "execute", method, "--site", task.office.site)


def test_a_reminder_is_sent_before_a_date(task: Task) -> None:
    referral = waiting_referral(task)
    due = datetime.fromisoformat(referral["due_on"]).date()
    # The day of the office, which may be another one than that of the machine.
    days = (due - datetime.fromisoformat(referral["creation"]).date()).days
    page = task.begin(
        14,
        "rappel",
        ("Rappeler avant une date", "Remind before a date"),
        (
            "Les points focaux sont prévenus quelques jours avant l'échéance d'un référencement.",
            "Focal points are told some days before a referral is due.",
        ),
    )
    task.open_tool("Notification rules")
    task.new()
    page.locator(field(page, "subject")).first.fill("À rendre bientôt : {{ doc.name }}")
    page.locator(field(page, "event")).first.select_option("Days Before")
    page.locator(field(page, "channel")).first.select_option("System Notification")
    choose_kind(page, task.tr("Referral"))
    day = page.locator(field(page, "date_changed")).first
    expect(day.locator("option[value=due_on]")).to_be_attached()
    day.select_option("due_on")
    page.locator(field(page, "days_in_advance")).first.fill(str(days))
    task.step(
        "Écrivez l'objet; choisissez le moment **{Days Before}**, le canal **{System "
        "Notification}**, le type de fiche **{Referral}**, la date et le nombre de jours.",
        "Write the subject; choose the moment **{Days Before}**, the channel **{System "
        "Notification}**, the kind of entry **{Referral}**, the date and the number of days.",
        mark=page.locator("[data-field=date_changed]").first,
    )
    task.step(
        "Ajoutez un destinataire; sous **{Receiver By Document Field}**, choisissez le point "
        "focal. Puis écrivez le message.",
        "Add a recipient; under **{Receiver By Document Field}**, choose the focal point. Then write the message.",
        mark=page.locator("[data-grid=recipients] .grid-add"),
    )
    row = new_row(page, "recipients")
    row.locator("[data-field=receiver_by_document_field] select").select_option("focal_point")
    page.locator("[data-field=message] textarea").first.fill("Merci de répondre à temps.")
    task.save()

    run_daily_alerts(task)
    with task.seen_by(FOCAL, "/app") as seen:
        seen.locator("#notices > summary").click()
        expect(seen.locator("#notices-body")).to_contain_text(
            f"À rendre bientôt : {referral['name']}"
        )
        task.effect(
            seen,
            "Le point focal voit le rappel quelques jours avant l'échéance.",
            "The focal point sees the reminder some days before it is due.",
            mark=seen.locator("#notices-body"),
        )
