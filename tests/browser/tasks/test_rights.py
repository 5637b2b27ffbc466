"""Who may do what: rights of a role, a person kept to a province, a second factor, who read what."""

from __future__ import annotations

import re

import pyotp
from playwright.sync_api import Page, expect

from ...live import PASSWORD
from ..visits import PHONE
from .task import MANAGER, Task

OPERATOR, SECOND = "operator@demo.cfm", "operator2@demo.cfm"
PSEA = "psea@demo.cfm"


def numbers(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", text)]


def test_a_right_is_taken_from_a_role(task: Task) -> None:
    page = task.begin(
        10,
        "droits",
        ("Changer qui peut faire quoi", "Change who may do what"),
        (
            "Les cas ne doivent plus être imprimés par les opérateurs : retirez-leur ce droit.",
            "Operators are not to print cases any more: take the right away from them.",
        ),
    )
    task.open_tool("Role permissions")
    kind = page.locator("#by-doctype")
    task.step(
        "Choisissez le genre de fiche : **{Case}**.",
        "Choose the kind of entry: **{Case}**.",
        mark=kind,
    )
    kind.select_option("Case")
    page.wait_for_url("**doctype=Case**")
    page.wait_for_selector("#main[data-started]")
    row = page.locator(".rights tbody tr", has_text=task.tr("CFM Operator")).first
    tick = row.locator("[data-right=print]")
    task.step(
        "Décochez **{Print:right}** pour le rôle **{CFM Operator}**.",
        "Untick **{Print:right}** for the role **{CFM Operator}**.",
        mark=tick,
    )
    tick.uncheck()
    effect = page.locator("#effect")
    expect(effect).to_contain_text(task.tr("{0} people", 3))
    task.step(
        "Lisez ce que cela change : qui perd le droit, qui le gagne.",
        "Read what this does: who loses the right, who gains it.",
        mark=effect,
    )
    task.save()
    name = task.client(OPERATOR).list("Case", limit=1)[0]["name"]
    with task.seen_by(OPERATOR, f"/app/case/{name}") as seen:
        expect(seen.locator("#more")).to_be_visible()
        expect(seen.locator(".form-actions a[href*='/app/print/']")).to_have_count(0)
        task.effect(
            seen,
            "L'opérateur ouvre le cas, mais ne l'imprime plus.",
            "The operator opens the case but prints it no more.",
            mark=seen.locator(".form-actions"),
        )
        assert seen.goto(f"/app/print-sheet/case/{name}").status == 404  # type: ignore[union-attr]


def test_a_person_is_kept_to_a_province(task: Task) -> None:
    page = task.begin(
        11,
        "province",
        ("Limiter une personne à une province", "Keep a person to a province"),
        (
            "Une opératrice ne s'occupe que du Lac : elle ne voit plus que ces cas.",
            "An operator deals with Lac only: she sees no other cases any more.",
        ),
    )
    task.open_tool("Users")
    line = page.locator(f'[data-name="{SECOND}"] .row-link')
    task.step("Ouvrez la personne.", "Open the person.", mark=line)
    line.click()
    restrict = page.locator("#add-restriction")
    task.step(
        "Sous **{What this person may see}**, choisissez **{Restrict}**.",
        "Under **{What this person may see}**, choose **{Restrict}**.",
        mark=restrict,
    )
    restrict.click()
    page.locator("#r-kind").select_option("CFM Location")
    page.locator("#r-value").fill("Lac")
    option = page.get_by_role("option", name="Lac", exact=False).first
    option.click()
    told = page.locator(".restriction-effect .seen-list li", has_text=task.tr("Case")).first
    expect(told).to_be_visible()
    task.step(
        "Choisissez **{CFM Location}**, puis la province; ce que la personne voit alors est montré en chiffres.",
        "Choose **{CFM Location}**, then the province; what the person then sees is shown in numbers.",
        mark=told,
    )
    line_of_cases = page.locator(".restriction-effect .seen-list li").filter(
        has=page.get_by_text(task.tr("Case"), exact=True)
    )
    sees, of, before = numbers(line_of_cases.inner_text())[:3]
    assert 0 < sees < before <= of
    store = page.locator("dialog").get_by_role("button", name=task.tr("Restrict"), exact=True)
    task.step("Choisissez **{Restrict}**.", "Choose **{Restrict}**.", mark=store)
    store.click()
    expect(page.locator(".restriction")).to_contain_text("Lac")
    found = task.client(SECOND).list("Case", limit_page_length=0, fields='["name","location"]')
    assert len(found) == sees
    with task.seen_by(SECOND, "/app/case") as seen:
        expect(seen.locator("#total")).to_have_text(str(sees))
        task.effect(
            seen,
            "La liste de cette personne ne montre plus que les cas du Lac, en même nombre qu'annoncé.",
            "This person's list shows the cases of Lac only, as many as was told.",
            mark=seen.locator("#total"),
        )


def log_in(page: Page, user: str) -> None:
    page.goto("/login")
    page.locator("#usr").fill(user)
    page.locator("#pwd").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_role_needs_a_second_factor(task: Task) -> None:
    page = task.begin(
        23,
        "second-facteur",
        ("Exiger un second facteur pour un rôle", "Demand a second factor for a role"),
        (
            "Qui traite des cas sensibles a besoin, en plus du mot de passe, d'un code de son téléphone.",
            "Who handles sensitive cases needs a code of the phone beside the password.",
        ),
    )
    task.open_tool("Second factor")
    role = page.locator('input[value="CFM PSEA Focal Point"]')
    task.step(
        "Cochez les rôles qui voient ce qui ne doit pas sortir.",
        "Tick the roles that see what must not get out.",
        mark=page.locator(".role-box", has=role),
    )
    role.check()
    asked = page.locator("#asked")
    expect(asked).to_contain_text(task.tr("{0} people are asked at the next log-in:", 1))
    task.step(
        "Regardez qui est concerné.",
        "Look who is asked.",
        mark=asked,
    )
    task.save()
    phone = task.guest(PHONE)
    log_in(phone, PSEA)
    picture = phone.locator("#login-qr")
    expect(picture).to_be_visible()
    task.effect(
        phone,
        "À la prochaine connexion, la personne scanne l'image avec son application, une seule fois.",
        "At the next log-in the person scans the picture with the app, once.",
        mark=picture,
    )
    secret = phone.locator("#login-secret").inner_text().replace(" ", "")
    phone.locator("#otp").fill("000000")
    phone.keyboard.press("Enter")
    expect(phone.locator("#login-error")).to_be_visible()
    phone.locator("#otp").fill(pyotp.TOTP(secret).now())
    phone.keyboard.press("Enter")
    expect(phone.locator(".menu summary, #user-menu").first).to_be_attached()
    again = task.guest(PHONE)
    log_in(again, PSEA)
    expect(again.locator("#login-code")).to_be_visible()
    expect(again.locator("#login-setup")).to_be_hidden()
    task.effect(
        again,
        "Ensuite, seul le code est demandé. Si le téléphone est perdu, vous le remettez à zéro "
        "dans la fiche de la personne.",
        "Afterwards only the code is asked. If the phone is lost, you reset it on the form of the person.",
        mark=again.locator("#login-code"),
    )


def test_a_person_is_added_and_logs_in(task: Task) -> None:
    page = task.begin(
        27,
        "personne",
        ("Ajouter une personne avec ses rôles", "Add a person with roles"),
        (
            "Une nouvelle collègue arrive : elle reçoit son accès et les rôles de son travail.",
            "A new colleague arrives: she gets access and the roles of her work.",
        ),
    )
    task.open_tool("Users")
    new = page.locator("#new")
    task.step("Choisissez **{New}**.", "Choose **{New}**.", mark=new)
    new.click()
    page.wait_for_selector("#main[data-started]")
    email = page.locator("[data-field=email] input")
    email.fill("zara@demo.cfm")
    page.locator("[data-field=first_name] input").fill("Zara")
    task.step("Écrivez l'adresse et le prénom.", "Write the address and the first name.", email)
    page.get_by_role("tab").nth(1).click()
    role = page.locator(".role-box", has_text=task.tr("CFM Operator")).first
    role.locator("input").check()
    task.step(
        "Sous **{Roles & Permissions}**, cochez ses rôles : chacun dit à quoi il sert.",
        "Under **{Roles & Permissions}**, tick the roles: each says what it is for.",
        mark=role,
    )
    task.save()
    link = page.locator('[data-person="link"]')
    expect(link).to_be_visible()
    task.step(
        "Sous **{Access}**, envoyez le lien par e-mail, ou montrez un lien à remettre.",
        "Under **{Access}**, send the link by e-mail, or show a link to hand over.",
        mark=link,
    )
    link.click()
    address = page.locator("dialog input.code").input_value()
    seen = task.guest()
    seen.goto(address[address.index("/update-password") :])
    for box in seen.locator("input[type=password]").all():
        box.fill("Un-mot-bien-long-42")
    task.effect(
        seen,
        "La personne choisit son mot de passe avec ce lien, une seule fois.",
        "The person chooses a password with this link, once.",
        mark=seen.locator("form"),
    )
    seen.keyboard.press("Enter")
    expect(seen.locator("#usr")).to_be_visible()
    inside = task.window("zara@demo.cfm", password="Un-mot-bien-long-42")
    inside.goto("/cfm/new-case")
    expect(inside.locator("#main, main").first).to_be_visible()


def test_who_read_what_is_seen(task: Task) -> None:
    operator = task.client(OPERATOR)
    person = operator.list("Community Member", limit=1)[0]["name"]
    with task.seen_by(OPERATOR, f"/app/community-member/{person}"):
        pass
    page = task.begin(
        24,
        "qui-a-lu",
        ("Voir qui a lu quoi", "See who read what"),
        (
            "Chaque lecture d'une personne ou d'un rapport sensible laisse une trace que personne n'efface.",
            "Each time somebody reads a person or a sensitive report leaves a trace that nobody erases.",
        ),
    )
    task.open_tool("Who read what")
    page.wait_for_selector("#main[data-started]")
    user = page.locator("#q-user")
    task.step(
        "Filtrez par personne, par fiche ou par date.",
        "Filter by person, by entry or by date.",
        mark=user,
    )
    user.fill("Mariam")
    page.locator(".options [role=option]").first.click()
    row = page.locator(".list tbody tr", has_text=person).first
    expect(row).to_be_visible()
    task.step(
        "Chaque ligne dit qui, quand, quoi et comment.",
        "Each line says who, when, what and how.",
        mark=row,
    )
    assert task.client(MANAGER).request(
        "DELETE", f"/api/resource/CFM Access Log/{row.get_attribute('data-name')}"
    ).status_code in (403, 404, 417)
    task.effect(
        None,
        "Ce que l'opératrice a ouvert y figure aussitôt; personne ne peut effacer une ligne, vous non plus.",
        "What the operator opened stands there at once; nobody can erase a line, neither can you.",
    )


def test_a_text_is_rewritten(task: Task) -> None:
    page = task.begin(
        26,
        "textes",
        ("Réécrire un texte des écrans", "Rewrite a text of the screens"),
        (
            "Votre bureau dit autrement ce qui figure à l'écran : réécrivez-le pour chaque langue.",
            "Your office says differently what stands on the screen: rewrite it for each language.",
        ),
    )
    task.open_tool("Texts on the screens")
    words = page.locator("#words")
    before, after = task.said(("Handicap", "Disability")), "Zz " + task.said(("Difficulté", "Need"))
    task.step(
        "Choisissez la langue et tapez le texte tel que vous le voyez, ici **{Disability}**. "
        "**{Add a language}** en fait une du bureau, d'après une autre.",
        "Choose the language and type the text as you see it, here **{Disability}**. "
        "**{Add a language}** makes one of the office after another one.",
        mark=words,
    )
    words.fill(before)
    rewrite = page.locator(".wording", has=page.get_by_text(before, exact=True)).first
    button = rewrite.get_by_role("button").first
    task.step("Choisissez **{Rewrite}**.", "Choose **{Rewrite}**.", mark=button)
    button.click()
    text = page.locator(".wording-edit textarea")
    task.step(
        "Écrivez le nouveau texte, puis **{Save}**.",
        "Write the new text, then **{Save}**.",
        mark=text,
    )
    text.fill(after)
    page.locator(".wording-edit .primary").click()
    expect(page.locator(".wording").first).to_contain_text(after)
    with task.seen_by(OPERATOR, "/app/case/new") as seen:
        field = seen.locator("[data-field=disability]")
        expect(field).to_contain_text(after)
        task.effect(
            seen,
            "Tous ceux qui utilisent cette langue lisent aussitôt le nouveau texte.",
            "All who use this language read the new text at once.",
            mark=field,
        )
