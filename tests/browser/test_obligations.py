"""An operator with an expired oath: refused, led to the page, reads to the end, signs, goes on."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from .. import passing_time
from ..clock import office_day
from ..live import Client, Server
from .calling import choose_category, saved_number
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, ADMINISTRATOR = "manager@demo.cfm", "Administrator"
# An office that runs already keeps what each run makes.
RUN = secrets.token_hex(3)
KIND, ROLE = f"Serment d'essai {RUN}", f"Essai du serment {RUN}"
SETTINGS = "CFM Obligation Settings"
PARAGRAPH = "Ce que les gens me confient reste entre ceux qui doivent agir. " * 6
TEXT = "\n\n".join(
    ["# Ce que je promets", *[PARAGRAPH.strip()] * 12, "- au bureau\n- sur le terrain"]
)
TITLE = "Serment d'essai, deuxième texte"
NEW_CASE, TEAM, OBLIGATIONS = "/cfm/new-case", "/cfm/team", "/cfm/obligations"
WORD = "Another-word-2948!"
NEW_CASE_CALL = "cfm_app.api.console.new_case"

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Oath:
    """The agreement that the role of the test asks for."""

    office: Server
    boss: Client
    name: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(f"{TITLE}\n{TEXT}".encode()).hexdigest()

    def operator(self, signed: bool) -> str:
        """A new operator: with an oath that has expired, or without one."""
        user = f"serment{next(_numbers)}-{RUN}@demo.cfm"
        values = {"email": user, "first_name": "Achta", "last_name": f"Essai {user[7:-9]}"}
        values |= {"language": "fr", "send_welcome_email": 0, "new_password": WORD}
        roles = [{"role": "CFM Operator"}, {"role": ROLE}]
        self.boss.create("User", **values, roles=roles)
        if signed:
            self.sign(Client(self.office.url, user, WORD))
            self.expire(user)
        return user

    def sign(self, client: Client) -> None:
        shown = {"agreement": self.name, "language": "fr", "seen_hash": self.hash}
        client.call("cfm_app.api.obligations.sign", **shown, typed_name="Achta Essai")

    def expire(self, user: str) -> None:
        """As time would: no door of the app changes a signature."""
        expired = "update `tabCFM Agreement Signature` set expires_on = %s where user = %s"
        passing_time.write(self.office, (expired, (str(office_day() - timedelta(days=1)), user)))


@pytest.fixture(scope="module")
def oath(office: Server) -> Iterator[Oath]:
    boss = Client(office.url, ADMINISTRATOR, office.administrator_password())
    boss.create("Role", role_name=ROLE, desk_access=1)
    boss.create("CFM Agreement Kind", kind_name=KIND)
    rows = [{"language": "fr", "title": TITLE, "agreement_text": TEXT}]
    made = boss.create("CFM Agreement", kind=KIND, version_no="1.0", status="Published", texts=rows)
    before = boss.get(SETTINGS, SETTINGS)["obligations"]
    row = {"for_role": ROLE, "agreement_kind": KIND, "grace_days": 0}
    boss.change(SETTINGS, SETTINGS, obligations=[*before, row])
    yield Oath(office, boss, made["name"])
    boss.change(SETTINGS, SETTINGS, obligations=before)


def type_name(page: Page) -> None:
    page.locator("#typed").fill("Achta Essai")


def draw(page: Page) -> None:
    page.get_by_label("Dessiner ma signature").check()
    field = page.locator("#field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + 20 * step, box["y"] + 40 + (step % 2) * 25)
    page.mouse.up()


@pytest.mark.parametrize(
    ("size", "sign"), [(DESKTOP, type_name), (PHONE, draw)], ids=["1280-typed", "390-drawn"]
)
def test_an_expired_oath_is_signed_anew_and_the_work_goes_on(
    chromium: Browser,
    office: Server,
    oath: Oath,
    size: dict[str, int],
    sign: Callable[[Page], None],
) -> None:
    user = oath.operator(signed=True)
    told = Client(office.url, user, WORD).refused(
        "POST", f"/api/method/{NEW_CASE_CALL}", json={"case": {"description": "x"}}
    )
    assert "/cfm/obligations" in told.text
    with visit(chromium, office, user, NEW_CASE, size, locale="fr-FR", password=WORD) as page:
        # Not the form, but what is to be done first.
        expect(page.locator("h1")).to_have_text("Ce que je dois signer et apprendre")
        expect(page.locator(".closed")).to_contain_text("expiré le")
        assert width_of(page) <= size["width"]
        page.get_by_role("link", name="Lire et signer").first.click()
        read_to_the_end(page)
        assert width_of(page) <= size["width"]
        sign(page)
        page.locator("#submit").click()
        expect(page.locator(".alert.green")).to_contain_text("Signé")
        page.get_by_role("link", name="Continuer là où vous étiez").click()
        page.wait_for_selector("form#case")
        register(page)
        check_print(page, oath, drawn=sign is draw)


def read_to_the_end(page: Page) -> None:
    """By keyboard: the signature opens at the end of the text and not before."""
    page.wait_for_selector("body[data-ready]", state="attached")
    expect(page.locator("#submit")).to_be_disabled()
    page.locator("#text").focus()
    page.keyboard.press("PageDown")
    expect(page.locator("#submit")).to_be_disabled()
    page.keyboard.press("End")
    expect(page.locator("#submit")).to_be_enabled()


def register(page: Page) -> None:
    """A case, as on any other day."""
    page.wait_for_selector("body[data-ready]", state="attached")
    choose_category(page)
    page.locator("#description").fill("Il manque deux sacs.")
    page.keyboard.press("Control+Enter")
    assert saved_number(page)


def check_print(page: Page, oath: Oath, drawn: bool) -> None:
    """What is printed is what was shown, with its hash and the signature."""
    page.goto(OBLIGATIONS)
    page.locator("ul.signed a").first.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    shown = page.locator(".paper .text")
    expect(shown.locator("h1")).to_have_text(TITLE)
    assert [each.strip() for each in shown.locator("p").all_inner_texts()] == [
        PARAGRAPH.strip()
    ] * 12
    expect(shown.locator("li")).to_have_text(["au bureau", "sur le terrain"])
    expect(page.locator(".hash code")).to_have_text(oath.hash)
    expect(page.locator(".hand")).to_contain_text("à la lettre")
    if drawn:
        assert (page.locator(".drawn path").get_attribute("d") or "").startswith("M")
    else:
        expect(page.locator(".typed")).to_have_text("Achta Essai")
    page.emulate_media(media="print")
    expect(page.locator("#print")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()


def test_work_is_read_and_each_page_says_what_to_do(
    chromium: Browser, office: Server, oath: Oath
) -> None:
    user = oath.operator(signed=False)
    with visit(chromium, office, user, "/cfm/console", PHONE, locale="ar", password=WORD) as page:
        expect(page.locator(".obliged")).to_contain_text(KIND)
        assert width_of(page) <= PHONE["width"]
        page.locator(".obliged a").click()
        expect(page.locator("article.duty").first).to_contain_text(KIND)
        assert width_of(page) <= PHONE["width"]
        page.goto("/app/case")
        expect(page.get_by_text(KIND).first).to_be_visible()
        assert width_of(page) <= PHONE["width"]


def test_a_form_that_is_open_keeps_what_was_typed(
    chromium: Browser, office: Server, oath: Oath
) -> None:
    """The oath expires while somebody types: they sign in another tab, and save."""
    user = oath.operator(signed=False)
    client = Client(office.url, user, WORD)
    oath.sign(client)
    with visit(chromium, office, user, NEW_CASE, locale="fr-FR", password=WORD) as page:
        choose_category(page)
        page.locator("#description").fill("Il manque deux sacs.")
        oath.expire(user)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#errors")).to_contain_text(KIND)
        expect(page.locator("#obliged a")).to_have_attribute("href", OBLIGATIONS)
        oath.sign(client)
        page.keyboard.press("Control+Enter")
        assert saved_number(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_the_manager_sees_who_is_overdue_and_reminds_once_a_day(
    chromium: Browser, office: Server, oath: Oath, size: dict[str, int]
) -> None:
    user = oath.operator(signed=False)
    with visit(chromium, office, MANAGER, TEAM, size, locale="fr-FR") as page:
        assert width_of(page) <= size["width"]
        page.locator("#who").fill(user)
        member = page.locator(".member:visible")
        expect(member).to_have_count(1)
        expect(member).to_contain_text("En retard")
        expect(member).to_contain_text(
            f"« {KIND} »".replace("« ", "«\u202f").replace(" »", "\u202f»")
        )
        member.get_by_role("button", name="Relancer").click()
        expect(member).to_contain_text("Relancé à l'instant")
        page.reload()
        page.wait_for_selector("body[data-ready]", state="attached")
        page.locator("#who").fill(user)
        expect(member).to_contain_text("Relancé 1 fois")
        member.get_by_role("button", name="Relancer").click()
        expect(member).to_contain_text("déjà relancé")
        page.locator("label", has=page.locator("input[name=standing][value=done]")).click()
        expect(page.locator("#none")).to_be_visible()


def test_attendance_of_a_session_is_a_training(office: Server) -> None:
    """The manager notes who was present; the person has the course."""
    manager = Client(office.url, MANAGER)
    course = manager.create("CFM Training Course", title=f"Accueil au téléphone {RUN}")["name"]
    user = "operator2@demo.cfm"
    rows = [{"user": user, "presence": "Present"}]
    manager.create("CFM Training Session", course=course, held_on="2026-01-05", attendance=rows)
    found = Client(office.url, user).list(
        "CFM Training Record", filters=f'[["course","=","{course}"]]', fields='["user","passed"]'
    )
    assert [(row["user"], row["passed"]) for row in found] == [(user, 1)]
