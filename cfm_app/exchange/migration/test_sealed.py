"""Cases of a sealed class are migrated sealed: their words, their history, their files."""

import io
import zipfile

import frappe

from cfm_app.exchange.migration import outcomes
from cfm_app.exchange.migration.containers import Zip
from cfm_app.exchange.migration.csv_source import CsvSource
from cfm_app.exchange.migration.outcomes import Ledger
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.run import Run
from cfm_app.security.sealing.test_body import MARK, SealingTestCase

PLAN = Plan(
    columns={
        "source_id": "case_number",
        "description": "what_was_said",
        "category": "Type de retour",
        "received_on": "date_entered",
    },
    states={"Open_New": "New", "Closed_Closed": "Closed"},
    time_zone="UTC",
    date_order="Day first",
)
CASE = "ID;Numéro;Sujet;Description;Statut;Type de retour;Date de création;Date de modification\r\n"
UPDATES = "ID;Ticket (ID);Description;Date de création\r\n"
NOTES = "ID;Type de parent;ID parent;Sujet;Pièce jointe;Date de création\r\n"
KEPT = ("Case", "Sensitive Report", "Comment", "File", "Version", "CFM Search Entry", "Error Log")


def source(said: str, modified: str) -> CsvSource:
    """An export of one case with an update and a note."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        row = f"s-1;901;{MARK};{MARK} {said};Nouveau;Exploitation ou abus sexuel;03/02/2024 10:00;{modified}\r\n"
        archive.writestr("Tickets.csv", CASE + row)
        archive.writestr("aop_case_updates.csv", f"{UPDATES}u-1;s-1;{MARK};04/02/2024 10:00\r\n")
        archive.writestr(
            "Notes.csv", f"{NOTES}n-1;Cases;s-1;{MARK};{MARK}.txt;04/02/2024 11:00\r\n"
        )
        archive.writestr("upload/n-1", f"{MARK} in a file")
    return CsvSource(Zip(packed.getvalue()))


class TestSealed(SealingTestCase):
    def brought(self, found: CsvSource) -> dict[str, dict[str, int]]:
        frappe.set_user(self.manager)
        Run(found, PLAN, Ledger("MIG-TEST"), lambda _module, _done: None).work()
        return outcomes.counts("MIG-TEST")

    def all_stored(self) -> str:
        rows = [frappe.get_all(kind, fields=["*"], limit_page_length=0) for kind in KEPT]
        rows.append(frappe.get_all(outcomes.DOCTYPE, fields=["*"], limit_page_length=0))
        return frappe.as_json(rows)

    def test_no_word_is_stored_unencrypted(self) -> None:
        self.turn_on()
        counts = self.brought(source("dit", "03/02/2024 10:00"))
        for module in ("Cases", "Updates", "Notes"):
            self.assertEqual(counts[module], {outcomes.BROUGHT: 1}, module)
        self.assertNotIn(MARK, self.all_stored())
        files = frappe.db.count("File", {"attached_to_doctype": "Sensitive Report"})
        self.brought(source("dit", "03/02/2024 10:00"))
        self.assertEqual(
            frappe.db.count("File", {"attached_to_doctype": "Sensitive Report"}), files
        )

    def test_later_changes_are_sealed(self) -> None:
        self.turn_on()
        self.brought(source("dit", "03/02/2024 10:00"))
        counts = self.brought(source("redit", "05/02/2024 10:00"))
        self.assertEqual(counts["Cases"], {outcomes.BROUGHT: 1})
        self.assertNotIn(MARK, self.all_stored())
