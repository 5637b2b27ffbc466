"""Methods of a bench that read past all rights show each user what they may see."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import skipUnless
from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule import missing_documents
from cfm_app.security.configuration import dashboard_charts
from cfm_app.security.gates import every_request, framework_lists, raw_methods
from cfm_app.testing import CFMTestCase, request_of

RESTRICTED = "Exploitation ou abus sexuel"
try:
    from frappe.workflow.doctype.workflow.workflow import get_workflow_state_count
except ImportError:
    get_workflow_state_count = None
ON_A_BENCH = skipUnless(get_workflow_state_count, "the embedded engine has no such method")


class TestFrameworkLists(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        framework_lists.guard()
        missing_documents.guard()
        self.handler = self.user(consts.PSEA)
        self.operator, self.manager = self.user(consts.OPERATOR), self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        self.closed = self.case(category=RESTRICTED).name
        self.open = self.case(category="Quantité de la ration", description="Riz").name

    @contextmanager
    def asked(self, user: str, **form: Any) -> Iterator[None]:
        """A request of a user is being answered."""
        frappe.set_user(user)
        with (
            patch.object(frappe.local, "request", request_of("/api/method/x", "POST"), create=True),
            patch.object(frappe.local, "form_dict", frappe._dict(form)),
        ):
            yield

    @ON_A_BENCH
    def test_rows_are_grouped_by_what_the_user_may_see(self) -> None:
        with self.asked(self.operator):
            rows = get_workflow_state_count("Case", "name", "[]")
            self.assertIn(self.open, [row["name"] for row in rows])
            self.assertNotIn(self.closed, [row["name"] for row in rows])
        with self.asked("Administrator"):
            rows = get_workflow_state_count("Case", "name", "[]")
            self.assertIn(self.closed, [row["name"] for row in rows])

    @ON_A_BENCH
    def test_what_is_kept_beside_documents_is_counted_by_rights_if_somebody_asks_for_it(
        self,
    ) -> None:
        frappe.set_user("Administrator")
        values = {"reference_type": "Case", "description": "x", "allocated_to": self.handler}
        for name in (self.closed, self.open):
            frappe.get_doc({"doctype": "ToDo", "reference_name": name, **values}).insert()
        with self.asked(self.operator, doctype="ToDo"):
            rows = get_workflow_state_count("ToDo", "reference_name", "[]")
            self.assertNotIn(self.closed, [row["reference_name"] for row in rows])

    @ON_A_BENCH
    def test_a_link_is_searched_by_rights_whatever_flag_is_sent(self) -> None:
        search = frappe.get_attr("frappe.desk.search.search_link")
        with self.asked(self.operator):
            found = search("Case", self.closed[-6:], ignore_user_permissions=True)
        self.assertNotIn(self.closed, json.dumps(found, default=str))

    @ON_A_BENCH
    def test_days_of_what_is_closed_are_not_counted(self) -> None:
        chart = {"chart_type": "Count", "type": "Heatmap", "based_on": "creation"}
        for kind in ("Sensitive Report", "Communication", "CFM Status Code"):
            with self.subTest(kind), self.asked(self.operator):
                asked = json.dumps({**chart, "document_type": kind, "filters_json": "[]"})
                self.assertRaises(
                    frappe.PermissionError, dashboard_charts.get_chart, chart=asked, no_cache=1
                )

    def test_conditions_of_the_framework_stand_in_brackets(self) -> None:
        """What it says of files is a choice of conditions: the last of them alone was joined with the rule."""
        frappe.set_user("Administrator")
        about = {"attached_to_doctype": "Case", "attached_to_name": self.closed}
        open_to_all = {"file_name": "x.txt", "is_private": 0, "file_url": "/files/x.txt"}
        frappe.get_doc(
            {"doctype": "File", "name": "file-of-closed", **about, **open_to_all}
        ).db_insert()
        frappe.set_user(self.operator)
        self.assertEqual(frappe.get_list("File", {"name": "file-of-closed"}), [])

    def test_the_app_reads_what_it_needs(self) -> None:
        with self.asked(self.operator):
            self.assertTrue(frappe.get_all("Case", filters={"name": self.closed}))

    def test_statements_of_the_framework_count_nothing_closed(self) -> None:
        for kind in ("Case", "Sensitive Report", "Community Member", "Communication", "File"):
            with self.subTest(kind), self.asked(self.manager):
                self.assertRaises(
                    frappe.PermissionError, raw_methods.get_coords, kind, "[]", "coordinates"
                )
                self.assertRaises(
                    frappe.PermissionError,
                    raw_methods.get_monthly_goal_graph_data,
                    *("x", "Case Sensitivity", "x"),
                    goal_doctype=kind,
                )

    def test_an_e_mail_stays_with_its_case(self) -> None:
        frappe.set_user("Administrator")
        values = {"reference_doctype": "Case", "reference_name": self.closed, "subject": "x"}
        mail = frappe.get_doc({"doctype": "Communication", **values}).insert().name
        refused = (frappe.PermissionError, frappe.DoesNotExistError)
        with self.asked(self.operator, name=mail), self.assertRaises(refused):
            raw_methods.relink(mail, "Case", self.open)
        stored = frappe.db.get_value("Communication", mail, "reference_name")
        self.assertEqual(stored, self.closed)

    def test_who_likes_a_closed_case_stays_written(self) -> None:
        liked = frappe.as_json(["somebody@test.cfm"])
        frappe.db.set_value("Case", self.closed, "_liked_by", liked, update_modified=False)
        refused = (frappe.PermissionError, frappe.DoesNotExistError)
        for add in ("Yes", "No"):
            with self.asked(self.operator, name=self.closed), self.assertRaises(refused):
                raw_methods.toggle_like("Case", self.closed, add)
        self.assertEqual(frappe.db.get_value("Case", self.closed, "_liked_by"), liked)

    def test_a_session_is_not_taken_from_an_address(self) -> None:
        with self.asked(self.operator, sid="somebody's"):
            self.assertRaises(frappe.AuthenticationError, every_request.check_request)
