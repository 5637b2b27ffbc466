"""What the office learns from: proposals, second looks, figures and words that leave it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.clock import office_day

from ..missions import waiting_mission
from ..trends import found_trend
from .task import MANAGER, Task

OPERATOR, ACCOUNTABLE = "operator@demo.cfm", "aap@demo.cfm"
BEHIND, DECIDED = "Un camion est reparti à moitié chargé.", "Seconde distribution lundi."
SEEN, PROPOSED = "Aucun champ pour le numéro du camion", "Un champ de plus"
ANSWER = "Le champ sera là lundi."
BULLETIN = "Bulletin du trimestre"
FOR_ALL = "Ce que vous avez dit"
SAID, DONE = "La distribution est venue tard.", "Le jour est annoncé une semaine avant."


def test_a_proposal_is_decided(task: Task) -> None:
    page = task.begin(
        41,
        "amelioration",
        ("Décider d'une proposition d'amélioration", "Decide on a proposal for improvement"),
        (
            "Chacun propose avec F7, depuis toute page. Qui propose lit ici ce que vous en faites.",
            "Everybody proposes with F7, from any page. Who proposes reads here what you make of it.",
        ),
    )
    task.client(OPERATOR).call(
        "cfm_app.api.improvements.propose",
        kind="A form misses something",
        seen=SEEN,
        proposal=PROPOSED,
        address="/cfm/new-case",
    )
    page.goto("/cfm/improvements")
    entry = page.locator("#h-open ~ article", has_text=SEEN)
    task.step(
        "Ouvrez **{Improvements}** dans le menu. En haut se trouve ce qui n'est pas encore tranché.",
        "Open **{Improvements}** in the menu. On top stands what is not decided yet.",
        mark=entry,
    )
    button = entry.locator("summary", has_text=task.tr("Accept"))
    task.step(
        "Choisissez **{Accept}**, **{It is done}** ou **{Decline}**.",
        "Choose **{Accept}**, **{It is done}** or **{Decline}**.",
        mark=button,
    )
    button.click()
    form = entry.locator("form[data-act='improvements.accept']")
    form.locator("textarea").fill(ANSWER)
    task.step("Écrivez la réponse, et confirmez.", "Write the answer, and confirm.", mark=form)
    with page.expect_navigation():
        form.locator("button").click()
    with task.seen_by(OPERATOR, "/cfm/improvements") as seen:
        own = seen.locator("#h-own ~ article", has_text=SEEN)
        expect(own).to_contain_text(ANSWER)
        task.effect(
            seen,
            "Qui a proposé lit la réponse, et plus tard ce qui a été changé.",
            "Who proposed reads the answer, and later what was changed.",
            mark=own,
        )


def test_closed_cases_are_drawn_for_a_second_look(task: Task) -> None:
    page = task.begin(
        42,
        "qualite",
        (
            "Tirer au sort des cas clos pour une relecture",
            "Draw closed cases for a second look",
        ),
        (
            "Chaque mois, quelqu'un relit un échantillon de cas clos qu'il n'a pas enregistrés.",
            "Each month somebody looks again at a sample of closed cases that they did not record.",
        ),
    )
    page.goto("/cfm/quality")
    form = page.locator("form.draw").first
    task.step("Ouvrez **{Quality}** dans le menu.", "Open **{Quality}** in the menu.", mark=form)
    form.locator("select").select_option(index=1)
    button = form.get_by_role("button")
    task.step(
        "Choisissez le mois, puis **{Draw}**. Les réglages disent combien de cas, et combien à deux.",
        "Choose the month, then **{Draw}**. The settings say how many cases, and how many by two people.",
        mark=button,
    )
    with page.expect_navigation():
        button.click()
    row = page.locator("#h-waiting ~ ul a.row").first
    task.step(
        "Ouvrez un cas qui attend votre relecture.",
        "Open a case that waits for your second look.",
        mark=row,
    )
    with page.expect_navigation():
        row.click()
    marks = page.locator("form.marks")
    marks.locator("fieldset").nth(0).get_by_text("4", exact=True).click()
    task.step(
        "Donnez une note à chaque question et choisissez **{Send the second look}**.",
        "Give a mark to each question and choose **{Send the second look}**.",
        mark=marks.locator("fieldset").first,
    )
    with page.expect_navigation():
        marks.get_by_role("button", name=task.tr("Send the second look")).click()
    note = page.locator("textarea").last
    note.fill("Bien écouté.")
    task.step(
        "Écrivez, si vous voulez, une note d'accompagnement : seule la personne et les responsables la lisent.",
        "Write a coaching note if you like: only the person and the managers read it.",
        mark=note,
    )
    page.goto("/cfm/quality")
    expect(page.locator(".figures-table tbody tr").first).to_be_visible()
    task.effect(
        page,
        "Les résultats s'ajoutent par question, avec l'accord entre deux relecteurs.",
        "The results add up by question, with how far two people agree.",
        mark=page.locator(".figures-table"),
    )


def test_a_bulletin_is_composed(task: Task) -> None:
    page = task.begin(
        43,
        "bulletin",
        ("Composer un bulletin", "Compose a bulletin"),
        (
            "Des chiffres qui sortent du bureau. Nul n'est reconnu derrière un petit nombre ; un autre approuve.",
            "Figures that leave the office: nobody is recognised behind a small number, and somebody else approves.",
        ),
    )
    page.goto("/cfm/releases")
    begin = page.get_by_role("link", name=task.tr("Compose figures"))
    task.step(
        "Ouvrez **{Figures to release}** dans le menu, puis **{Compose figures}**.",
        "Open **{Figures to release}** in the menu, then **{Compose figures}**.",
        mark=begin,
    )
    begin.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    page.locator("#title").fill(BULLETIN)
    page.locator("#first_day").fill(str(office_day() - timedelta(days=100)))
    page.locator("#last_day").fill(str(office_day() - timedelta(days=1)))
    task.step(
        "Donnez un titre et les jours, et choisissez **{Begin}**.",
        "Give a title and the days, and choose **{Begin}**.",
        mark=page.locator("#begin .card"),
    )
    page.keyboard.press("Control+Enter")
    page.locator("#go-on").click()
    page.wait_for_selector("body[data-ready]", state="attached")
    task.step(
        "Gardez les tableaux qu'il faut, dans l'ordre voulu ; ajoutez-en d'autres.",
        "Keep the tables that you need, in the order that you want; add others.",
        mark=page.locator(".block").first,
    )
    words = page.locator("form[data-act='releases.write']").first
    words.locator("textarea").first.fill("Les retards restent le premier motif.")
    task.step(
        "Écrivez dans chaque langue ce qui ressort. Ni noms, ni citations.",
        "Write in each language what stands out. No names, no quotes.",
        mark=words.locator("textarea").first,
    )
    with page.expect_navigation():
        words.get_by_role("button").click()
    send = page.locator("#send form[data-act='releases.submit'] button")
    task.step(
        "Choisissez **{Send it for approval}** : les chiffres sont figés.",
        "Choose **{Send it for approval}**: the figures are frozen.",
        mark=send,
    )
    with page.expect_navigation():
        send.click()
    with task.seen_by("dataprotection@demo.cfm", "/cfm/releases") as seen:
        row = seen.locator("a.row", has_text=BULLETIN)
        expect(row).to_contain_text(task.tr("Approve or send back"))
        task.effect(
            seen,
            "Un autre responsable ou la protection des données lit, puis publie ou renvoie.",
            "Another manager or data protection reads it, then publishes it or sends it back.",
            mark=row,
        )


def test_everybody_is_told_what_was_done(task: Task) -> None:
    page = task.begin(
        44,
        "vous-avez-dit",
        ("Dire à tous ce qui a été fait", "Tell everybody what was done"),
        (
            "« Vous avez dit, nous avons fait », en mots simples, sans noms : une page, une affiche, à haute voix.",
            "“You said, we did”: in plain words, without numbers or names, on a page, a poster, read aloud.",
        ),
    )
    page.goto("/cfm/community-answers")
    begin = page.get_by_role("link", name=task.tr("Tell a community"))
    task.step(
        "Ouvrez **{You said, we did}** dans le menu, puis **{Tell a community}**.",
        "Open **{You said, we did}** in the menu, then **{Tell a community}**.",
        mark=begin,
    )
    begin.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    page.locator("#title").fill(FOR_ALL)
    page.locator("#first_day").fill(str(office_day() - timedelta(days=100)))
    page.locator("#last_day").fill(str(office_day() - timedelta(days=1)))
    task.step(
        "Donnez un titre, les jours et le lieu, et choisissez **{Begin}**.",
        "Give a title, the days and the place, and choose **{Begin}**.",
        mark=page.locator("#begin .card"),
    )
    page.keyboard.press("Control+Enter")
    page.locator("#go-on").click()
    page.wait_for_selector("body[data-ready]", state="attached")
    topics = page.locator("#topics ul.lines > li")
    task.step(
        "Les sujets dont on a le plus parlé sont proposés, avec ce qui a été répondu. Retirez ceux qui sont de trop.",
        "What people spoke about most is proposed, with what they were told. Leave out what is too much.",
        mark=page.locator("#topics"),
    )
    while topics.count() > 1:
        with page.expect_navigation():
            topics.last.get_by_role("button", name=task.tr("Leave it out")).click()
    words = page.locator("#words details").first
    words.locator("textarea").first.fill(SAID)
    words.locator("textarea").last.fill(DONE)
    task.step(
        "Écrivez en phrases courtes ce qui a été dit et ce qui a été fait, dans chaque langue.",
        "Write in short sentences what was said and what was done, in each language.",
        mark=words,
    )
    with page.expect_navigation():
        words.get_by_role("button").click()
    send = page.locator("#send form[data-act='you_said.submit'] button")
    task.step(
        "Choisissez **{Send it for approval}**.", "Choose **{Send it for approval}**.", mark=send
    )
    with page.expect_navigation():
        send.click()
    name = task.client("manager@demo.cfm").list("CFM You Said We Did", limit=1)[0]["name"]
    task.client("dataprotection@demo.cfm").call("cfm_app.api.you_said.publish", name=name)
    everybody = task.guest()
    everybody.goto("/cfm/you-said")
    expect(everybody.locator(".box").first).to_contain_text(DONE)
    task.effect(
        everybody,
        "Dès qu'un autre l'a publié, tout le monde le lit, sans compte. L'affiche s'imprime.",
        "Once somebody else has published it, everybody reads it, without an account. The poster is printed.",
        mark=everybody.locator(".box").first,
    )


def test_an_unusual_trend_is_looked_into(task: Task) -> None:
    page = task.begin(
        45,
        "tendance",
        ("Examiner une tendance inhabituelle", "Look into an unusual trend"),
        (
            "Chaque nuit, l'office cherche où il y a plus de cas que d'habitude, et le dit ici.",
            "Each night the office looks where there are more cases than usual, and says it here.",
        ),
    )
    name = found_trend(task.office, task.client(MANAGER))
    page.goto("/cfm/trend-alerts")
    row = page.locator("a.row", has_text=name)
    task.step(
        "Ouvrez **{Unusual trends}** dans le menu.",
        "Open **{Unusual trends}** in the menu.",
        mark=row,
    )
    row.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    task.step(
        "Lisez ce qui est inhabituel : la courbe, les jours, les mots nouveaux, les cas.",
        "Read what is unusual: the curve, the days, the new words, the cases.",
        mark=page.locator(".curve"),
    )
    take = page.locator("form[data-act='trend_alerts.take'] button")
    task.step("Choisissez **{I look at it}**.", "Choose **{I look at it}**.", mark=take)
    with page.expect_navigation():
        take.click()
    assess = page.locator("form[data-act='trend_alerts.assess']")
    assess.locator("textarea").first.fill(BEHIND)
    task.step(
        "Écrivez ce qu'il y a derrière, et enregistrez.",
        "Write what is behind it, and save.",
        mark=assess,
    )
    with page.expect_navigation():
        assess.locator("button[type=submit]").click()
    decide = page.locator("form[data-act='trend_alerts.decide']")
    decide.locator("textarea").first.fill(DECIDED)
    day = decide.locator("input[type=date]")
    day.fill(day.get_attribute("min") or "")
    task.step(
        "Écrivez ce qui est décidé et quand vous le reverrez.",
        "Write what is decided and when you look at it again.",
        mark=decide,
    )
    with page.expect_navigation():
        decide.locator("button[type=submit]").click()
    with task.seen_by(ACCOUNTABLE, f"/cfm/trend-alert?name={name}") as seen:
        said = seen.get_by_text(DECIDED)
        expect(said).to_be_visible()
        task.effect(
            seen,
            "La redevabilité lit ce qui a été trouvé et décidé.",
            "Accountability reads what was found and decided.",
            mark=said,
        )


def test_a_mission_is_approved(task: Task) -> None:
    page = task.begin(
        46,
        "mission",
        ("Approuver une mission de terrain", "Approve a field mission"),
        (
            "Chacun planifie ; un responsable qui n'y va pas vérifie la sécurité et approuve.",
            "Everybody plans; a manager who does not go looks at security and approves.",
        ),
    )
    name = waiting_mission(task.office.url)
    page.goto("/cfm/missions")
    row = page.locator("a.row", has_text=name)
    task.step(
        "Ouvrez **{Field missions}** dans le menu, puis la mission qui attend.",
        "Open **{Field missions}** in the menu, then the mission that waits.",
        mark=row,
    )
    row.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    task.step(
        "Lisez qui va où, pour quoi faire, et la liste de sécurité.",
        "Read who goes where, what for, and the security check list.",
        mark=page.locator("#people"),
    )
    decide = page.locator("#decide")
    task.step(
        "Choisissez **{Approve the mission}**, ou renvoyez-la avec ce qu'il faut changer.",
        "Choose **{Approve the mission}**, or send it back with what has to be changed.",
        mark=decide,
    )
    with page.expect_navigation():
        decide.get_by_role("button", name=task.tr("Approve the mission")).click()
    with task.seen_by(OPERATOR, f"/cfm/mission?name={name}") as seen:
        kit = seen.locator("#kit")
        expect(kit).to_be_visible()
        task.effect(
            seen,
            "Qui y va imprime le kit : consentement, scripts, points focaux, fiches numérotées.",
            "Who goes prints the kit: consent, scripts, focal points, numbered forms.",
            mark=kit,
        )
