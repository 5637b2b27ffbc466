"""Customise form and role permissions by keyboard, with what is refused and what can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.customize.form_editing import reset_form
from frappe_embedded.services.customize.permissions import reset_perms

from . import sample
from .conftest import Server

expect = pytest.importorskip("playwright.sync_api").expect
ADMINISTRATOR = "Administrator"


@pytest.fixture
def form(open_page: Any, server: Server) -> Iterator[Any]:
    """The form of a standard DocType, which is as it was afterwards."""
    yield open_page(ADMINISTRATOR, "/app/customize-form/todo")
    with opened(server.site, ADMINISTRATOR):
        reset_form("ToDo")
        reset_perms("ToDo")
        local.db.commit()


def order(page: Any) -> list[str]:
    return list(
        page.locator("#canvas [data-key]").evaluate_all("(all) => all.map((e) => e.dataset.key)")
    )


def test_a_field_is_moved_and_renamed_by_keyboard(form: Any) -> None:
    before = order(form)
    form.locator("#add-field").focus()
    form.keyboard.press("Tab")
    for _step in range(before.index("priority")):
        form.keyboard.press("ArrowDown")
    form.keyboard.press("Alt+ArrowDown")
    said = form.locator("#canvas-said")
    expect(said).to_contain_text("Priority:")
    form.keyboard.press("F2")
    form.keyboard.type("Urgency")
    form.keyboard.press("Escape")
    expect(form.locator(":focus")).to_have_attribute("data-key", "priority")
    form.keyboard.press("Control+s")
    expect(form.locator("#unsaved")).to_be_hidden()
    expect(form.locator('[data-key="priority"]')).to_contain_text("Urgency")
    assert order(form).index("priority") == before.index("priority") + 1


def test_what_may_not_be_changed_is_grey_and_says_why(form: Any) -> None:
    form.locator('[data-key="status"]').click()
    options = form.locator("[data-property=options]")
    expect(options.locator("textarea")).to_be_disabled()
    expect(options).to_contain_text("belong to the standard form")


def test_everything_can_be_taken_back_before_it_is_saved(form: Any) -> None:
    before = order(form)
    form.locator('[data-key="priority"]').click()
    form.locator("#fp-hidden").check()
    form.locator('[data-key="priority"]').focus()
    form.keyboard.press("Alt+ArrowUp")
    expect(form.locator("#unsaved")).to_be_visible()
    while form.locator("#undo").is_enabled():
        form.locator("#undo").click()
    expect(form.locator("#unsaved")).to_be_hidden()
    assert order(form) == before


def test_own_fields_come_and_go_and_the_standard_returns(form: Any) -> None:
    form.locator('[data-key="priority"]').click()
    form.locator("#add-field").click()
    form.locator(".kind", has_text="Whole number").click()
    form.get_by_role("button", name="Next").click()
    form.get_by_role("button", name="Add the field").click()
    expect(form.locator("dialog .field-error:visible")).to_have_text("Write what the field asks.")
    form.locator("#new-label").fill("Boxes")
    form.get_by_role("button", name="Add the field").click()
    expect(form.locator("#unsaved")).to_be_visible()
    form.keyboard.press("Control+s")
    expect(form.locator("#unsaved")).to_be_hidden()
    expect(form.locator('[data-key="custom_boxes"]')).to_be_visible()
    form.locator("#more").click()
    form.locator("#reset-form").click()
    expect(form.locator("dialog")).to_contain_text("Boxes (your own field)")
    form.get_by_role("button", name="Back to the standard", exact=True).last.click()
    expect(form.locator('[data-key="custom_boxes"]')).to_have_count(0)


def test_a_default_reaches_older_entries_only_when_somebody_asks(form: Any, server: Server) -> None:
    with opened(server.site, ADMINISTRATOR):
        older = str(get_doc({"doctype": "ToDo", "description": "Ring back"}).insert().name)
        local.db.commit()
    form.locator("#add-field").click()
    form.locator(".kind").first.click()
    form.get_by_role("button", name="Next").click()
    form.locator("#new-label").fill("Shelf")
    form.get_by_role("button", name="Add the field").click()
    expect(form.locator("#fp-label")).to_have_value("Shelf")
    form.locator("#fp-default").fill("Left")
    form.locator("#fp-default").blur()
    expect(form.locator("#fill-older")).to_have_count(0)
    form.keyboard.press("Control+s")
    expect(form.locator("#unsaved")).to_be_hidden()
    assert held(server, older) is None
    form.locator('[data-key="custom_shelf"]').click()
    form.locator("#fill-older").click()
    dialog = form.locator("dialog")
    expect(dialog).to_contain_text("will say “Left”")
    dialog.locator(".danger").click()
    expect(dialog).to_have_count(0)
    assert held(server, older) == "Left"


def held(server: Server, name: str) -> Any:
    with opened(server.site, ADMINISTRATOR):
        return local.db.get_value("ToDo", name, "custom_shelf")


def test_a_form_that_nobody_could_save_is_not_saved(form: Any) -> None:
    form.locator('[data-key="description"]').click()
    form.locator("#fp-hidden").check()
    expect(form.locator("[data-property=hidden] .field-error")).to_be_visible()
    form.keyboard.press("Control+s")
    expect(form.locator("#form-errors")).to_contain_text("hidden and required")


def test_the_form_as_a_whole_is_set_with_its_effect_told(form: Any, open_page: Any) -> None:
    form.locator("#whole").click()
    form.get_by_label("Title", exact=True).select_option("description")
    form.get_by_label("Hide “Duplicate”").check()
    expect(form.locator("#effect")).not_to_be_empty()
    form.keyboard.press("Control+s")
    expect(form.locator("#unsaved")).to_be_hidden()
    listed = open_page(ADMINISTRATOR, "/app/todo/new")
    listed.locator("[data-field=description] .rich-text").fill("Ring back")
    listed.keyboard.press("Control+s")
    expect(listed.get_by_role("heading", level=1)).to_contain_text("Ring back")
    listed.locator("#more summary, .form-actions .menu summary").last.click()
    expect(listed.get_by_role("link", name="Duplicate")).to_have_count(0)
    form.locator("#standard").click()
    form.keyboard.press("Control+s")
    expect(form.locator("#unsaved")).to_be_hidden()
    expect(form.locator("#standard")).to_be_disabled()


def test_the_properties_of_a_notification_lead_to_the_form_that_it_is_about(open_page: Any) -> None:
    page = open_page(ADMINISTRATOR, "/app/notification/new?document_type=ToDo")
    expect(page.locator("main[data-started]")).to_be_attached()
    with page.context.expect_page() as opened_page:
        page.locator("[data-field=view_properties] button").click()
    expect(opened_page.value).to_have_url(re.compile(r"/app/customize-form/todo$"))


def test_a_clerk_finds_no_such_screens(open_page: Any) -> None:
    page = open_page(sample.CLERK, "/app/customize-form/todo")
    expect(page.locator("#main")).to_have_attribute("data-page", "missing")
    for path in ("/app/permission-manager", "/app/second-factor", "/app/wording"):
        page.goto(path)
        expect(page.locator("#main")).to_have_attribute("data-page", "missing")


def test_locking_everybody_out_is_refused_before_it_is_saved(open_page: Any, form: Any) -> None:
    page = open_page(ADMINISTRATOR, "/app/permission-manager?doctype=Crate")
    rows = page.locator(".rights tbody tr")
    for at in range(rows.count()):
        rows.nth(at).locator("[data-remove]").click()
    effect = page.locator("#effect")
    expect(effect).to_contain_text("nobody could open Crate")
    expect(page.locator("#save")).to_be_disabled()
    page.locator("#undo").click()
    expect(page.locator("#save")).to_be_enabled()
    expect(effect).not_to_contain_text("nobody could open")


def test_rights_that_need_another_go_with_it(open_page: Any) -> None:
    page = open_page(ADMINISTRATOR, "/app/permission-manager?doctype=Crate")
    row = page.locator(".rights tbody tr", has_text="Chief")
    row.locator("[data-right=read]").uncheck()
    expect(row.locator("[data-right=write]")).not_to_be_checked()
    row.locator("[data-right=create]").check()
    expect(row.locator("[data-right=read]")).to_be_checked()
