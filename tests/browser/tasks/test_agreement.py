"""An agreement with another agency: begun, agreed to, tried with a file of theirs, and a word of theirs mapped."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.clock import office_day

from .task import Task

GUARDIAN = "dataprotection@demo.cfm"
WORD, OURS = "Panier alimentaire", "Quantité de la ration"
PARTNER = "UNICEF"


def test_an_agreement_with_another_agency_is_made_and_tried(task: Task) -> None:
    page = task.begin(
        53,
        "accord-entre-organismes",
        ("Convenir d'un échange avec un autre organisme", "Agree on exchange with another agency"),
        (
            "Le bureau et un autre organisme s'envoient des référencements et, chaque mois, des données sans nom. "
            "Rien ne part sans un accord que deux personnes ont donné.",
            "The office and another agency send each other referrals and, each month, data without names. "
            "Nothing leaves without an agreement that two people made.",
        ),
    )
    task.open_tool("Exchange with agencies")
    _begin(task, page)
    page.get_by_role("link", name=task.tr("Now choose what it covers")).click()
    page.locator("body[data-ready]").wait_for(state="attached")
    covered = page.locator("#categories")
    covered.locator("select").select_option(OURS)
    with page.expect_navigation():
        covered.get_by_role("button", name=task.tr("Add"), exact=True).click()
    task.step(
        "Dites ce qu'il couvre : ce qui est dit d'un cas, les catégories, les lieux. Rien de choisi veut dire tout. "
        "Une catégorie restreinte demande l'accord de sa classe.",
        "Say what it covers: what is told of a case, categories, places. Nothing chosen means all. A restricted "
        "category needs the agreement of its class.",
        mark=covered,
    )
    page.locator("#make-secret").click()
    expect(page.locator("#secret-shown")).to_be_visible()
    task.step(
        "Choisissez **{Make a secret}**. Remettez le code de l'accord et le secret à l'autre organisme par deux "
        "voies ; l'autre les saisit chez lui.",
        "Choose **{Make a secret}**. Hand over the code of the agreement and the secret by two ways; the other "
        "agency enters them on its side.",
    )
    with page.expect_navigation():
        page.locator("#send > form button").click()
    task.step(
        "Choisissez **{Send it for approval}**. La protection des données lit l'accord et choisit **{Agree to it}**.",
        "Choose **{Send it for approval}**. Data protection reads the agreement and chooses **{Agree to it}**.",
    )
    _agree(task, page)
    page.reload()
    page.locator("body[data-ready]").wait_for(state="attached")
    _try_out(task, page)
    task.steps.report(53)


def _begin(task: Task, page: Page) -> None:
    page.get_by_role("link", name=task.tr("New agreement")).click()
    page.locator("body[data-ready]").wait_for(state="attached")
    page.locator("#title").fill("Abris et vivres")
    page.locator("#purpose").fill("Que chacun aide là où il le peut")
    page.locator("#partner").select_option(PARTNER)
    page.locator("#direction").select_option("Both ways")
    page.locator("#shares_referrals").check()
    page.locator("#address").fill("https://cfm.unicef.example")
    task.step(
        "Choisissez **{New agreement}** : avec qui, pour quoi, ce qui est échangé, jusqu'à quand, et l'adresse de "
        "l'autre bureau s'il utilise ce produit.",
        "Choose **{New agreement}**: with whom, what for, what is exchanged, until when, and the address of the "
        "other office if it uses this product.",
        mark=page.locator("#begin .card").first,
    )
    page.locator("#save").click()


def _agree(task: Task, page: Page) -> None:
    path = page.url.removeprefix(task.office.url)
    with task.seen_by(GUARDIAN, path) as seen:
        with seen.expect_navigation():
            seen.locator("#decide [data-act='agencies.agree'] button").click()
        expect(seen.locator(".about .pill")).to_be_visible()


def _try_out(task: Task, page: Page) -> None:
    """A file of theirs comes in with a word that nobody knows here; then a month of ours is looked at."""
    month = f"{office_day().year - 1}-03"
    rows = "".join(f"essai{number},{month},{WORD}\n" for number in range(3))
    content = f"case_id,month,category\n{rows}".encode()
    page.locator("#file").set_input_files(
        {"name": "essai.csv", "mimeType": "text/csv", "buffer": content}
    )
    with page.expect_navigation():
        page.locator("#take button").click()
    task.step(
        "Essayez-le : demandez à l'autre organisme un petit fichier, choisissez-le sous **{Data points that came}**, "
        "puis **{Take it in}**.",
        "Try it: ask the other agency for a small file, choose it under **{Data points that came}**, then **{Take "
        "it in}**.",
    )
    asked = page.locator("#words li", has_text=WORD)
    expect(asked).to_be_visible()
    task.step(
        "Sous **{Words of the partner}**, dites ce que signifie ici chaque mot inconnu, puis **{Save}**. Jusque-là, "
        "une catégorie inconnue est à clarifier.",
        "Under **{Words of the partner}**, say what each unknown word means here, then **{Save}**. Until then an "
        "unknown category is to be clarified.",
        mark=page.locator("#words"),
    )
    asked.locator("input").fill(task.tr(OURS))
    with page.expect_navigation():
        asked.get_by_role("button", name=task.tr("Save")).click()
    expect(page.locator("#received")).to_contain_text(task.tr(OURS))
    with page.expect_navigation():
        page.get_by_role("button", name=task.tr("Prepare and look at it")).click()
    expect(page.locator("#files li").first).to_be_visible()
    task.step(
        "Choisissez un mois, puis **{Prepare and look at it}** : vous voyez exactement ce qui partirait. "
        "**{Let it leave}** le donne à l'autre organisme.",
        "Choose a month, then **{Prepare and look at it}**: you see exactly what would leave. **{Let it leave}** "
        "gives it to the other agency.",
    )
    task.step(
        "Référez un cas d'essai au partenaire : sous **{Referrals between agencies}**, l'accord dit s'il est arrivé, "
        "et **{Try again now}** l'envoie une fois de plus. **{End the agreement}** arrête tout, aussitôt.",
        "Refer a test case to the partner: under **{Referrals between agencies}** the agreement says whether it "
        "arrived, and **{Try again now}** sends it once more. **{End the agreement}** stops all of it at once.",
    )
    task.effect(
        None,
        "Les référencements à ce partenaire partent d'eux-mêmes, avec le consentement de la personne. Les cas "
        "restreints passent par l'accord de leur classe, et par aucun autre.",
        "Referrals to this partner leave by themselves, with the person's consent. Restricted cases go by the "
        "agreement of their class, and by no other.",
    )
