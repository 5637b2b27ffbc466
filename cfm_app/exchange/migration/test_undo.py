"""What the undo of a migration leaves, and what it reveals."""

import frappe

from cfm_app.base import consts
from cfm_app.exchange.migration import migrations, outcomes
from cfm_app.exchange.migration.test_later_runs import (
    GRAVE,
    OLD,
    PEOPLE,
    UPDATES,
    ExportTestCase,
    case_row,
    person_row,
)


class TestUndo(ExportTestCase):
    def test_undo_keeps_what_somebody_wrote_or_attached_or_holds(self) -> None:
        updates = UPDATES + "".join(
            f"x-{n};c-{n};Suivi;{OLD};u-1\r\n" for n in ("7014", "7015", "7016", "7017")
        )
        self.bring(
            "".join(case_row(n) for n in ("7014", "7015", "7016", "7017")), aop_case_updates=updates
        )
        said, filed, held, free = (self.here(n) for n in ("7014", "7015", "7016", "7017"))
        self.as_admin()
        frappe.get_doc("Case", said).add_comment("Comment", "Rappelée hier")
        frappe.get_doc(
            {
                "doctype": "File",
                "file_name": "preuve.txt",
                "attached_to_doctype": "Case",
                "attached_to_name": filed,
                "is_private": 1,
                "content": "x",
            }
        ).insert()
        frappe.get_doc(
            {
                "doctype": "CFM Legal Hold",
                "ref_doctype": "Case",
                "ref_name": held,
                "reason": "Enquête",
            }
        ).insert(ignore_permissions=True)
        frappe.db.commit()
        frappe.set_user(self.manager)
        row = self.done(self.name, migrations.UNDO)
        self.assertEqual(row.status, "Finished", row.message)
        self.assertEqual(
            [bool(frappe.db.exists("Case", each)) for each in (said, filed, held, free)],
            [True, True, True, False],
        )

    def test_undo_reveals_nothing_of_a_restricted_case(self) -> None:
        self.bring(case_row("7018"), Contacts=PEOPLE + person_row("7018"))
        person = frappe.db.get_value("Case", self.here("7018"), "community_member")
        frappe.set_user(self.user(consts.OPERATOR))
        self.case(category=GRAVE, community_member=person, description="Secret")
        frappe.db.commit()
        frappe.set_user(self.manager)
        self.done(self.name, migrations.UNDO)
        told = frappe.as_json(
            frappe.get_all(
                outcomes.DOCTYPE, {"migration": self.name, "outcome": outcomes.KEPT}, ["*"]
            )
        )
        self.assertNotIn(person, told)
        self.as_admin()
        self.assertTrue(frappe.db.exists("Community Member", person))

    def test_a_case_that_was_deleted_here_does_not_come_after_an_undo(self) -> None:
        self.bring(case_row("7019"))
        self.delete_here("Case", str(self.here("7019")))
        self.done(self.name, migrations.UNDO)
        self.assertFalse(outcomes.is_anything_here(self.name))
        self.done(self.name, migrations.UNDO)
        self.bring(case_row("7019", OLD))
        self.assertIsNone(self.here("7019"))
