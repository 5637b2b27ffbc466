"""What a request brings in place of a value is refused with a sentence, in every field of the app."""

from collections.abc import Iterator

import frappe

from cfm_app.base import cell_values
from cfm_app.testing import CFMTestCase

COMPOUND = (["attacked"], {"name": "attacked"}, [], {})


def _fields() -> Iterator[tuple[str, str, str]]:
    for doctype in frappe.get_all("DocType", {"module": cell_values.MODULE}, pluck="name"):
        for df in frappe.get_meta(doctype).get("fields"):
            if df.fieldtype not in (*frappe.model.table_fields, *frappe.model.no_value_fields):
                yield doctype, df.fieldname, df.fieldtype


class TestCellValues(CFMTestCase):
    def test_no_field_takes_a_list_or_a_dictionary(self) -> None:
        for doctype, fieldname, fieldtype in _fields():
            doc = frappe.new_doc(doctype)
            for value in COMPOUND:
                if isinstance(value, dict) and fieldtype == "JSON":
                    continue
                doc.set(fieldname, value)
                with (
                    self.subTest(doctype=doctype, field=fieldname, value=value),
                    self.assertRaises(frappe.ValidationError),
                ):
                    cell_values.check(doc)

    def test_a_new_case_says_what_was_wrong(self) -> None:
        case = frappe.new_doc("Case")
        case.update({"received_on": {"name": "attacked"}})
        with self.assertRaisesRegex(frappe.ValidationError, "cannot be a dictionary"):
            case.insert()

    def test_a_case_that_is_saved_says_it_too(self) -> None:
        case = self.case()
        case.received_on = {"name": "attacked"}
        with self.assertRaisesRegex(frappe.ValidationError, "cannot be a dictionary"):
            case.save()

    def test_a_row_says_it_too(self) -> None:
        case = self.case()
        case.append("contact_attempts", {"attempted_on": {"name": "attacked"}})
        with self.assertRaisesRegex(frappe.ValidationError, "cannot be a dictionary"):
            case.save()

    def test_a_table_without_end_is_refused(self) -> None:
        case = self.case()
        case.set("contact_attempts", [{"outcome": "No answer"}] * (cell_values.MOST_ROWS + 1))
        with self.assertRaisesRegex(frappe.ValidationError, str(cell_values.MOST_ROWS)):
            case.save()

    def test_every_text_that_people_write_has_an_end(self) -> None:
        for doctype, fieldname, fieldtype in _fields():
            longest = cell_values.LONGEST.get(fieldtype)
            if not longest:
                continue
            for length, is_refused in ((longest, False), (longest + 1, True)):
                doc = frappe.new_doc(doctype)
                doc.set(fieldname, "x" * length)
                with self.subTest(doctype=doctype, field=fieldname, length=length):
                    if is_refused:
                        self.assertRaises(frappe.ValidationError, cell_values.check, doc)
                    else:
                        cell_values.check(doc)

    def test_a_long_text_is_refused_before_anything_is_made_of_it(self) -> None:
        case = frappe.new_doc("Case")
        case.update({"channel": "Ligne verte", "description": "mot " * 10_000})
        with self.assertRaisesRegex(frappe.ValidationError, "at most"):
            case.insert()
        told = self.case(description="Ration incomplète").add_comment("Comment", "Rappelé")
        told.content = "<b>x</b>" * 200_000
        with self.assertRaisesRegex(frappe.ValidationError, "at most"):
            told.save()

    def test_a_text_of_before_stops_no_document(self) -> None:
        case = self.case(description="Ration incomplète")
        frappe.db.set_value("Case", case.name, "description", "mot " * 10_000)
        case.reload()
        case.information_given = "Dit"
        case.save()
