"""What is counted is said in the forms of the language."""

from pathlib import Path
from typing import Any

import frappe
from frappe import _

from cfm_app.counting import GROUP, counted, decimal
from cfm_app.pages import time_left
from cfm_app.setup.test_translations import table
from cfm_app.testing import CFMTestCase

FORMS = {"en": 2, "fr": 2, "ar": 6}


class TestCounting(CFMTestCase):
    def said(self, language: str, text: str, *values: Any) -> str:
        frappe.local.lang = language
        return counted(_(text), *values)

    def test_decimals_are_written_as_the_reader_writes_them(self) -> None:
        for language, told in (("en", "1.3"), ("fr", "1,3"), ("fr-CA", "1,3"), ("ar", "1.3")):
            frappe.local.lang = language
            self.assertEqual((decimal(1.27), decimal(2.0)), (told, "2"))

    def test_two_forms_and_six(self) -> None:
        self.assertEqual(self.said("en", "{0} equal lines", 1), "1 equal line")
        self.assertEqual(self.said("en", "{0} equal lines", 0), "0 equal lines")
        self.assertEqual(self.said("fr", "{0} rows", 0), "0 ligne")
        self.assertEqual(self.said("fr", "{0} rows", 1), "1 ligne")
        self.assertEqual(self.said("fr", "{0} rows", 2), "2 lignes")
        found = [self.said("ar", "{0} rows", number) for number in (0, 1, 2, 3, 11, 100, 103)]
        self.assertEqual(len(set(found)), 7)
        self.assertEqual(found[1:4], ["سطر واحد", "سطران", "3 أسطر"])
        self.assertEqual(found[4:], ["11 سطرًا", "100 سطر", "103 أسطر"])

    def test_another_value_than_the_first_is_counted(self) -> None:
        text = "{0}: {1} rows beside {2}"
        self.assertEqual(self.said("fr", text, "Case", 1, 4), "Case\u00a0: 1 ligne à côté de 4")
        self.assertEqual(self.said("fr", text, "Case", 3, 4), "Case\u00a0: 3 lignes à côté de 4")

    def test_time_left_in_arabic(self) -> None:
        frappe.local.lang = "ar"
        now = frappe.utils.get_datetime("2026-11-26 08:00:00")
        left = [
            time_left.words(f"2026-11-26 {hour}:00:00", now)["text"] for hour in ("10", "11", "19")
        ]
        self.assertEqual(left, [_("{0} left").format(x) for x in ("ساعتان", "3 ساعات", "11 ساعة")])

    def test_every_translation_has_all_forms_and_reads_well_for_each_number(self) -> None:
        for language, forms in FORMS.items():
            for source, text in table(language).items():
                for _place, group in GROUP.findall(text):
                    self.assertEqual(group.count("|") + 1, forms, (language, source))
                if GROUP.search(text):
                    for number in (0, 1, 2, 5, 11, 100):
                        said = self.said(language, source, *[number] * 4)
                        self.assertNotRegex(said, r"[][|{}]", source)

    def test_whatever_has_forms_is_counted_where_it_is_said(self) -> None:
        """Filled in without its number, a text would show its brackets."""
        app = Path(__file__).resolve().parent
        plain = {source for source, text in table("fr").items() if GROUP.search(text)}
        plain |= {source for source, text in table("ar").items() if GROUP.search(text)}
        plain |= {source for source, text in table("en").items() if GROUP.search(text)}
        code = [*app.rglob("*.py"), *app.rglob("*.html")]
        texts = {
            file: file.read_text(encoding="utf-8") for file in code if "test_" not in file.name
        }
        for file, text in texts.items():
            squeezed = "".join(text.split())
            for source in plain:
                said = "".join(f'_("{source}")'.split())
                self.assertEqual(
                    squeezed.count(said), squeezed.count(f"counted({said}"), (file.name, source)
                )
