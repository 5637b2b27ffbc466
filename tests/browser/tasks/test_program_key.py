"""The program of a partner: a key with few rights, tried at once, and what stays closed to it."""

from __future__ import annotations

import requests
from playwright.sync_api import expect

from .task import MANAGER, Task

PARTNER_LIST, PLACES = "CFM Partner", "CFM Distribution"
METHOD = "/api/method/cfm_app.api.programs."


def test_a_program_of_a_partner_gets_a_key(task: Task) -> None:
    page = task.begin(
        48,
        "cle-de-programme",
        ("Donner une clé au programme d'un partenaire", "Give a key to a partner's program"),
        (
            "Le logiciel d'un partenaire lit la liste des partenaires et écrit les distributions qu'il prévoit : "
            "il reçoit ces champs, et rien d'autre.",
            "The software of a partner reads the list of partners and writes the distributions that it plans: "
            "it gets these fields, and nothing else.",
        ),
    )
    task.open_tool("Keys for programs")
    page.locator("#program").fill("Croix-Rouge")
    task.step(
        "Nommez le programme ou son partenaire ; au besoin, choisissez le dernier jour de la clé.",
        "Name the program or its partner; choose the last day of the key if there is one.",
    )
    page.locator("#list").select_option(PARTNER_LIST)
    partners = page.locator(f"[data-list='{PARTNER_LIST}']")
    partners.locator("input[value=partner_name]").check()
    task.step(
        "Sous **{Open a list}**, choisissez une liste et cochez les champs que le programme connaîtra.",
        "Under **{Open a list}**, choose a list and tick the fields that the program will know.",
        mark=partners,
    )
    page.locator("#list").select_option(PLACES)
    planned = page.locator(f"[data-list='{PLACES}']")
    for name in ("location", "starts_on"):
        planned.locator(f"input[value={name}]").check()
    planned.locator("select").select_option("Read, add and change")
    planned.get_by_text(task.tr("Only what it added itself")).click()
    task.step(
        "Dites s'il peut ajouter et modifier, et s'il ne voit que ce qu'il a ajouté lui-même.",
        "Say whether it may add and change, and whether it sees only what it added itself.",
    )
    page.locator("#save").click()
    expect(page.locator("#made")).to_be_visible()
    page.locator("#try").click()
    tried = page.locator("#tried")
    expect(tried).to_contain_text("Case: 403")
    expect(tried).to_contain_text(f"records {PARTNER_LIST}: 200")
    task.step(
        "Choisissez **{Make the key}**, puis **{Try it now}** : vous voyez ce que le programme lira. Remettez la "
        "clé et le secret par deux voies.",
        "Choose **{Make the key}**, then **{Try it now}**: you see what the program will read. Hand over key and "
        "secret by two ways.",
        mark=page.locator("#made"),
    )
    key, secret = page.locator("#key").inner_text(), page.locator("#secret").inner_text()
    program(task, f"token {key}:{secret}")
    task.steps.report(13)
    ended(task, f"token {key}:{secret}")


def program(task: Task, token: str) -> None:
    """The partner's program at work, without a browser."""
    office, headers = task.office.url, {"Authorization": token, "Accept": "application/json"}

    def ask(verb: str, path: str, **given: object) -> requests.Response:
        return requests.request(verb, f"{office}{path}", headers=headers, timeout=30, **given)  # type: ignore[arg-type]

    rows = ask("GET", f"{METHOD}records", params={"doctype": PARTNER_LIST}).json()["message"]
    assert rows and set(rows[0]) == {"name", "modified", "partner_name"}
    asked = {"doctype": PLACES}
    assert ask("GET", f"{METHOD}records", params=asked).json()["message"] == []
    known = ask("GET", f"{METHOD}about").json()["message"]["lists"][1]["fields"]
    place = task.client(MANAGER).list("CFM Location", limit=1)[0]["name"]
    assert {each["name"] for each in known if each["required"]} >= {"location", "starts_on"}
    values = {"location": place, "starts_on": "2027-01-15"}
    made = ask("POST", f"{METHOD}create", json={**asked, "values": values})
    assert made.ok, made.text
    assert len(ask("GET", f"{METHOD}records", params=asked).json()["message"]) == 1
    for path in (
        *("/api/resource/Case", f"/api/resource/{PARTNER_LIST}", "/api/resource/User"),
        *("/api/method/frappe.client.get_list?doctype=Case", "/app", "/cfm/new-case"),
        f"{METHOD}records?doctype=CFM%20Focal%20Point",
    ):
        assert ask("GET", path).status_code in (401, 403, 404), path
    task.effect(
        None,
        "Le programme lit et écrit ce qui est coché. Les cas, les personnes, les fichiers et les écrans lui "
        "restent fermés.",
        "The program reads and writes what is ticked. Cases, persons, files and screens stay closed to it.",
    )


def ended(task: Task, token: str) -> None:
    """Once the manager has ended the key, it opens nothing."""
    page = task.page
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("button", name=task.tr("End the key")).click()
    expect(page.get_by_role("button", name=task.tr("End the key"))).to_have_count(0)
    asked = requests.get(
        f"{task.office.url}{METHOD}about", headers={"Authorization": token}, timeout=30
    )
    assert asked.status_code == 401
    task.step(
        "Quand le travail commun prend fin, choisissez **{End the key}** : elle n'ouvre plus rien, aussitôt.",
        "When the work with them ends, choose **{End the key}**: it opens nothing any more, at once.",
    )
