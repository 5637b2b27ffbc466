"""A report that is mailed brings nobody's data to somebody who may not have it."""

import json
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import field_map, mailed_reports
from cfm_app.testing import CFMTestCase

OUTSIDE = "evil@example.org"
PLAIN = [["name", "Case"], ["category", "Case"], ["received_on", "Case"]]
PERSONAL = ("Case", "Community Member", "Referral", "Consent")


class TestMailedReports(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.manager = self.user(consts.MANAGER, "Report Manager")
        self.colleague = self.user(consts.MANAGER)
        self.address = frappe.db.get_value("User", self.manager, "email")

    def report(self, doctype: str = "Case", query: str = "", **settings: Any) -> str:
        frappe.set_user("Administrator")
        values = {"report_name": frappe.generate_hash(length=12), "ref_doctype": doctype}
        values |= {"is_standard": "No", "json": json.dumps(settings)}
        values |= {"report_type": "Query Report" if query else "Report Builder", "query": query}
        return str(frappe.get_doc(doctype="Report", **values).insert().name)

    def mailed(self, report: str, *addresses: str, user: str = "") -> Any:
        frappe.set_user(user or self.manager)
        return frappe.get_doc(
            doctype="Auto Email Report",
            report=report,
            user=frappe.session.user,
            email_to="\n".join(addresses),
            frequency="Daily",
            format="CSV",
            enabled=1,
        )

    def test_each_field_about_people_stays_in_the_office(self) -> None:
        """All of them, by the map of personal data."""
        for doctype in PERSONAL:
            for field, entry in field_map.of(doctype).items():
                if entry.is_of_people:
                    report = self.report(doctype, fields=[["name", doctype], [field, doctype]])
                    with self.subTest(doctype, field=field):
                        found = mailed_reports.personal_columns(report)
                        self.assertEqual(found, [(doctype, field)])

    def test_names_go_to_no_address_outside(self) -> None:
        for report in (
            self.report("Community Member", fields=[["full_name", "Community Member"]]),
            self.report("Community Member"),
            self.report(fields=PLAIN, link_fields=[["community_member", "phone", 1]]),
            self.report(columns=[{"fieldname": "phone", "doctype": "Community Member"}]),
            self.report(fields=PLAIN, group_by={"group_by": "`tabCase`.`community_member`"}),
        ):
            for address in (OUTSIDE, frappe.db.get_value("User", self.colleague, "email")):
                with self.subTest(report, address=address):
                    mail = self.mailed(report, self.address, address)
                    with self.assertRaisesRegex(frappe.ValidationError, "personal data"):
                        mail.insert()
            self.mailed(report, self.address).insert()

    def test_counts_and_states_may_leave_and_data_protection_is_told(self) -> None:
        keeper = self.user(consts.DATA_PROTECTION)
        for settings in ({"fields": PLAIN}, {"group_by": {"group_by": "`tabCase`.`sex`"}}):
            report = self.report(**{"fields": PLAIN, **settings})
            self.mailed(report, OUTSIDE).insert()
            told = frappe.get_all("Notification Log", filters={"for_user": keeper}, pluck="subject")
            self.assertTrue(any(report in each and OUTSIDE in each for each in told), told)

    def test_a_query_is_read_for_what_it_shows(self) -> None:
        phone = ("CFM Partner", "contact_phone")
        for words, expected in (
            ("*", [("CFM Partner", "contact_name"), ("CFM Partner", "contact_email"), phone]),
            ("Contact_Phone as x", [phone]),
            ("count(*)", []),
            ("name", []),
        ):
            with self.subTest(words):
                report = self.report("CFM Partner", f"select {words} from `tabCFM Partner`")
                self.assertEqual(mailed_reports.personal_columns(report), expected)

    def test_accounts_of_the_machine_are_personal_as_a_whole(self) -> None:
        report = self.report("User", fields=[["full_name", "User"], ["name", "User"]])
        self.assertEqual(len(mailed_reports.personal_columns(report)), 2)

    def test_what_leaves_is_looked_at_again_and_stands_in_the_log(self) -> None:
        report = self.report(fields=PLAIN)
        mail = self.mailed(report, OUTSIDE).insert()
        frappe.set_user(self.manager)
        self.leaves(mail.name)
        line = frappe.get_last_doc("CFM Access Log", {"user": self.manager, "action": "Export"})
        self.assertEqual(line.detail, f"{OUTSIDE}: name, category, received_on")
        frappe.set_user("Administrator")
        changed = json.dumps({"fields": [["description", "Case"]]})
        frappe.db.set_value("Report", report, "json", changed)
        with self.assertRaisesRegex(frappe.ValidationError, "personal data"):
            self.leaves(mail.name)

    def leaves(self, name: str) -> None:
        queued = frappe.get_doc(
            doctype="Email Queue",
            sender="office@example.org",
            message="To: x\n\nWords",
            status="Not Sent",
            reference_doctype="Auto Email Report",
            reference_name=name,
            recipients=[{"recipient": OUTSIDE, "status": "Not Sent"}],
        )
        queued.insert(ignore_permissions=True)
