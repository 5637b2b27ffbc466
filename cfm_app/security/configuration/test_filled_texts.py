"""A translation holds words and the places of its source; nothing that a program obeys."""

from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.configuration import filled_texts
from cfm_app.testing import CFMTestCase

SOURCE = "This text is no table: {0}"
OBEYED = (
    "{0.__traceback__}",
    "{0[key]}",
    "{0!r}",
    "{0:>20000000}",
    "{0} {1}",
    "{0} {name}",
    "{}",
    "{0",
    "[1:{0}|{0}]",
    "{0}" * 20,
    "{0} {{ alert(1) }}",
)
WORDS = ("Pas un tableau : {0}", "Pas un tableau", "[{0} texte|{0} textes]", "100 % {0}")


class TestFilledTexts(CFMTestCase):
    def test_what_a_program_obeys_is_refused_to_everybody(self) -> None:
        for user in (self.user(consts.MANAGER), "Administrator"):
            frappe.set_user(user)
            for text in OBEYED:
                with self.subTest(text), self.assertRaises(frappe.ValidationError):
                    _translation(text).insert(ignore_permissions=True)

    def test_words_and_places_are_kept(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        for text in WORDS:
            with self.subTest(text):
                self.assertEqual(
                    _translation(text).insert(ignore_permissions=True).translated_text, text
                )

    def test_a_changed_one_is_refused(self) -> None:
        stored = _translation("Rien : {0}").insert()
        stored.translated_text = OBEYED[0]
        with self.assertRaises(frappe.ValidationError):
            stored.save()

    def test_one_stored_before_is_told_of_and_goes_with_a_migration(self) -> None:
        stored = _translation("Rien : {0}").insert()
        frappe.db.set_value("Translation", stored.name, "translated_text", OBEYED[0])
        self.assertIn(SOURCE, filled_texts.findings()[0][1])
        filled_texts.take_out()
        self.assertFalse(frappe.db.exists("Translation", stored.name))
        self.assertEqual(filled_texts.findings()[0][2], "")

    def test_a_title_names_fields_only(self) -> None:
        for text in ("{rows[0].copy.__globals__}", "{name:>9999999}", "{name!r}", "{name"):
            for doc in _titles(text):
                with self.subTest(text, doc=doc.doctype), self.assertRaises(frappe.ValidationError):
                    doc.insert()
        for doc in _titles("{name}, {first_day}"):
            filled_texts.check(doc)


def _translation(text: str) -> Document:
    return frappe.get_doc(
        doctype="Translation", language="fr", source_text=SOURCE, translated_text=text
    )


def _titles(text: str) -> list[Document]:
    shown: dict[str, Any] = {"fieldname": "title", "fieldtype": "Small Text", "label": "Title"}
    return [
        frappe.get_doc(
            doctype="Property Setter",
            doctype_or_field="DocField",
            doc_type="CFM Exchange Agreement",
            field_name="title",
            property="options",
            property_type="Text",
            value=text,
        ),
        frappe.get_doc(doctype="Custom Field", dt="Case", options=text, **shown),
    ]
