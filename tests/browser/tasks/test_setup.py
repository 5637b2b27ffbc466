"""The first day of an office: the manager walks through the seven steps of the set-up."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .task import MANAGER, Task

OPERATOR = "operator@demo.cfm"
GONE_LANGUAGE, GONE_PROVINCE, PLACE = "sag", "Tibesti", "Tibesti Est"
SOP = "Demande d'information"
PERSON, PASSWORD = "amina@bureau.example", "Dune-Vent-48-Acacia"


def next_step(page: Page, step: str) -> None:
    """Save, and wait for the step that comes."""
    page.locator("#save").click()
    page.wait_for_url(f"**step={step}*")
    page.wait_for_selector("body[data-ready]", state="attached")


def test_an_office_is_set_up_on_its_first_day(task: Task) -> None:
    page = task.begin(
        30,
        "mise-en-route",
        ("Mettre le bureau en route", "Set the office up"),
        (
            "Le premier jour, sept étapes règlent l'essentiel. On peut s'arrêter et reprendre à tout moment.",
            "On the first day, seven steps settle what matters. You can stop and go on at any time.",
        ),
    )
    notice = page.locator(".tool-notice")
    expect(notice).to_contain_text("2")
    task.step(
        "**{Set-up}** dit où en est la mise en route. Choisissez **{Continue}**.",
        "**{Set-up}** tells how far the first set-up is. Choose **{Continue}**.",
        mark=notice,
    )
    notice.get_by_role("link").click()
    page.wait_for_selector("body[data-ready]", state="attached")

    page.locator("#office_name").fill("Bureau du Lac")
    page.locator("#country").select_option("Chad")
    task.step(
        "Bureau : complétez le nom, le numéro, le pays et le fuseau horaire, puis enregistrez.",
        "Office: complete the name, the number, the country and the time zone, then save.",
        mark=page.locator("#form .grid").first,
    )
    next_step(page, "languages")

    language = page.locator(f"[data-list=languages][value={GONE_LANGUAGE}]")
    language.uncheck()
    task.step(
        "Langues : cochez celles dans lesquelles on vous appelle.",
        "Languages: tick those in which people call you.",
        mark=page.locator(".ticks").first,
    )
    next_step(page, "places")

    page.get_by_label(GONE_PROVINCE).uncheck()
    task.step(
        "Lieux : cochez les provinces où vous travaillez.",
        "Places: tick the provinces in which you work.",
        mark=page.locator(".ticks").first,
    )
    next_step(page, "focal_points")

    area = page.locator('[data-row=areas]:has([value="Logistique"])')
    area.locator("[data-key=deputy]").select_option("focal.lac@demo.cfm")
    task.step(
        "Points focaux : pour chaque domaine, qui répond et qui remplace.",
        "Focal points: for each area, who answers and who stands in.",
        mark=area,
    )
    next_step(page, "calendar")

    page.locator("#add-holiday").click()
    holiday = page.locator("#holidays .holiday").last
    holiday.locator("[type=date]").fill("2027-03-10")
    holiday.locator("[type=text]").fill("Aïd el-Fitr")
    task.step(
        "Calendrier : jours et heures de travail, jours fériés.",
        "Calendar: working days and hours, holidays.",
        mark=page.locator("#holidays"),
    )
    next_step(page, "procedures")

    procedure = page.locator(f'[data-row=procedures]:has([value="{SOP}"])')
    procedure.locator("[data-key=resolve_within_hours]").fill("60")
    sentence = procedure.locator("[data-key=explanation]")
    sentence.fill("Réponse au premier contact, sinon sous 60 h.")
    page.locator("[data-tick='1']").click()
    task.step(
        "Procédures : les délais sont des exemples. Changez-les, avec la phrase que lit l'opérateur, ou confirmez-les.",
        "Procedures: the limits are examples. Change them, with the sentence that operators read, or confirm them.",
        mark=procedure,
    )
    next_step(page, "users")

    page.locator("#first_name").fill("Amina")
    page.locator("#last_name").fill("Saleh")
    page.locator("#email").fill(PERSON)
    page.locator("#role").select_option("CFM Operator")
    page.locator("#language").select_option(task.language)
    page.locator("#save").click()
    invited = page.locator("#invited")
    expect(invited).to_contain_text(PERSON)
    expect(page.locator("#done")).to_contain_text("7")
    task.step(
        "Personnes : invitez vos collègues. Sans courriel, un lien s'affiche : transmettez-le.",
        "People: invite your colleagues. Without e-mail a link is shown: hand it over.",
        mark=invited,
    )
    link = invited.locator("code").inner_text()
    page.goto("/app/manage")
    expect(page.locator(".tools")).to_be_visible()
    expect(page.locator(".tool-notice")).to_have_count(0)
    effects(task, link)


def effects(task: Task, link: str) -> None:
    """What the operator and the person who was invited see of it."""
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        expect(seen.locator(f"#language option[value={GONE_LANGUAGE}]")).to_have_count(0)
        seen.locator("#location").fill(PLACE)
        expect(seen.locator("#location-list li")).to_have_count(1)
        kept = task.tr("Keep “{0}” as told", PLACE)
        expect(seen.locator("#location-list")).to_contain_text(kept)
        seen.locator("#location").fill("")
        seen.locator("#category").fill("calendrier")
        seen.locator("#category-list li[role=option]").first.click()
        advice = seen.locator("#advice")
        expect(advice).to_contain_text("60")
        expect(advice).not_to_contain_text("exemple")
        task.effect(
            seen,
            "L'opérateur choisit parmi vos langues et vos lieux, et voit vos délais.",
            "The operator chooses among your languages and places, and sees your limits.",
            mark=advice,
        )
    guest = task.guest()
    guest.goto(link[link.index("/update-password") :])
    guest.locator("input[type=password]").first.fill(PASSWORD)
    task.effect(
        guest,
        "La personne invitée choisit son mot de passe.",
        "The person who was invited chooses a password.",
    )
    for again in guest.locator("input[type=password]").all()[1:]:
        again.fill(PASSWORD)
    guest.keyboard.press("Enter")
    guest.wait_for_url("**/login*")
    guest.locator("input[name=usr]").fill(PERSON)
    guest.locator("input[name=pwd]").fill(PASSWORD)
    guest.keyboard.press("Enter")
    guest.wait_for_url(lambda address: "/login" not in address)
    guest.goto("/cfm/new-case")
    expect(guest.locator("#category")).to_be_visible()
    points = task.client(MANAGER).list(
        "CFM Focal Point",
        filters='[["functional_area","=","Logistique"],["location","is","not set"]]',
        fields='["deputy"]',
    )
    assert points == [{"deputy": "focal.lac@demo.cfm"}]
