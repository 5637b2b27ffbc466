"""A manager writes down who is away, and a focal point does so on a phone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import PHONE, visit, width_of

MANAGER, FOCAL, PAGE = "manager@demo.cfm", "focal@demo.cfm", "/cfm/absences"
DEPUTY = "focal.lac@demo.cfm"


def deputies_of(office: Server, user: str) -> set[str | None]:
    filters = f'[["user","=","{user}"]]'
    rows = Client(office.url, MANAGER).list(
        "CFM Focal Point", filters=filters, fields='["deputy"]', limit_page_length=0
    )
    return {row["deputy"] for row in rows}


def test_one_act_says_it_on_all_posts(chromium: Browser, own_office: Server) -> None:
    with visit(chromium, own_office, MANAGER, PAGE, locale="fr-FR") as page:
        card = page.locator(f"section[data-user='{FOCAL}']")
        card.locator("summary").click()
        card.get_by_label("Absent à partir du").fill("2020-01-01")
        card.get_by_label("Dernier jour").evaluate("each => each.removeAttribute('min')")
        card.get_by_label("Dernier jour").fill("2020-01-05")
        card.get_by_label("Qui remplace").select_option(DEPUTY)
        card.get_by_role("button", name="Noter").click()
        expect(card.locator(".result")).to_contain_text("Ces jours sont passés")
        # What was typed stays.
        expect(card.get_by_label("Qui remplace")).to_have_value(DEPUTY)
        card.get_by_label("Dernier jour").fill("")
        card.get_by_role("button", name="Noter").click()
        expect(card.locator(".pill")).to_have_text("Absent")
        expect(card).to_contain_text("remplace")
        assert width_of(page) <= 1280
    assert deputies_of(own_office, FOCAL) == {DEPUTY}
    with visit(chromium, own_office, FOCAL, PAGE, locale="fr-FR", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        expect(page.locator("section.card")).to_have_count(1)
        page.get_by_role("button", name="De retour").click()
        expect(page.locator(".pill")).to_have_text("Présent")
    assert deputies_of(own_office, FOCAL) <= {None, ""}
    with visit(chromium, own_office, MANAGER, PAGE, locale="ar", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
