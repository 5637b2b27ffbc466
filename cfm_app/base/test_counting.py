"""What is counted is said in the forms of the language."""

import ast
from pathlib import Path
from typing import Any

import frappe
from frappe import _

from cfm_app.base import counted_texts
from cfm_app.base.counting import GROUP, counted, decimal
from cfm_app.procedures.setup.test_translations import SCRIPT_TEXT, table, template_texts
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import time_left

FORMS = {"en": 2, "fr": 2, "ar": 6}
APP = Path(__file__).resolve().parents[1]
CODE = [file for file in APP.rglob("*.py") if not file.name.startswith("test_")]
SCRIPTS = list((APP / "public" / "js").glob("*.js"))


def said_texts() -> set[str]:
    """What code, templates and scripts say, as far as the catalogues know it."""
    found = {text for file in CODE for text in counted_texts.constants(file)}
    found |= {text for file in APP.rglob("*.html") for text in template_texts(file)}
    for file in SCRIPTS:
        found |= {text.replace("\\'", "'") for text in SCRIPT_TEXT.findall(file.read_text("utf-8"))}
    return found & {*table("fr"), *table("ar")}


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

    def test_a_number_that_is_written_already_is_counted_by_what_it_says(self) -> None:
        self.assertEqual(self.said("en", "{0} rows", "1,234"), "1,234 rows")
        self.assertEqual(self.said("fr", "{0} rows", "1,5"), "1,5 ligne")
        self.assertEqual(self.said("fr", "{0} rows", "1\u202f234,5"), "1\u202f234,5 lignes")
        self.assertEqual(self.said("ar", "{0} rows", "1,203"), "1,203 أسطر")
        self.assertEqual(self.said("ar", "{0} rows", "1,250"), "1,250 سطرًا")
        self.assertEqual(self.said("ar", "{0} rows", "many"), "many سطر")

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
        plain = {source for source, text in table("fr").items() if GROUP.search(text)}
        plain |= {source for source, text in table("ar").items() if GROUP.search(text)}
        plain |= {source for source, text in table("en").items() if GROUP.search(text)}
        code = [*APP.rglob("*.py"), *APP.rglob("*.html")]
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

    def test_whatever_says_a_number_of_things_has_their_forms(self) -> None:
        """What is counted in one English text is counted in all of them."""
        nouns = counted_texts.things(table("en"))
        self.assertTrue({"rows", "people", "persons"} <= nouns)
        said = said_texts()
        for language in FORMS:
            known = table(language)
            missing = [
                source
                for source in sorted(said)
                for holes in counted_texts.counting(source, nouns)
                if not self.counts(language, known.get(source, source), holes)
            ]
            self.assertEqual(missing, [], language)

    def counts(self, language: str, text: str, holes: frozenset[str]) -> bool:
        if counted_texts.has_forms(text, holes):
            return True
        return language != "en" and counted_texts.needs_none(text, holes)

    def test_which_texts_say_a_number_of_things(self) -> None:
        nouns = frozenset(("cases", "files", "referrals", "rows"))
        for text, holes in (
            ("{0} rows", ["0"]),
            ("{0}: at most {1} more rows.", ["1"]),
            ("{0} of {1} rows are done.", ["01"]),
            ("{0} rows and {1} other files", ["0", "1"]),
            ("{0} handles cases", []),
            ("The role {0} sees no referrals", []),
            ("People with the role {0} see referrals", []),
            ("Row {0} of the files", []),
        ):
            found = ["".join(sorted(each)) for each in counted_texts.counting(text, nouns)]
            self.assertEqual(found, holes, text)

    def test_code_hands_such_a_text_its_numbers(self) -> None:
        """Also where the text was kept under a name first: `format` would leave the brackets."""
        formed = self.formed()
        for file in CODE:
            text = file.read_text(encoding="utf-8")
            if ".format(" in text:
                found = list(counted_texts.uncounted(ast.parse(text), formed))
                self.assertEqual(found, [], file.name)

    def formed(self) -> frozenset[str]:
        return frozenset(
            source
            for language in FORMS
            for source, text in table(language).items()
            if GROUP.search(text)
        )

    def test_scripts_hand_over_numbers_not_written_ones(self) -> None:
        formed = self.formed()
        for file in SCRIPTS:
            found = list(counted_texts.written_already(file.read_text("utf-8"), formed))
            self.assertEqual(found, [], file.name)
