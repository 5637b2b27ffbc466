"""Task 3: urgent cases are closed in two steps: the deputy approves, told by e-mail; a day later the manager, by SMS.

Whoever stands in for the manager holds their role, and so both are told of what waits.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.utils.dates import now_datetime

from ...channels.providers import Provider, serving_provider
from ...live import READ, Client, Server
from ...mailbox import PATIENCE_SECONDS, account, listening
from ..tasks.task import MANAGER
from ..tasks.test_procedures import remind
from .round import Round, choose_in_row, entry, new_row, option, saved

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

OPERATOR, DEPUTY = "operator@demo.cfm", "operator2@demo.cfm"
ROLE, TEMPLATE, PHONE = "CFM Manager", "Clôture à approuver", "+23566000001"
CATEGORY, SOP = "Quantité de la ration", "Plainte sur l'assistance"
ASK, WAITS, HOURS = "Demander : Clore", "Clos : à approuver", 24


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving_provider() as found:
        yield found


def test_urgent_cases_are_closed_in_two_steps(task: Round, provider: Provider) -> None:
    manager = task.client(MANAGER)
    sends = {"message_parameter": "text", "receiver_parameter": "to"}
    manager.change("SMS Settings", "SMS Settings", sms_gateway_url=f"{provider.url}/send", **sends)
    manager.change("User", MANAGER, mobile_no=PHONE)
    let_stand_in(task)
    with listening() as (box, port):
        manager.create("Email Account", **account(port))
        page = task.begin_round()
        write_template(task, page)
        ask_for_approval(task, page)
        escalate(task, page)
        task.steps.report(3)
        remind(task)
        case = told_case(task, "Urgente")
        ordinary = told_case(task, "Normale")
        with task.seen_by(OPERATOR, f"/app/case/{ordinary}") as seen:
            assert steps_of(seen) >= {"Close"}
        with task.seen_by(OPERATOR, f"/app/case/{case}") as seen:
            offered = steps_of(seen)
            assert "Close" not in offered
            seen.locator("[data-step]", has_text=ASK).click()
            expect(seen.locator(".form-title .pill").first).to_have_text(WAITS)
        letter = box.wait_for(DEPUTY)
        assert letter["subject"] == f"Le cas {case} attend"
        body = letter.get_body(("html",))
        assert body is not None and "Bonjour, merci d'approuver" in body.get_content()
        told = manager.get("Case", case)
        assert told["phase"] == "Informed" and told["informed_on"] and not told["reopened_count"]
        a_day_later(task, case)
        wait_for_text(provider)
        with task.seen_by(DEPUTY, f"/app/case/{case}") as seen:
            seen.locator("#steps > summary").click()
            seen.locator("[data-step]", has_text="Approuver").click()
            expect(seen.locator(".form-title .pill").first).to_have_text(task.tr("Closed"))


def let_stand_in(task: Round) -> None:
    """The manager has a deputy in the office."""
    office = task.office
    assert isinstance(office, Server)
    other = Client(office.url, "Administrator", office.administrator_password())
    roles = [{"role": row["role"]} for row in other.get("User", DEPUTY)["roles"]]
    other.change("User", DEPUTY, roles=[*roles, {"role": ROLE}])


def write_template(task: Round, page: Page) -> None:
    task.tool("E-mail templates")
    task.new()
    entry(page, "__newname").fill(TEMPLATE)
    entry(page, "subject").fill("Le cas {{ name }} attend")
    page.locator("[data-field=response] .rich-text").fill("Bonjour, merci d'approuver {{ name }}.")
    saved(page)


def ask_for_approval(task: Round, page: Page) -> None:
    task.tool("Workflows")
    task.open_record("CFM Case")
    page.locator('#workflow-diagram [data-state="Loop Closed"]').click()
    line = page.locator("#workflow-steps li", has_text=task.tr("Close"))
    line.get_by_role("button", name=task.tr("Ask for an approval first")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#approval-role").fill(task.tr(ROLE))
    dialog.get_by_role("button", name=task.tr("Add a condition")).click()
    condition = dialog.locator(".condition-line")
    condition.locator("select").first.select_option("priority")
    condition.locator(".link-input").fill("Urgente")
    option(condition, "Urgente").click()
    dialog.locator("#approval-template").fill(TEMPLATE)
    option(dialog, TEMPLATE).click()
    dialog.get_by_role("button", name=task.tr("Done"), exact=True).click()
    expect(dialog).to_have_count(0)
    saved(page)


def escalate(task: Round, page: Page) -> None:
    """After a day of work in the state, the manager is told by text message."""
    task.tool("Operating procedures")
    page.locator("#main").get_by_role("link", name=SOP, exact=True).first.click()
    page.wait_for_selector("#main[data-started]")
    entry(page, "use_working_hours").check()
    rung = new_row(page, "escalations")
    rung.locator("[data-field=trigger_on] select").select_option("Hours in the state")
    expect(rung.locator("[data-field=threshold] input")).to_have_value(str(HOURS))
    choose_in_row(rung, "to_user", "Ali")
    rung.locator(".grid-open").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-field=also_by] select").select_option("SMS")
    dialog.locator("[data-field=only_state] .link-input").fill(WAITS)
    option(dialog, WAITS).click()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    saved(page)


def steps_of(seen: Page) -> set[str]:
    seen.locator("#steps > summary").click()
    found = seen.locator("[data-step]").evaluate_all("(all) => all.map((e) => e.dataset.step)")
    return set(found)


def told_case(task: Round, priority: str) -> str:
    """A case that was answered at once: what is left is to close it."""
    purposes = [{"purpose": each, "decision": "Granted"} for each in ("Record", "Call back")]
    told = {"category": CATEGORY, "description": "Ration", "priority": priority}
    made = task.client(OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={**told, "information_given": "Dit quand vient la ration."},
        consent={"purposes": purposes, "statement": READ},
        outcome="answer",
    )
    return str(made["case"])


def a_day_later(task: Round, case: str) -> None:
    """The case has waited for some working days when the scheduler looks."""
    site = task.office
    assert isinstance(site, Server)
    with opened(get_site(site.site.name, site.site.parent)):
        since = now_datetime() - timedelta(days=7)
        local.db.set_value("Case", case, "state_since", since, update_modified=False)
        local.db.commit()
    forget_site(site.site.name, site.site.parent)
    task.client(MANAGER).ok("POST", "/app/jobs/run", json={"name": "reminders.run"})


def wait_for_text(provider: Provider) -> None:
    """The manager's phone is told, without the number of the case."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not provider.seen:
        assert time.monotonic() < deadline, "no text message came"
        time.sleep(0.1)
    (told,) = provider.seen
    assert told.values["to"] == PHONE and "CFM-2" not in told.values["text"]
