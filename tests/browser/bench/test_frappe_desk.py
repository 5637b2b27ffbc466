"""Frappe's desk as the office meets it: nothing typed is lost, and what is offered opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ...live import Client, Server
from ..drivers import Desk
from ..interception import intercept
from ..visits import PHONE, at_desk, width_of

OPERATOR, FOCAL, MANAGER = "operator@demo.cfm", "focal@demo.cfm", "manager@demo.cfm"
SAVING = "**/api/method/frappe.desk.form.save.savedocs"
TYPED = "Dépôt de Bagassola, deuxième entrée"
# The field from which Tab leads into a table, whatever fields the form has by now.
BEFORE_TABLE = """(table) => {
  const { layout } = cur_frm;
  const at = layout.fields_list.findIndex((each) => each.df.fieldname === table);
  return layout.fields_list.slice(0, at).findLast((each) => layout.is_visible(each) && each.has_input).df.fieldname;
}"""


@pytest.fixture
def operator(chromium: Browser, office: Server) -> Iterator[Desk]:
    with at_desk(chromium, office, OPERATOR) as desk:
        yield desk


@pytest.fixture
def case(office: Server) -> str:
    """A case that the operator works on."""
    client = Client(office.url, OPERATOR)
    told = {"channel": "Ligne verte", "category": "Quantité de la ration", "language": "zag"}
    made = client.create("Case", description="Deux sacs au lieu de trois", **told)
    client.act("Case", made["name"], "Register")
    return str(made["name"])


def unreachable(page: Page) -> None:
    intercept(page, SAVING, lambda route: route.abort(), times=1)


def overloaded(page: Page) -> None:
    busy = {"status": 504, "body": "<html>Gateway Time-out</html>", "content_type": "text/html"}
    intercept(page, SAVING, lambda route: route.fulfill(**busy), times=1)  # type: ignore[arg-type]


def logged_out(page: Page) -> None:
    # An answer on its way would bring the session back.
    page.wait_for_function("jQuery.active === 0")
    page.context.clear_cookies()


# --- nothing is lost ------------------------------------------------------------------------------
def test_a_refused_new_case_keeps_what_was_typed(operator: Desk) -> None:
    begin(operator)
    operator.write("Reçu le", "01-01-2031 10:00")
    with operator.page.expect_response(SAVING) as answer:
        operator.page.keyboard.press("Control+s")
    assert answer.value.status == 417
    expect(operator.page.locator(".modal.show")).to_be_visible()
    still_there(operator)


@pytest.mark.parametrize("fault", [unreachable, overloaded, logged_out])
def test_a_fault_while_saving_keeps_what_was_typed(
    operator: Desk, fault: Callable[[Page], None]
) -> None:
    begin(operator)
    operator.write("Ce qui a été dit", "Il manque deux sacs")
    fault(operator.page)
    with operator.page.expect_request(SAVING):
        operator.page.keyboard.press("Control+s")
    expect(operator.page.locator(".modal.show, .desk-alert").first).to_be_visible()
    still_there(operator)


def test_one_key_reports_a_breach_beside_what_is_typed(operator: Desk) -> None:
    begin(operator)
    with operator.page.context.expect_page() as opened:
        operator.page.keyboard.press("F2")
    expect(opened.value).to_have_url(re.compile("/cfm/report-breach"))
    expect(opened.value.locator("body[data-ready]")).to_be_attached()
    expect(opened.value.get_by_label("En quelques mots")).to_be_visible()
    still_there(operator)


def begin(desk: Desk) -> None:
    desk.new("Case")
    desk.choose("Canal", "lig", "Ligne verte")
    desk.choose("Catégorie", "quantité", re.compile("Quantité de la ration"))
    desk.write("Village ou site tel que dit", TYPED)


def still_there(desk: Desk) -> None:
    expect(desk.page).to_have_url(re.compile("/app/case/new"))
    desk.holds("Canal", "Ligne verte")
    desk.holds("Village ou site tel que dit", TYPED)


def test_tab_makes_no_row_in_a_table(operator: Desk) -> None:
    page = operator.page
    operator.new("Case")
    before = page.evaluate(BEFORE_TABLE, "follow_ups")
    page.locator(f".frappe-control[data-fieldname={before}] :is(input, textarea)").press("Tab")
    expect(page.locator(".grid-row-open")).to_have_count(0)
    assert operator.rows("follow_ups") == []
    add = page.locator("[data-fieldname=follow_ups] .grid-add-row")
    expect(add).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-fieldname=follow_ups] .grid-body .grid-row")).to_have_count(1)


# --- what is offered opens ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("user", "others", "arranges"), [(OPERATOR, 0, False), (FOCAL, 0, False), (MANAGER, 4, True)]
)
def test_workspaces_suit_the_role(
    chromium: Browser, office: Server, user: str, others: int, arranges: bool
) -> None:
    with at_desk(chromium, office, user) as desk:
        desk.page.goto("/app/cfm")
        expect(desk.page.locator(".shortcut-widget-box").first).to_be_visible()
        expect(desk.page.locator(".desk-sidebar .item-anchor")).to_have_count(1 + others)
        expect(desk.page.get_by_role("link", name="Site Web")).to_have_count(0)
        expect(desk.page.locator(".btn-new-workspace")).to_be_visible(visible=arranges)


@pytest.mark.parametrize("address", ["/app/case", "/app/case/CFM-2026-000001"])
def test_a_closed_list_says_so_and_leads_on(
    chromium: Browser, office: Server, address: str
) -> None:
    with at_desk(chromium, office, FOCAL) as desk:
        desk.page.goto(address)
        page = desk.page.locator(".page-container:visible")
        expect(page).to_contain_text("Aucun de vos rôles")
        expect(desk.page.locator(".modal.show")).to_have_count(0)
        page.get_by_role("link", name="À répondre").click()
        expect(desk.page).to_have_url(re.compile("/cfm/approvals"))


def test_a_sheet_opens_with_the_format_of_the_app_in_the_readers_language(
    operator: Desk, case: str
) -> None:
    page = operator.page
    page.goto(f"/app/print/Case/{case}")
    sheet = page.frame_locator("iframe.print-format-container").locator("body")
    expect(sheet).to_contain_text("Résumé du cas")
    beside = page.locator(".print-preview-sidebar")
    expect(beside.locator("[data-fieldname=print_format] input")).to_have_value("CFM Case Summary")
    expect(beside.locator("[data-fieldname=language] input")).to_have_value("fr")


# --- words ----------------------------------------------------------------------------------------
def test_the_log_in_names_the_office(chromium: Browser, office: Server) -> None:
    context = chromium.new_context(base_url=office.url, locale="fr-FR")
    try:
        page = context.new_page()
        page.goto("/login")
        expect(page.locator("body")).to_contain_text("Se connecter à")
        expect(page.locator(".page-card-head:visible")).not_to_contain_text("Frappe")
        expect(page).to_have_title(re.compile("Connexion"))
    finally:
        context.close()


def test_a_state_is_a_word_in_form_and_filter(operator: Desk, case: str) -> None:
    operator.open("Case", case)
    state = operator.page.locator("[data-fieldname=workflow_state] .control-value:visible")
    expect(state).to_have_text("Enregistré")
    operator.list("Case")
    box = operator.page.locator(".standard-filter-section input[data-fieldname=workflow_state]")
    box.click()
    box.press_sequentially("En trait")
    expect(operator.page.get_by_role("option", name="En traitement")).to_be_visible()


def test_labels_are_read_in_customize_form(chromium: Browser, office: Server) -> None:
    with at_desk(chromium, office, MANAGER) as desk:
        desk.page.goto("/app/customize-form?doc_type=Case")
        expect(desk.page.get_by_text("Choisissez un champ pour en modifier")).to_be_visible()
        desk.page.locator(".form-tabs").get_by_role("tab", name="Détails").first.click()
        desk.page.locator("[data-fieldname=fields_section_break] .section-head").click()
        labels = desk.page.locator("[data-fieldname=fields] .grid-body [data-fieldname=label]")
        expect(labels.filter(has_text="Reçu le").first).to_be_visible()
        expect(labels.filter(has_text="Received on")).to_have_count(0)


# --- on a phone -----------------------------------------------------------------------------------
@pytest.fixture
def phone(chromium: Browser, office: Server) -> Iterator[Page]:
    with at_desk(chromium, office, OPERATOR, PHONE) as desk:
        yield desk.page


def test_steps_and_number_are_read_on_a_phone(phone: Page, case: str) -> None:
    phone.goto(f"/app/case/{case}")
    expect(phone.locator(".page-head:visible .title-text")).to_have_text(case)
    expect(phone.locator(".page-head:visible .actions-btn-group-label")).to_be_visible()
    fits = "(each) => each.scrollWidth <= each.clientWidth"
    assert phone.locator(".page-head:visible .title-text").evaluate(fits)
    assert width_of(phone) <= PHONE["width"]


def test_a_list_stays_within_a_phone(phone: Page) -> None:
    phone.goto("/app/case")
    count = phone.locator(".list-count").filter(has_text=re.compile(r"\d+ sur \d+"), visible=True)
    expect(count).to_have_count(1)
    phone.wait_for_function("jQuery.active === 0")
    inside = "(each) => each.getBoundingClientRect().right <= innerWidth && each.offsetHeight < 30"
    assert count.evaluate(inside)
    for pill in phone.locator(".list-row .level-right .indicator-pill:visible").all():
        edge = pill.bounding_box()
        assert edge and edge["x"] + edge["width"] <= PHONE["width"]
