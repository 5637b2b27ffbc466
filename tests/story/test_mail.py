"""E-mail reaches a real SMTP server: each recipient by himself, in the language of people."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from ..live import Client, Server
from ..mailbox import LOGIN, PATIENCE_SECONDS, Mailbox, account, listening
from ..patterns import Patterns

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def office_with_mail(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns, mailbox: tuple[Mailbox, int]
) -> Iterator[tuple[Server, Mailbox]]:
    box, port = mailbox
    server = patterns.office(tmp_path_factory.mktemp("mail") / "office").start()
    Client(server.url, "Administrator", server.administrator_password()).create(
        "Email Account", **account(port)
    )
    yield server, box
    server.stop()


def administrator(server: Server) -> Client:
    return Client(server.url, "Administrator", server.administrator_password())


def settled(client: Client, status: str) -> dict[str, Any]:
    """The newest queued e-mail, once it has a status."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        newest = client.list(
            "Email Queue", fields='["status","error"]', order_by="creation desc", limit=1
        )[0]
        if newest["status"] == status:
            return newest
        assert time.monotonic() < deadline, newest


def test_a_notification_reaches_each_recipient_by_himself(
    office_with_mail: tuple[Server, Mailbox],
) -> None:
    server, box = office_with_mail
    manager = administrator(server)
    manager.create(
        "Notification",
        name="Nouveau cas",
        subject="Nouveau cas : {{ doc.name }}",
        document_type="Case",
        event="New",
        channel="Email",
        message="<p>Reçu à la radio d’Abéché ; مرحبا</p>",
        recipients=[
            {"receiver_by_document_field": "owner"},
            {"cc": "archive@mail.test", "bcc": "boss@mail.test"},
        ],
    )
    made = Client(server.url, "operator@demo.cfm").create("Case", description="Appel")
    message = box.wait_for("operator@demo.cfm")
    box.wait_for("boss@mail.test")
    box.wait_for("archive@mail.test")
    assert message["Subject"] == f"Nouveau cas : {made['name']}"
    assert message["To"] == "operator@demo.cfm"
    assert message["Cc"] == "archive@mail.test"
    assert LOGIN in message["From"]
    for text in ("Reçu à la radio d’Abéché", "مرحبا"):
        assert text in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert text in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    for other in ("operator@demo.cfm", "archive@mail.test"):
        assert b"boss@mail.test" not in box.to(other)[-1].as_bytes()
    assert all(b"\n" not in raw.replace(b"\r\n", b"") for raw in box.raw)
    settled(manager, "Sent")
    manager.change("Notification", "Nouveau cas", enabled=0)


def test_one_refused_address_keeps_nobody_else_waiting(
    office_with_mail: tuple[Server, Mailbox],
) -> None:
    server, box = office_with_mail
    box.refused.add("gone@mail.test")
    manager = administrator(server)
    manager.create(
        "Notification",
        name="Adresse morte",
        subject="Adresse morte",
        document_type="Case",
        event="New",
        channel="Email",
        message="Bonjour",
        recipients=[{"cc": "gone@mail.test,here@mail.test"}],
    )
    Client(server.url, "operator@demo.cfm").create("Case", description="Appel")
    assert box.wait_for("here@mail.test")["Subject"] == "Adresse morte"
    assert "gone@mail.test" in settled(manager, "Partially Sent")["error"]
    assert len(box.to("here@mail.test")) == 1
    manager.change("Notification", "Adresse morte", enabled=0)


def test_a_new_state_of_a_workflow_tells_those_who_may_act(
    office_with_mail: tuple[Server, Mailbox],
) -> None:
    """With ``send_email_alert`` the next ones get a letter with a link, and nobody else does."""
    server, box = office_with_mail
    manager = administrator(server)
    active = manager.list(
        "Workflow", filters='[["document_type","=","Consent"],["is_active","=",1]]'
    )[0]["name"]
    workflow = manager.get("Workflow", active)
    manager.change("Workflow", active, send_email_alert=1)
    made = Client(server.url, "operator@demo.cfm").create("Case", description="Appel")
    consent = Client(server.url, "operator@demo.cfm").create("Consent", cfm_case=made["name"])
    first = workflow["states"][0]["state"]
    roles = {row["allowed"] for row in workflow["transitions"] if row["state"] == first}
    assert "CFM Operator" in roles
    message = box.wait_for("operator2@demo.cfm")
    assert consent["name"] in message["Subject"]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f"/app/consent/{consent['name']}" in html
    assert box.to("analyst@demo.cfm") == []


def test_who_is_invited_gets_a_link_by_mail_and_comes_in(
    office_with_mail: tuple[Server, Mailbox],
) -> None:
    server, box = office_with_mail
    person = "zara@mail.test"
    values = {"email": person, "first_name": "Zara", "role": "CFM Operator", "language": "fr"}
    answer = administrator(server).call("cfm_app.api.first_steps.invite", values=values)
    assert (answer["mailed"], answer["link"]) == (True, None)
    text = box.wait_for(person).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    key = re.search(r"key=([\w-]+)", text)
    assert key, text
    method = "frappe.core.doctype.user.user.update_password"
    Client(server.url).call(method, key=key[1], new_password="Dune-Vent-48-Acacia")
    assert Client(server.url, person, "Dune-Vent-48-Acacia").list("Case") != []


def test_a_new_person_is_invited_and_chooses_a_password(
    office_with_mail: tuple[Server, Mailbox],
) -> None:
    server, box = office_with_mail
    manager = Client(server.url, "manager@demo.cfm")
    roles = [{"role": "CFM Operator"}]
    person = {"first_name": "Amina", "send_welcome_email": 1, "language": "ar", "roles": roles}
    manager.create("User", email="amina@mail.test", **person)
    manager.create("User", email="quiet@mail.test", **{**person, "send_welcome_email": 0})
    message = box.wait_for("amina@mail.test")
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = re.search(r"/update-password\?key=[\w-]+", text)
    assert link and "amina@mail.test" in text
    # In the words of its reader.
    assert re.search(r"[\u0600-\u06ff]{4}", text) and re.search(
        r"[\u0600-\u06ff]{3}", message["Subject"]
    )
    # What else is stored of the person does not make the link void.
    manager.change("User", "amina@mail.test", last_name="Mahamat")
    page = Client(server.url).request("GET", link[0], headers={"Accept": "text/html"})
    assert page.status_code == 200
    chosen = "Un-long-mot-4821!"
    answer = Client(server.url).request(
        "POST",
        "/api/method/frappe.core.doctype.user.user.update_password",
        json={"key": link[0].split("=")[1], "new_password": chosen},
    )
    assert answer.status_code == 200, answer.text
    assert Client(server.url, "amina@mail.test", chosen)
    assert box.to("quiet@mail.test") == []
