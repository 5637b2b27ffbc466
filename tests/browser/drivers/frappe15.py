"""The desk of Frappe 15, driven by what one sees and clicks."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote, urlencode

from playwright.sync_api import Locator, expect

from .desk import LONG, Desk, Shown, slug

UNSAVED = "Non Sauvegardé"
# The host of a bench may begin with "cfm." as well.
LANDED = re.compile(r"^https?://[^/]+/(app|cfm|me)\b")


class FrappeDesk(Desk):
    def log_in(self, user: str, password: str) -> None:
        self.page.goto("/login")
        self.page.locator("#login_email").fill(user)
        self.page.locator("#login_password").fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(LANDED, timeout=LONG)

    def start(self) -> None:
        self._go("/app/cfm")
        expect(self.page.locator(".shortcut-widget-box").first).to_be_visible(timeout=LONG)

    def way_to(self, label: str) -> Locator:
        return self.page.locator(".shortcut-widget-box").get_by_text(label, exact=True)

    def search(self, words: str) -> Locator:
        self.page.locator("#navbar-search").press_sequentially(words)
        self.page.locator(".awesomplete li", has_text="Chercher dans les cas").click()
        self.page.wait_for_url("**/cfm/console#*")
        return self.page.locator("#found")

    def new(self, doctype: str, **given: str) -> None:
        self._go(f"/app/{slug(doctype)}/new?{urlencode(given)}")
        expect(self._state()).to_have_text(UNSAVED, timeout=LONG)
        self._settle()

    def open(self, doctype: str, name: str) -> None:
        self._go(f"/app/{slug(doctype)}/{quote(name)}")
        # The title may be another field than the name.
        self.page.wait_for_function(
            "(name) => window.cur_frm?.doc?.name === name", arg=name, timeout=LONG
        )
        expect(self.page.locator(".page-head:visible .title-text")).to_be_visible(timeout=LONG)
        self._is_stored()
        self._settle()

    def field(self, label: str) -> Locator:
        return self._control(label).locator("input:visible, select:visible, textarea:visible")

    def tick(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=label).check()

    def choose(self, label: str, begin: str, option: Shown) -> None:
        self.field(label).click()
        self.field(label).press_sequentially(begin)
        self._control(label).get_by_role("option").filter(has_text=option).first.click()

    def select(self, label: str, option: str) -> None:
        super().select(label, option)
        self.page.keyboard.press("Tab")

    def write(self, label: str, text: str) -> None:
        super().write(label, text)
        self.field(label).press("Tab")

    def write_date(self, label: str, day: date) -> None:
        shown = self.page.evaluate("(day) => frappe.datetime.str_to_user(day)", day.isoformat())
        self.write(label, shown)

    def add_row(self, grid: str) -> Locator:
        table = self._grid(grid)
        before = table.locator(".grid-body .grid-row").count()
        table.locator(".grid-add-row").click()
        rows = table.locator(".grid-body .grid-row")
        expect(rows).to_have_count(before + 1)
        return rows.last

    def rows(self, grid: str) -> list[Locator]:
        return self._grid(grid).locator(".grid-body .grid-row").all()

    def text_of(self, row: Locator, column: str) -> str:
        return row.locator(f".grid-static-col[data-fieldname={column}]").inner_text().strip()

    def select_in(self, row: Locator, column: str, option: str) -> None:
        self._opened(row, column).locator("select").select_option(label=option)

    def tick_in(self, row: Locator, column: str) -> None:
        self._opened(row, column).locator("input").check()

    def type_in(self, row: Locator, column: str, text: str) -> None:
        control = self._opened(row, column)
        box = control.locator("input, textarea")
        box.fill("")
        box.press_sequentially(text)
        if control.get_by_role("combobox").count() or control.locator(".awesomplete").count():
            control.get_by_role("option").filter(has_text=text).first.click()
        box.press("Tab")

    def press(self, button: str) -> str:
        self.page.get_by_role("button", name=button, exact=True).filter(visible=True).click()
        dialog = self.page.locator(".modal.show").filter(has=self.page.locator(".msgprint"))
        dialog.wait_for(timeout=LONG)
        words = dialog.inner_text()
        dialog.locator(".btn-modal-close").click()
        expect(dialog).to_have_count(0)
        return words

    def save(self) -> str:
        with self.page.expect_response(_is_call("frappe.desk.form.save.savedocs")) as answer:
            self.page.keyboard.press("Control+s")
        assert answer.value.ok, answer.value.text()
        self._is_stored()
        expect(self.page).not_to_have_url(re.compile("/new"))
        return self.page.url.rpartition("/")[2]

    def step(self, action: str) -> None:
        menu = self.page.locator(".page-head:visible .actions-btn-group")
        menu.get_by_role("button").click()
        entry = menu.locator(".dropdown-item").filter(has_text=re.compile(rf"^\s*{action}\s*$"))
        with self.page.expect_response(_is_call("frappe.model.workflow.apply_workflow")):
            entry.click()

    def state_is(self, state: str) -> None:
        expect(self._state()).to_have_text(state)

    def is_told(self, sentence: Shown) -> None:
        dialog = self.page.locator(".modal.show").filter(has=self.page.locator(".msgprint"))
        expect(dialog).to_contain_text(sentence)
        dialog.locator(".btn-modal-close").click()
        expect(dialog).to_have_count(0)

    def comment(self, text: str) -> None:
        box = self.page.locator(".form-footer:visible .comment-input-wrapper")
        box.locator(".ql-editor").click()
        self.page.keyboard.type(text)
        box.locator(".btn-comment").click()
        self.history_tells(text)

    def history_tells(self, text: Shown) -> None:
        expect(self.page.locator(".new-timeline:visible")).to_contain_text(text)

    def list(self, doctype: str, **filters: str) -> None:
        self._go(f"/app/{slug(doctype)}?{urlencode(filters)}")
        expect(self.page.locator(".frappe-list:visible .list-header-subject")).to_be_visible()

    def listed(self) -> Locator:
        return self.page.locator(".frappe-list:visible .list-row-container:has(.list-row)")

    def printed(self, doctype: str, name: str, language: str, print_format: str) -> Locator:
        self._go(f"/app/print/{quote(doctype)}/{quote(name)}")
        self._settle()
        self._set_print("print_format", print_format, urlencode({"print_format": print_format}))
        self._set_print("language", language, "_lang=")
        return self.page.frame_locator("iframe.print-format-container").locator("body")

    def _set_print(self, field: str, value: str, asked: str) -> None:
        """Choose beside the preview, and wait for the sheet that was asked for with it."""
        control = self.page.locator(f".print-preview-sidebar [data-fieldname={field}]").first
        box = control.locator("input")
        if box.input_value() == value:
            return
        box.click()
        box.fill(value)
        shown = f"[title={_quoted(value)}], .small:text-is({_quoted(value)})"
        option = control.get_by_role("option").filter(has=self.page.locator(shown)).first
        with self.page.expect_response(
            lambda answer: (
                answer.url.endswith("frappe.www.printview.get_html_and_style")
                and asked in (answer.request.post_data or "")
            )
        ):
            option.click()
            # Leaving the field asks for the sheet, and that presets the language again.
            box.blur()
        self._settle()

    def _go(self, address: str) -> None:
        self.page.goto(address)
        expect(self.page.locator(".page-head:visible")).to_be_visible(timeout=LONG)

    def _settle(self) -> None:
        """Wait for the answers on which the screen is still building."""
        self.page.wait_for_function("window.jQuery && jQuery.active === 0")

    def _control(self, label: str) -> Locator:
        return self.page.locator(
            ".frappe-control:visible"
            f":has(> .form-group > .clearfix > .control-label:text-is({_quoted(label)}))"
        )

    def _grid(self, name: str) -> Locator:
        return self.page.locator(f".frappe-control[data-fieldtype=Table][data-fieldname={name}]")

    def _opened(self, row: Locator, column: str) -> Locator:
        """The control of a cell: a row can be edited from the first click on it."""
        cell = row.locator(f".grid-static-col[data-fieldname={column}]")
        cell.click()
        control = cell.locator(".field-area")
        expect(control).to_be_visible()
        return control

    def _state(self) -> Locator:
        return self.page.locator(".page-head:visible .title-area .indicator-pill")

    def _is_stored(self) -> None:
        expect(self._state()).to_be_visible()
        expect(self._state()).not_to_have_text(UNSAVED)


def _is_call(method: str) -> re.Pattern[str]:
    return re.compile(rf"/api/method/{re.escape(method)}$")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
