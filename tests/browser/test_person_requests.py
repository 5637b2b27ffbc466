"""What a person asks about their data, by screens only: from the call to the copy, the correction, the proof."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import PHONE, visit, width_of

OPERATOR, GUARDIAN, MANAGER = "operator@demo.cfm", "dataprotection@demo.cfm", "manager@demo.cfm"
HANDLER = "psea@demo.cfm"
SECRET = "Ce que le gardien a fait"
WORDS = "Sac de sorgho non reçu à Bol depuis avril"
PAPER = "Un papier à son nom, vu"
OTHER_PHONE = "+235 66 90 80 70"
OWN_PHONE, LATER_PHONE = "+235 66 41 52 63", "+235 66 41 52 75"


def person(office: Server, name: str) -> tuple[str, str]:
    """A person with an open case, as an operator records them; returns both numbers."""
    operator = Client(office.url, OPERATOR)
    member = operator.create("Community Member", full_name=name, household_size=6)["name"]
    words = f"{WORDS}; ma voisine Halimé Brahim a dit d'appeler {OTHER_PHONE}"
    case = operator.create("Case", description=words, community_member=member)["name"]
    return str(member), str(case)


def ready(page: Page) -> Page:
    page.locator("body[data-ready]").wait_for()
    return page


def register(page: Page, kind: str, words: str) -> str:
    """Register from the page of a case, by key; returns the number, with the page of the request open."""
    ready(page)
    with page.context.expect_page() as opened:
        page.keyboard.press("F4")
    form = ready(opened.value)
    assert width_of(form) <= form.viewport_size["width"]  # type: ignore[index]
    form.locator("#request").get_by_text(kind, exact=True).check()
    form.get_by_label("Dans ses mots").fill(words)
    form.keyboard.press("Control+Enter")
    expect(form.locator("#done")).to_be_visible()
    number = form.locator("#number").inner_text()
    form.get_by_role("link", name="Vérifier maintenant qui demande").click()
    ready(form)
    form.get_by_label("Nom complet").select_option(label="Bonne réponse")
    form.get_by_label(PAPER).select_option(label="Bonne réponse")
    form.get_by_role("button", name="Enregistrer la vérification").click()
    expect(form.locator("#identity .pill")).to_have_text("Réussi")
    form.close()
    return number


def saved(page: Page, press: str) -> None:
    """Press the button of an act and wait for the page that shows what became of it."""
    with page.expect_navigation():
        page.get_by_role("button", name=press, exact=True).click()
    ready(page)


def tell(page: Page) -> None:
    page.get_by_label("Comment", exact=True).select_option(label="Téléphone")
    saved(page, "C'est dit : clore la demande")
    expect(page.locator(".about .pill")).to_have_text("Clos")


def test_access_from_the_call_to_the_copy(
    chromium: Browser, office: Server, tmp_path: Path
) -> None:
    member, case = person(office, "Achta Moussa")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Accès", "Qui a lu mon dossier ?")
    address = f"/cfm/person-request?name={name}"
    with visit(
        chromium, office, GUARDIAN, "/cfm/person-requests", locale="fr-FR", size=PHONE
    ) as page:
        assert width_of(page) <= PHONE["width"]
        page.get_by_role("link", name=name).click()
        ready(page)
        assert width_of(page) <= PHONE["width"]
        expect(page.get_by_text("Qui a lu mon dossier ?")).to_be_visible()
        saved(page, "Accorder")
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR") as page:
        page.get_by_text("Retirer les mots sur d'autres").click()
        page.get_by_label("Mots à masquer, un par ligne").fill("Halimé Brahim")
        saved(page, "Enregistrer")
        copied = file_of(page, tmp_path)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Copie à imprimer").click()
        printed = ready(opened.value)
        expect(printed.get_by_role("heading", level=1)).to_have_text(
            "Ce que nous détenons sur vous"
        )
        shown = printed.locator(".copy").inner_text()
        for text in (WORDS, "Achta Moussa", case, member, "Qui a lu vos données"):
            assert text in shown, text
        for hidden in ("Halimé Brahim", OTHER_PHONE, OPERATOR, "Mariam Operator"):
            assert hidden not in shown + json.dumps(copied, ensure_ascii=False), hidden
        saved(page, "J'ai remis la copie")
        tell(page)
    numbers = {each["number"] for each in copied["documents"]}
    assert {member, case, name} <= numbers
    assert independent(office, member, case) <= numbers
    with visit(chromium, office, GUARDIAN, f"{address}&_lang=ar", locale="ar", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        assert page.locator("html").get_attribute("dir") == "rtl"


def test_a_file_goes_along_once_somebody_has_looked_at_it(
    chromium: Browser, office: Server, tmp_path: Path
) -> None:
    _member, case = person(office, "Ousman Adoum")
    letter = {"attached_to_doctype": "Case", "attached_to_name": case, "is_private": 1}
    operator = Client(office.url, OPERATOR)
    for called, content in (("carte.txt", "Ousman Adoum"), ("groupe.txt", "Ousman et Issa")):
        operator.create("File", file_name=called, content=content, **letter)
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Accès", "Mes papiers aussi")
    address = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR", size=PHONE) as page:
        page.get_by_text("Fichiers joints à la copie").click()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Regarder").first.click()
        expect(opened.value.locator("body")).to_contain_text("Ousman Adoum")
        page.get_by_label("carte.txt").check()
        assert width_of(page) <= PHONE["width"]
        saved(page, "Enregistrer")
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Copie avec ses fichiers (ZIP)").click()
        path = tmp_path / "copy.zip"
        downloading.value.save_as(path)
    with zipfile.ZipFile(path) as packed:
        assert sorted(packed.namelist()) == [f"{name}.json", "files/01-carte.txt"]
        assert packed.read("files/01-carte.txt") == b"Ousman Adoum"
        assert "groupe.txt" in packed.read(f"{name}.json").decode()


def file_of(page: Page, folder: Path) -> dict[str, Any]:
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Copie en fichier (JSON)").click()
    path = folder / "copy.json"
    downloading.value.save_as(path)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def independent(office: Server, member: str, case: str) -> set[str]:
    """What lists of the API find that belongs to the person."""
    client = Client(office.url, "Administrator", office.administrator_password())
    found = set()
    for doctype, field, value in (
        ("Case", "community_member", member),
        ("Consent", "cfm_case", case),
        ("Referral", "cfm_case", case),
        ("Comment", "reference_name", case),
        ("Version", "docname", case),
        ("CFM Person Request", "community_member", member),
    ):
        filters = json.dumps([[field, "=", value]])
        found |= {str(row["name"]) for row in client.list(doctype, filters=filters)}
    return found


def test_the_copy_is_read_in_arabic_on_a_phone(chromium: Browser, office: Server) -> None:
    _member, case = person(office, "Fatimé Abakar")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Accès", "Tout")
    address = f"/cfm/person-request-copy?name={name}&_lang=ar"
    with visit(chromium, office, GUARDIAN, address, locale="ar", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        expect(page.get_by_role("heading", level=1)).to_have_text("ما نحتفظ به عنك")
        expect(page.get_by_text("Fatimé Abakar").first).to_be_visible()


def test_a_correction_keeps_before_and_after(chromium: Browser, office: Server) -> None:
    member, case = person(office, "Khadidja Issa")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Rectification", "Nous sommes huit")
    address = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR", size=PHONE) as page:
        saved(page, "Accorder")
        page.get_by_label("Taille du ménage").fill("8")
        saved(page, "Enregistrer ce qui est juste")
        row = page.locator(".changes tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("6")
        expect(row).to_contain_text("8")
        assert width_of(page) <= PHONE["width"]
        tell(page)
    stored = Client(office.url, OPERATOR).get("Community Member", member)
    assert stored["household_size"] == 8


def test_deletion_says_what_goes_and_keeps_the_proof(chromium: Browser, office: Server) -> None:
    name_of_person = "Zara Oumar"
    member, case = person(office, name_of_person)
    operator = Client(office.url, OPERATOR)
    operator.change("Community Member", member, phone=OWN_PHONE)
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Effacement", "Effacez-moi")
    address = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR") as page:
        saved(page, "Accorder")
        expect(page.locator("#carry-out div.alert")).to_contain_text(case)
    answered = operator.call("cfm_app.api.cases.answer", case=case, information_given="x", close=1)
    assert answered is not False
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        # What is next is said at each moment: agree, tell, and only then erase.
        expect(page.locator("#carry-out .alert")).to_contain_text("d'abord")
        expect(page.locator("#carry-out button")).to_have_count(0)
        saved(page, "Convenir")
        expect(page.locator("#agreed")).to_contain_text("effac")
        expect(page.locator("#tell")).to_contain_text(OWN_PHONE)
        assert width_of(page) <= PHONE["width"]
        page.locator("#told-via").select_option(label="Téléphone")
        saved(page, "La personne est informée")
        expect(page.locator("#tell .pill")).to_have_text("La personne est informée")
        assert width_of(page) <= PHONE["width"]
        page.get_by_label("J'ai lu ce qui disparaît.").check()
        saved(page, "Effacer")
        expect(page.locator(".about .pill")).to_have_text("Clos")
        expect(page.locator(".proof")).to_contain_text("Cas")
        expect(page.get_by_text("Effacez-moi")).to_have_count(0)
        expect(page.locator("#tell")).to_contain_text("Téléphone")
    left = operator.get("Case", case)
    assert (left.get("description"), left.get("community_member")) == (None, None)
    assert name_of_person not in json.dumps(operator.get("Community Member", member))


def test_who_cannot_be_told_before_is_told_later(chromium: Browser, office: Server) -> None:
    member, case = person(office, "Ngarlejy Tolnan")
    operator = Client(office.url, OPERATOR)
    operator.change("Community Member", member, phone=LATER_PHONE)
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Effacement", "Effacez-moi")
    operator.call("cfm_app.api.cases.answer", case=case, information_given="x", close=1)
    address = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR") as page:
        saved(page, "Accorder")
        saved(page, "Convenir")
        page.get_by_text("Elle ne peut pas être informée avant").click()
        page.locator("#untold").select_option(label="Pas jointe, après plusieurs essais")
        page.get_by_label("J'ai lu ce qui disparaît.").check()
        saved(page, "Effacer")
        expect(page.locator("#tell .pill")).to_have_text("Pas encore informée")
        expect(page.locator("#tell")).to_contain_text("Pas jointe, après plusieurs essais")
        expect(page.locator("#tell")).to_contain_text(LATER_PHONE)
        tell(page)
        expect(page.locator("#tell")).not_to_contain_text(LATER_PHONE)


def test_a_refusal_names_its_ground_and_what_is_said(chromium: Browser, office: Server) -> None:
    _member, case = person(office, "Moussa Adoum")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Effacement", "Tout effacer")
    address = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR") as page:
        page.get_by_text("Refuser, en tout ou en partie").click()
        page.get_by_label("Motif légal").select_option(label="Enquête ou recours en cours")
        page.get_by_label("Pourquoi, pour que la personne comprenne").fill("Recours de mars")
        saved(page, "Enregistrer la décision")
        expect(page.locator("#decide")).to_contain_text("Enquête ou recours en cours")
        letter = page.get_by_label("Ce qui est dit")
        expect(letter).to_have_value(re.compile("vérification ou à un recours"))
        page.get_by_label("Langue", exact=True).select_option(label="العربية")
        expect(letter).to_have_value(re.compile("تحقيق"))
        tell(page)


def test_somebody_asks_in_public_with_their_code(chromium: Browser, office: Server) -> None:
    _member, case = person(office, "Hawa Deby")
    operator = Client(office.url, OPERATOR)
    told = operator.request("GET", f"/cfm/case-code?case={case}").text
    code = re.search(r"\b(?:\w{3}-){2}\w{3}\b", told)
    assert code
    context = chromium.new_context(viewport=PHONE, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/cfm/status?_lang=fr")
    page.get_by_text("Demander ce qui est su de moi").click()
    page.get_by_label("Je veux que ce soit effacé").check()
    page.get_by_label("Dans vos mots").fill("Je ne veux plus d'appels")
    page.locator("#my-code").fill(code[0])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".answer")).to_contain_text("quelques questions")
    assert width_of(page) <= PHONE["width"]
    context.close()
    rows = Client(office.url, GUARDIAN).list(
        "CFM Person Request", filters=json.dumps([["words", "=", "Je ne veux plus d'appels"]])
    )
    assert len(rows) == 1


def test_the_register_is_for_nobody_else(chromium: Browser, office: Server) -> None:
    _member, case = person(office, "Ali Tahir")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Accès", "Pour moi")
    operator, other = Client(office.url, OPERATOR), Client(office.url, "operator2@demo.cfm")
    assert operator.request("GET", "/cfm/person-requests").status_code == 403
    assert operator.request("GET", f"/cfm/person-request-copy?name={name}").status_code == 403
    assert other.request("GET", f"/cfm/person-request?name={name}").status_code == 404
    with visit(
        chromium, office, MANAGER, f"/cfm/person-request?name={name}", locale="fr-FR"
    ) as page:
        expect(page.get_by_text("Pour moi")).to_be_visible()
        expect(page.locator("form[data-act]")).to_have_count(0)


def test_a_restricted_part_is_released_by_its_handler_alone(
    chromium: Browser, office: Server
) -> None:
    member, case = person(office, "Mariam Saleh")
    restricted = {"description": SECRET, "community_member": member}
    restricted["category"] = "Exploitation ou abus sexuel"
    secret = Client(office.url, HANDLER).create("Case", **restricted)["name"]
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = register(page, "Accès", "Tout ce que vous avez")
    address = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, address, locale="fr-FR") as page:
        expect(page.get_by_text("Tout ce que vous avez")).to_be_visible()
        assert secret not in page.content()
        expect(page.locator(".part")).to_have_count(0)
    with visit(chromium, office, HANDLER, address, locale="fr-FR", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        expect(page.locator(".part")).to_contain_text(secret)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Copie à imprimer").click()
        expect(ready(opened.value).locator(".copy")).to_contain_text(SECRET)
        saved(page, "Je l'ai remise")
        expect(page.locator(".part")).to_contain_text("Remis")
        expect(page.locator(".part form")).to_have_count(0)


def test_a_restriction_closes_the_case_to_its_operator(chromium: Browser, office: Server) -> None:
    _member, case = person(office, "Hawa Djibrine")
    address = f"/cfm/case?name={case}"
    with visit(chromium, office, OPERATOR, address, locale="fr-FR") as page:
        name = register(page, "Limitation", "Gardez tout, n'utilisez rien")
    of_request = f"/cfm/person-request?name={name}"
    with visit(chromium, office, GUARDIAN, of_request, locale="fr-FR", size=PHONE) as page:
        saved(page, "Accorder")
        assert width_of(page) <= PHONE["width"]
        saved(page, "Conserver seulement")
        expect(page.locator(".proof")).to_contain_text("Gel juridique")
        expect(page.get_by_label("Ce qui est dit")).to_have_value(re.compile("sans en faire"))
        tell(page)
    with visit(chromium, office, OPERATOR, address, locale="fr-FR", size=PHONE) as page:
        ready(page)
        assert width_of(page) <= PHONE["width"]
        expect(page.locator(".about .alert")).to_contain_text("seulement conservées")
        expect(page.locator(".act")).to_have_count(0)
    operator = Client(office.url, OPERATOR)
    refused = operator.refused("PUT", f"/api/resource/Case/{case}", json={"description": "x"})
    assert refused.json()["exc_type"] == "OnlyKept"
    with visit(chromium, office, GUARDIAN, "/cfm/retention", locale="fr-FR") as page:
        held = page.locator("li", has_text=name)
        expect(held).to_contain_text("Conservé seulement")
