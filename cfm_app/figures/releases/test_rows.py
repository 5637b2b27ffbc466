"""Rows of a release are as closed as the release."""

import frappe

from cfm_app.base import consts
from cfm_app.figures.releases import entry
from cfm_app.security.access_rule import rows
from cfm_app.testing import CFMTestCase


class TestRows(CFMTestCase):
    def test_rows_of_what_the_whole_office_did_are_for_who_sees_all_of_it(self) -> None:
        """Whose account sees a part of the office reads no draft, and no address of those who get it."""
        frappe.set_user("Administrator")
        manager = self.user(consts.MANAGER)
        place = frappe.get_doc({"doctype": "CFM Location", "location_name": "Zibeline"}).insert()
        limit = {"doctype": "User Permission", "allow": "CFM Location", "for_value": place.name}
        frappe.get_doc({**limit, "user": manager}).insert()
        draft = frappe.get_doc({"doctype": entry.DOCTYPE, "title": "Draft"})
        draft.append("recipients", {"email": "ministry@zibeline.example", "language": "fr"})
        draft.flags.ignore_mandatory = True
        draft.insert(ignore_links=True)
        table = "CFM Release Recipient"
        for user, expected in ((manager, 0), (self.user(consts.MANAGER, consts.AAP), 1)):
            told = rows.child_condition(table, user) or "1=1"
            found = frappe.db.sql(
                f"select name from `tab{table}` where parent = %s and {told}", draft.name
            )
            self.assertEqual(len(found), expected, user)
