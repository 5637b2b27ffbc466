"""Tools that are for the Administrator, methods in their place, backups."""

import json

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule import access
from cfm_app.security.gates import backups, request_gate
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.security.restricted_cases import openly_known
from cfm_app.testing import CFMTestCase, request_of


class TestGate(CFMTestCase):
    def test_a_data_import_is_for_the_administrator_however_it_is_named(self) -> None:
        """Its preview says which names in a column exist, closed ones too."""
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        tool = "frappe.core.doctype.data_import.data_import"
        unsaved = {"doctype": "Data Import", "reference_doctype": "Case", "import_file": "/x.csv"}
        for path, form in (
            ("/api/resource/Data Import", unsaved),
            ("/api/method/frappe.client.insert", {"doc": json.dumps(unsaved)}),
            ("/api/method/run_doc_method", {"docs": json.dumps(unsaved), "method": "x"}),
            (f"/api/method/{tool}.get_preview_from_template", {"x": "Data Import"}),
        ):
            with self.subTest(path), self.assertRaises(frappe.PermissionError):
                request_gate.check(ApiRequest.of(request_of(path, "POST"), form))
        frappe.set_user("Administrator")
        request_gate.check(ApiRequest.of(request_of("/api/resource/Data Import", "POST"), unsaved))

    def test_a_method_beside_a_type_is_known_by_its_whole_name(self) -> None:
        path = "/api/v2/method/Case/some_method"
        asked = ApiRequest.of(request_of(path, "POST"), {})
        self.assertEqual(asked.method, "cfm_app.cfm_app.doctype.case.case.some_method")
        asked = ApiRequest.of(request_of("/api/v2/method/None such/x", "GET"), {})
        self.assertIsNone(asked.method)

    def test_a_backup_is_for_the_administrator(self) -> None:
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        for path in ("/backups/site-database.sql.gz", "/backups/../backups/x"):
            self.assertRaises(frappe.PermissionError, backups.check_path, path)
        backups.check_path("/api/resource/Case")
        frappe.set_user("Administrator")
        backups.check_path("/backups/site-database.sql.gz")

    def test_a_method_is_named_in_the_address_or_at_the_root(self) -> None:
        """A rule that knows a method by name must not take for it what runs something else."""
        method = "frappe.client.validate_link"
        for path in (
            f"/api/method/{method}",
            "/api/v2/method/frappe.client.insert",
            "/api/resource/ToDo/one",
            "/printview",
            "/app/print",
            "/cfm/feedback",
        ):
            for command in (method, "frappe.client.get", {"name": "x"}, ""):
                asked = ApiRequest.of(request_of(path, "POST"), {"cmd": command})
                self.assertRaises(frappe.ValidationError, asked.require_command_in_its_place)
        ApiRequest.of(
            request_of(f"/api/method/{method}", "POST"), {}
        ).require_command_in_its_place()
        for place in ("/", "/login"):
            at_root = ApiRequest.of(request_of(place, "POST"), {"cmd": "frappe.client.get"})
            at_root.require_command_in_its_place()
            self.assertEqual(at_root.method, "frappe.client.get")

    def test_a_person_known_from_a_restricted_case_alone(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        member = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert().name
        self.assertTrue(openly_known.is_openly_known(member))
        self.case(category="Exploitation ou abus sexuel", community_member=member)
        self.assertFalse(openly_known.is_openly_known(member))
        self.assertFalse(access.may_see("Community Member", member))
        frappe.set_user("Administrator")
        self.case(category="Quantité de la ration", community_member=member, description="x")
        self.assertTrue(openly_known.is_openly_known(member))
