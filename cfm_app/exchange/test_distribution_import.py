"""A calendar of distributions comes from a sheet as offices keep it."""

import frappe

from cfm_app.base import consts
from cfm_app.exchange import distribution_import
from cfm_app.procedures.answers.distributions import DOCTYPE
from cfm_app.testing import CFMTestCase

HEAD = "Lieu;Programme;Site;Date;Date de fin;Heure;État;Note"
FOOD = "Assistance alimentaire d'urgence"
ROW = f"Mamdi;{FOOD};École de Bol;14/12/2026;;8:00;Prévue;Accès par le nord"


class TestCalendar(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.db.delete(DOCTYPE)
        frappe.set_user(self.user(consts.MANAGER))
        frappe.local.lang = "fr"

    def bring(self, *rows: str, head: str = HEAD) -> dict:
        return distribution_import.import_distributions(
            "\n".join((head, *rows)).encode(), "calendrier.csv"
        )

    def test_rows_become_distributions_and_none_twice(self) -> None:
        self.assertEqual(self.bring(ROW), {"created": 1, "changed": 0, "errors": []})
        [name] = frappe.get_all(DOCTYPE, pluck="name")
        stored = frappe.get_doc(DOCTYPE, name)
        self.assertEqual((stored.location, stored.programme), ("TD0701", FOOD))
        self.assertEqual((str(stored.starts_on), stored.from_hour), ("2026-12-14", "8:00"))
        again = self.bring(ROW.replace("Prévue", "Annulée"))
        self.assertEqual(again, {"created": 0, "changed": 1, "errors": []})
        self.assertEqual(frappe.db.get_value(DOCTYPE, name, "distribution_status"), "Cancelled")

    def test_a_sheet_is_read_in_whatever_language_the_user_reads(self) -> None:
        frappe.local.lang = "en"
        self.assertEqual(self.bring(ROW)["created"], 1)
        head = "المكان;Programme;Site;من يوم;;;State"
        self.assertEqual(self.bring(f"Mamdi;{FOOD};;21/12/2026;;;مقرر", head=head)["created"], 1)

    def test_a_wrong_row_is_named_and_nothing_is_stored(self) -> None:
        found = self.bring(ROW, "Nulle part;;;15/12/2026;;;;", "Kaya;;;hier;;;;")
        self.assertEqual(found["created"], 0)
        self.assertIn("Nulle part", found["errors"][0])
        self.assertIn("4", found["errors"][1])
        self.assertEqual(frappe.db.count(DOCTYPE), 0)

    def test_what_the_document_refuses_undoes_all(self) -> None:
        found = self.bring(ROW, "Kaya;;;15/12/2026;10/12/2026;;;")
        self.assertEqual(len(found["errors"]), 1)
        self.assertEqual(frappe.db.count(DOCTYPE), 0)

    def test_a_sheet_without_places_is_refused(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.bring("14/12/2026", head="Date")
