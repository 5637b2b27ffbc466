"""The procedures: an SOP of the office's own, and a new text that is read before consent."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from ... import commands
from ...live import Client
from ..visits import PHONE
from .rows import choose as choose_in_row
from .rows import new_row
from .task import MANAGER, OVERVIEW, Task
from .test_masters import choose, field

OPERATOR, FOCAL, WATCH = "operator@demo.cfm", "focal.est@demo.cfm", "aap@demo.cfm"
CATEGORY, PLACE, SITE = "Retard de distribution", "Tibesti", "Tibesti Est"
SOP, STEP, SUMMARY = "Retard au Tibesti", "Appeler le site", "Distribution en retard à Bardaï."
# A Monday in the past, and the holiday after it, so that nothing depends on the day of the test.
RECEIVED, HOLIDAY, LIMIT = "2026-03-02 08:00:00", "2026-03-03", "2026-03-05 08:00:00"
STATEMENT = "Consentement général"
READ = (
    "Bonjour. Nous notons ce que vous dites pour y répondre, et vous pouvez refuser à tout moment."
)


def remind(task: Task) -> None:
    """What the scheduler does each hour."""
    commands.done(
        "--app",
        "cfm_app",
        "execute",
        "cfm_app.procedures.sop.reminders.run",
        "--site",
        task.office.site,
    )


def test_a_procedure_is_added_and_the_next_case_follows_it(task: Task) -> None:
    page = task.begin(
        12,
        "procedure",
        ("Ajouter une procédure opérationnelle", "Add an operating procedure"),
        (
            "Au Tibesti, un retard de distribution se règle autrement : d'autres délais, une étape de plus, un "
            "autre point focal, et quelqu'un est prévenu si rien n'avance.",
            "In Tibesti a late distribution is dealt with differently: other limits, one more step, another "
            "focal point, and somebody is told if nothing moves.",
        ),
    )
    task.open_tool("Operating procedures")
    task.new()
    field(page, "title").fill(SOP)
    choose(page, "category", CATEGORY)
    choose(page, "location", PLACE)
    task.step(
        "Donnez un titre, et dites à quels cas elle s'applique : la catégorie et le lieu. La procédure la plus "
        "précise l'emporte.",
        "Give a title, and say to which cases it applies: the category and the place. The most precise "
        "procedure wins.",
        mark=page.locator("[data-field=location]"),
    )
    set_limits(task, page)
    set_route_and_step(task, page)
    rung = new_row(page, "escalations")
    rung.locator("[data-field=trigger_on] select").select_option("Percent of limit")
    rung.locator("[data-field=threshold] input").fill("80")
    choose_in_row(rung, "to_role", task.tr("CFM AAP Focal Point"))
    expect(rung.locator("[role=listbox]:visible")).to_have_count(0)
    task.step(
        "Sous **{Escalation}**, dites qui est prévenu, et à quel pourcentage du délai.",
        "Under **{Escalation}**, say who is told, and at which percentage of the limit.",
        mark=page.locator("[data-grid=escalations]"),
    )
    task.save()
    add_holiday(task, page)
    look_at_the_next_case(task)
    late = task.client(OPERATOR).create(
        "Case", category=CATEGORY, location="TD2201", received_on=RECEIVED, description="Retard"
    )
    late = task.client(OPERATOR).get("Case", late["name"])
    assert (late["sop"], late["resolve_by"][:19]) == (SOP, LIMIT)
    remind(task)
    with task.seen_by(WATCH, "/app", PHONE) as seen:
        seen.locator("#notices > summary").click()
        notices = seen.locator("#notices-body")
        expect(notices).to_contain_text(late["name"])
        task.effect(
            seen,
            "Si rien n'avance, la personne désignée est prévenue.",
            "If nothing moves, the person who was named is told.",
            mark=notices,
        )


def set_limits(task: Task, page: Page) -> None:
    field(page, "respond_within_hours").fill("9")
    field(page, "resolve_within_hours").fill("18")
    working = field(page, "use_working_hours")
    working.check()
    task.step(
        "Sous **{Limits}**, écrivez les délais en heures et cochez **{Count working hours only}**.",
        "Under **{Limits}**, write the limits in hours and tick **{Count working hours only}**.",
        mark=page.locator("[data-field=use_working_hours]"),
    )


def set_route_and_step(task: Task, page: Page) -> None:
    choose(page, "functional_area", "Logistique")
    choose(page, "route_to", "Hassan")
    task.step(
        "Sous **{Routing}**, choisissez le domaine compétent et, au besoin, toujours la même personne.",
        "Under **{Routing}**, choose the area in charge and, where needed, always the same person.",
        mark=page.locator("[data-field=route_to]"),
    )
    row = new_row(page, "steps")
    row.locator("[data-field=step_title] input").fill(STEP)
    row.locator("[data-field=due_hours] input").fill("4")
    task.step(
        "Sous **{Steps}**, ajoutez une ligne pour chaque chose à faire, avec son délai.",
        "Under **{Steps}**, add a row for each thing to do, with its limit.",
        mark=page.locator("[data-grid=steps]"),
    )


def add_holiday(task: Task, page: Page) -> None:
    """The calendar, which is that of the whole office."""
    task.by_menu(OVERVIEW)
    task.open_tool("Settings of the mechanism")
    holidays = page.locator("[data-grid=holidays]")
    if not holidays.is_visible():
        page.get_by_text(task.tr("Holidays")).first.click()
    row = new_row(page, "holidays")
    row.locator("input[type=date]").fill(HOLIDAY)
    task.step(
        "Le calendrier vaut pour tout le bureau : sous **{Working hours}** et **{Holidays}**, ajoutez le jour où "
        "l'on ne travaille pas, puis enregistrez.",
        "The calendar holds for the whole office: under **{Working hours}** and **{Holidays}**, add the day on "
        "which nobody works, then save.",
        mark=holidays,
    )
    task.store()


def look_at_the_next_case(task: Task) -> None:
    """The operator refers a case as the procedure says, and the focal point has it on the phone."""
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        pick(seen, "location", SITE)
        pick(seen, "category", CATEGORY)
        advice = seen.locator("#advice")
        expect(advice).to_contain_text(SOP)
        seen.locator("#description").fill("La distribution n'a pas eu lieu.")
        for question in seen.locator("[data-purpose]").all():
            question.locator("input[value=Granted]").press("Space")
        seen.locator("#consent_partner").select_option(index=1)
        seen.locator("#statement_read").check()
        seen.locator("input[name=outcome][value=refer]").check()
        receiver = seen.locator("#receiver")
        expect(receiver).to_contain_text("Hassan")
        seen.locator("#reason").fill("Appeler le site")
        seen.locator("#shared_summary").fill(SUMMARY)
        task.effect(
            seen,
            "Dès que l'opérateur choisit la catégorie et le lieu, la procédure, le délai et le destinataire "
            "apparaissent.",
            "As soon as the operator chooses category and place, procedure, limit and receiver appear.",
            mark=receiver,
        )
        seen.keyboard.press("Control+Enter")
        expect(seen.locator("#result")).to_contain_text("CFM-")
        seen.goto(f"/app/case/{newest(task.client(OPERATOR))['name']}")
        step = seen.locator("[data-grid=sop_steps] [data-field=step_title]")
        expect(step).to_contain_text(STEP)
    with task.seen_by(FOCAL, "/cfm/approvals?show=500", PHONE) as seen:
        card = seen.locator("article", has_text=SUMMARY)
        expect(card).to_be_visible()
        task.effect(
            seen,
            "Le point focal trouve le référencement sur son téléphone.",
            "The focal point finds the referral on the phone.",
            mark=card,
        )


def newest(client: Client) -> dict[str, Any]:
    return client.list("Case", order_by="creation desc", limit=1)[0]


def pick(page: Page, name: str, words: str) -> None:
    """Type into a search of the fast page and take what is offered first."""
    page.locator(f"#{name}").fill(words)
    page.locator(f"#{name}-list li[role=option]").first.click()


def consented(task: Task) -> str:
    """A consent that was asked for with the text as it is now."""
    purposes = [{"purpose": each, "decision": "Granted"} for each in ("Record", "Call back")]
    made = task.client(OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": "Ration incomplète"},
        consent={"purposes": purposes, "statement": statement(task)["name"]},
        outcome="register",
    )
    filters = f'[["cfm_case","=","{made["case"]}"]]'
    return str(task.client(OPERATOR).list("Consent", filters=filters)[0]["name"])


def statement(task: Task) -> dict[str, Any]:
    """What operators read at present to whoever speaks French."""
    return dict(task.client(OPERATOR).call("cfm_app.api.console.consent_text", language="fra"))


def printed(task: Task, consent: str) -> Locator:
    """The printed consent in a window of the operator."""
    page = task.window(OPERATOR)
    page.goto(f"/app/print/consent/{consent}?format=CFM Consent Form")
    return page.frame_locator("iframe").first.locator("body")


def test_a_new_version_of_the_consent_text_is_published(task: Task) -> None:
    before, old = consented(task), statement(task)
    page = task.begin(
        19,
        "consentement",
        ("Publier une nouvelle version du texte de consentement", "Publish a new consent text"),
        (
            "Le texte lu aux personnes change. L'ancien reste attaché aux consentements donnés avec lui.",
            "The text that is read to people changes. The old one stays with the consents given on it.",
        ),
    )
    task.open_tool("Consent texts")
    link = page.locator(f'[data-name="{old["name"]}"] .row-link')
    task.step(
        "Ouvrez le texte publié dans la langue voulue.",
        "Open the published text in the language in question.",
        mark=link,
    )
    link.click()
    more = page.locator("#more")
    task.step(
        "Un texte publié ne change plus : sous **{More}**, choisissez **{Duplicate:verb}**.",
        "A published text changes no more: under **{More}**, choose **{Duplicate:verb}**.",
        mark=more,
    )
    more.locator("summary").click()
    more.get_by_role("link", name=task.tr("Duplicate", context="verb")).click()
    page.wait_for_url("**/new*")
    page.wait_for_selector("#main[data-started]")
    field(page, "version_no").fill("2.0")
    field(page, "statement_text").fill(READ)
    task.step(
        "Donnez un numéro de version plus grand et écrivez le nouveau texte.",
        "Give a higher number of version and write the new text.",
        mark=field(page, "statement_text"),
    )
    status = field(page, "status")
    status.select_option("Published")
    task.step(
        "Choisissez l'état **{Published}**; un brouillon n'est lu par personne.",
        "Choose the state **{Published}**; nobody reads a draft.",
        mark=status,
    )
    task.save()
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        seen.locator("#language").select_option("fra")
        seen.locator("#statement > summary").click()
        text = seen.locator("#statement-text")
        expect(text).to_have_text(READ)
        task.effect(
            seen,
            "L'opérateur lit aussitôt le nouveau texte.",
            "The operator reads the new text at once.",
            mark=seen.locator("#statement"),
        )
    now = consented(task)
    client = task.client(OPERATOR)
    assert client.get("Consent", before)["statement"] == old["name"]
    assert client.get("Consent", now)["statement"] == statement(task)["name"] != old["name"]
    was = printed(task, before)
    expect(was).to_contain_text(old["statement_text"][:60])
    expect(was).not_to_contain_text(READ)
    expect(printed(task, now)).to_contain_text(READ)
    assert "statement_text" in task.client(MANAGER).get("Consent Statement", old["name"])
