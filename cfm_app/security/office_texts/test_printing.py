"""What is printed: a letter head with a mistake leaves a note, and nothing of a manager's runs."""

from types import SimpleNamespace
from typing import Any

import frappe

from cfm_app.security.office_texts import printing
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import shell

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)><p onclick=alert(1)>Kept</p>"


class TestPrinting(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.printed = self.case(description="Words", received_on="2026-03-01 10:00:00")

    def page(
        self, letter_head: str = "", html: str = "{{ letter_head | safe }}", **more: Any
    ) -> str:
        head = frappe.get_doc(doctype="Letter Head", letter_head_name="T", source="HTML").insert()
        # As it could stand there from before somebody looked.
        head.db_set({"content": letter_head, **more})
        written = {"name": "T", "doc_type": "Case", "standard": "No", "html": html}
        frappe.get_doc(
            doctype="Print Format", custom_format=1, print_format_type="Jinja", **written
        ).insert()
        get_html = frappe.get_attr("frappe.www.printview.get_html_and_style")
        return str(get_html("Case", self.printed.name, "T", letterhead="T")["html"])

    def test_a_letter_head_with_a_mistake_leaves_a_note(self) -> None:
        for mistake in ("{{ doc. }}", "{{ nothing.at.all }}", "{{ 1 / 0 }}", "{% if %}"):
            with self.subTest(mistake):
                page = self.page(mistake, "{{ letter_head | safe }}<i>{{ doc.name }}</i>")
                self.assertIn(printing.letter_head_note()[:20], page)
                self.assertIn(f"<i>{self.printed.name}</i>", page)
            frappe.db.rollback()
            self.setUp()

    def test_a_letter_head_shows_the_office_and_the_document(self) -> None:
        head = "<b>{{ office_name() }}</b> {{ doc.name }} {{ format_date(doc.received_on, 'dd.MM.yyyy') }}"
        self.assertIn(f"</b> {self.printed.name} 01.03.2026", self.page(head))

    def test_no_script_of_a_manager_stands_in_a_printed_page(self) -> None:
        page = self.page(SCRIPT, "{{ letter_head | safe }}" + SCRIPT, header_script="alert(1)")
        for running in ("<script", "onerror", "onclick"):
            self.assertNotIn(running, page)
        self.assertEqual(page.count("Kept"), 2)

    def test_a_style_sheet_ends_no_element(self) -> None:
        self.page()
        css = f"p {{ color: red }}</style>{SCRIPT}"
        frappe.db.set_value("Print Format", "T", "css", css)
        get_html = frappe.get_attr("frappe.www.printview.get_html_and_style")
        style = get_html("Case", self.printed.name, "T")["style"]
        self.assertIn("color: red", style)
        self.assertNotIn("</style", style)

    def test_only_scripts_of_the_framework_run_in_a_printed_page(self) -> None:
        for address in printing.ADDRESSES:
            response = SimpleNamespace(headers={})
            shell.protect(response, SimpleNamespace(path=address))
            policy = response.headers["Content-Security-Policy"]
            scripts = next(each for each in policy.split("; ") if each.startswith("script-src"))
            for allowed in scripts.split()[1:]:
                self.assertRegex(allowed, r"'(none|unsafe-hashes|sha256-[\w+/=]+)'")

    def test_shipped_formats_print_in_full(self) -> None:
        formats = frappe.get_all(
            "Print Format", {"doc_type": "Case", "standard": "No"}, pluck="name"
        )
        get_html = frappe.get_attr("frappe.www.printview.get_html_and_style")
        self.assertIn("CFM Case Summary", formats)
        page = get_html("Case", self.printed.name, "CFM Case Summary", letterhead="CFM")["html"]
        for words in ("PAM Tchad", self.printed.name, "Words", "Administrator", "<table"):
            self.assertIn(words, page)
        self.assertNotIn(printing.letter_head_note(), page)
        self.assertNotIn("{{", page)
