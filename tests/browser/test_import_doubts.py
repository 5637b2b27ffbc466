"""A log in the codes of another organisation in a real browser: guessed, doubtful places asked."""

from __future__ import annotations

import io
from uuid import uuid4

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER = "manager@demo.cfm"
WORK_MS = 300_000
RUN = uuid4().hex[:8]
HEADERS = [
    *("UNIQUE_ID", "DATE", "HEALTH ZONE_ZONE DE SANTE", "FEEDBACK CHANNEL_CANAL"),
    *("SEX_SEXE", "AGE RANGE_TRANCHE D'AGE", "FEEDBACK COMMENT_COMMENTAIRE"),
    *("TYPE OF FEEDBACK_TYPE DE RETOUR D'INFORMATION", "ACTION TAKEN_MESURE PRISE"),
]
FEEDS = (
    "source_id received_on location channel sex age_group description category resolution".split()
)
KINDS = ("Questions", "Croyances", "Remerciements", "Suggestions/requests", "Zeta", "")


def log_of(prefix: str, rows: int = 24) -> bytes:
    """A log in IFRC's codes; its last column, headed by the prefix, has texts that nothing tells of."""
    book = openpyxl.Workbook()
    book.active.append([*HEADERS, f"X {prefix}"])
    for number in range(rows):
        book.active.append(
            [
                *(f"{prefix}-{number:03}", f"{number % 9 + 1:02}/1{number % 2}/2025"),
                *(("Mamdi", "Zone de santé de Wayi")[number % 2],),
                *(("Visites à domicile", "Discussion de groupe", "Radio")[number % 3],),
                *(("Femmes", "Groupes mixtes", "Inconnu")[number % 3],),
                *(("Adultes (18-59 ans)", "60 ans et plus")[number % 2],),
                f"Les gens du bloc {number} demandent pourquoi le centre reste fermé le matin",
                *(KINDS[number % 6], "Réponse donnée", "réf." if number else "#REF!"),
            ]
        )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(page: Page, content: bytes, name: str = "retours.xlsx") -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})
    expect(page.locator("#log-title")).to_have_text(name)


def scan(page: Page) -> None:
    page.locator("#bar .primary").click()
    expect(page.get_by_role("group", name="Quel jour est")).to_be_visible(timeout=WORK_MS)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_a_log_leaves_open_is_asked(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    prefix = f"{RUN}D{size['width']}"
    with visit(chromium, office, MANAGER, "/cfm/import", size) as page:
        upload(page, log_of(prefix))
        taken = [page.locator(f"#column-{place}").input_value() for place in range(len(FEEDS))]
        assert taken == FEEDS
        scan(page)
        page.locator("#bar .primary").click()
        expect(page.locator("#order-fault")).to_be_visible()
        assert page.evaluate("document.activeElement.name") == "date-order"
        page.get_by_label("le jour vient en premier").check()
        assert page.get_by_label("Croyances").input_value() == "Rumeur ou perception"
        expect(page.locator("#unmapped-class")).to_have_value("À clarifier")
        expect(page.locator("#unmapped")).to_contain_text("Lignes en l'état\u00a0: 8")
        page.get_by_label("(vide)").select_option("Suggestion")
        expect(page.locator("#unmapped")).to_contain_text("Lignes en l'état\u00a0: 4")
        assert width_of(page) <= size["width"]
        page.locator("#bar .primary").click()
        expect(page.locator("[data-figure=new] .number")).to_have_text("24", timeout=WORK_MS)
        expect(page.locator("#panel .alert")).to_contain_text("À clarifier")
        page.locator("#bar .primary").click()
        expect(page.locator("#log-state")).to_have_text("Terminé", timeout=WORK_MS)

    client = Client(office.url, MANAGER)
    fields = '["received_on","category","channel","sex","age_group","location"]'
    here = f'[["source_id","=","{prefix}-001"]]'
    [case] = client.list("Case", filters=here, fields=fields)
    assert case.pop("received_on")[:10] == "2025-11-02"
    assert case == {
        "category": "Rumeur ou perception",
        "channel": "Réunion communautaire",
        "sex": "Mixed group",
        "age_group": "60+",
        "location": "TD0702",
    }
    # Those that nobody mapped are no open cases.
    hidden = f'[["source_id","=","{prefix}-004"]]'
    assert client.list("Case", filters=hidden) == []


def test_a_doubtful_column_is_marked_until_it_is_chosen(chromium: Browser, office: Server) -> None:
    text = f"Réf.;{RUN}Z\n" + "".join(
        f"{RUN}E{number};La ration du ménage {number} n'est pas venue au site\n"
        for number in range(5)
    )
    with visit(chromium, office, MANAGER, "/cfm/import") as page:
        upload(page, text.encode(), "retours.csv")
        said = page.get_by_label(f"{RUN}Z")
        expect(said).to_have_value("description")
        doubt = page.locator("#doubt-1")
        expect(doubt).to_contain_text("à vérifier")
        expect(said).to_have_accessible_description(doubt.inner_text())
        said.select_option("information_given")
        expect(doubt).to_be_hidden()
