"""Programs of partners: what is open to a key, that nothing else is, and that it ends at once."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts, doctype_access
from cfm_app.procedures.setup import program_access, program_requests
from cfm_app.security.gates import program_gate
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.testing import CFMTestCase, request_of

LIST, FIELDS = "CFM Partner", ["partner_name"]
METHOD = "/api/method/cfm_app.api.programs.about"


class TestProgramAccess(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.manager)

    def let_in(self, **changed: Any) -> program_access.Key:
        grant = {"doctype": LIST, "fields": FIELDS, "may": "Only read"}
        return program_access.open_to({"program": "Croix-Rouge", "grants": [grant], **changed})

    def as_program(self, key: program_access.Key) -> None:
        frappe.set_user(frappe.db.get_value("User", {"api_key": key.key}, "name"))

    def asks(self, path: str) -> None:
        """What the gate says of a request of the user in the session."""
        earlier = getattr(frappe.local, "request", None)
        frappe.local.request = request_of(path, "GET")
        asked = frappe._dict(frappe.local.request.args)
        try:
            with patch.object(frappe.local, "form_dict", asked):
                program_gate.check(ApiRequest.at_hand())
        finally:
            frappe.local.request = earlier

    def test_a_program_reads_the_fields_that_it_was_given(self) -> None:
        frappe.get_doc({"doctype": LIST, "partner_name": "ONG Test"}).insert()
        self.as_program(self.let_in())
        told = program_requests.about()
        self.assertEqual([each["doctype"] for each in told["lists"]], [LIST])
        rows = program_requests.records(LIST, {"partner_name": ["like", "ONG T%"]})
        self.assertEqual([set(row) for row in rows], [{"name", "modified", *FIELDS}])
        for unread in ("{", "[1", "1"):
            with self.assertRaises(frappe.ValidationError):
                program_requests.records(LIST, unread)
        for refused in (
            lambda: program_requests.records("CFM Programme"),
            lambda: program_requests.records("Case"),
            lambda: program_requests.records(LIST, {"contact_email": "x"}),
            lambda: program_requests.records(LIST, {"name": ["in", [{"x": 1}]]}),
            lambda: program_requests.create(LIST, {"partner_name": "X"}),
            lambda: program_requests.change(LIST, "ONG Test", {"partner_name": "X"}),
        ):
            with self.assertRaises(frappe.PermissionError):
                refused()

    def test_only_who_sets_the_office_up_lets_a_program_in(self) -> None:
        key = self.let_in()
        frappe.set_user(self.user(consts.OPERATOR))
        for act in (
            self.let_in,
            lambda: program_access.make_new_secret(key.access),
            lambda: program_access.end(key.access),
        ):
            with self.assertRaises(frappe.PermissionError):
                act()
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.ValidationError):
            self.let_in()

    def test_every_other_door_is_closed_to_it(self) -> None:
        self.as_program(self.let_in())
        self.asks(METHOD)
        for path in (
            f"/api/resource/{LIST}",
            "/api/resource/Case",
            "/api/method/frappe.client.get_list",
            "/api/method/cfm_app.api.programs.open_to",
            "/api/method/frappe.auth.get_logged_user",
            "/app",
            "/printview?doctype=CFM%20Partner&name=X&cmd=cfm_app.api.programs.about",
            "/?cmd=cfm_app.api.programs.about",
            "/cfm/api",
            "/private/files/x.pdf",
        ):
            with self.assertRaises(frappe.PermissionError):
                self.asks(path)
        user = frappe.session.user
        frappe.set_user(self.manager)
        self.asks("/api/resource/Case")
        # It is no person without its key either.
        frappe.db.set_value("User", user, "api_key", None)
        frappe.clear_document_cache("User", user)
        frappe.set_user(user)
        with self.assertRaises(frappe.PermissionError):
            self.asks(f"/api/resource/{LIST}")

    def test_a_program_of_its_own_entries_sees_no_others(self) -> None:
        frappe.get_doc({"doctype": LIST, "partner_name": "ONG Test"}).insert()
        grant = {"doctype": LIST, "fields": FIELDS, "may": "Read, add and change", "own_only": 1}
        self.as_program(self.let_in(grants=[grant]))
        name = program_requests.create(LIST, {"partner_name": "Croix-Rouge Lac"})
        self.assertEqual([row.name for row in program_requests.records(LIST)], [name])
        program_requests.change(LIST, name, {"partner_name": "Croix-Rouge Lac"})
        with self.assertRaises(frappe.DoesNotExistError):
            program_requests.change(LIST, "ONG Test", {"partner_name": "X"})
        with self.assertRaises(frappe.PermissionError):
            program_requests.create(LIST, {"partner_name": "X", "disabled": 1})

    def test_a_key_ends_by_its_day_or_by_the_manager(self) -> None:
        key = self.let_in(valid_until=add_days(nowdate(), 1))
        user = frappe.db.get_value("User", {"api_key": key.key}, "name")
        frappe.db.set_value(
            program_gate.DOCTYPE, key.access, "valid_until", add_days(nowdate(), -1)
        )
        frappe.set_user(user)
        with self.assertRaises(frappe.AuthenticationError):
            self.asks(METHOD)
        frappe.set_user(self.manager)
        program_access.end(key.access)
        self.assertFalse(frappe.db.get_value("User", user, "enabled"))
        with self.assertRaises(frappe.ValidationError):
            program_access.make_new_secret(key.access)

    def test_a_new_secret_takes_the_place_of_the_old_one(self) -> None:
        key = self.let_in()
        again = program_access.make_new_secret(key.access)
        self.assertEqual(again.key, key.key)
        self.assertNotEqual(again.secret, key.secret)
        stored = frappe.get_doc("User", {"api_key": key.key}).get_password("api_secret")
        self.assertEqual(stored, again.secret)

    def test_only_who_sets_the_office_up_lets_programs_in(self) -> None:
        access = self.let_in().access
        frappe.set_user(self.user(consts.OPERATOR))
        for refused in (
            lambda: self.let_in(program="X"),
            lambda: program_access.make_new_secret(access),
            lambda: program_access.end(access),
        ):
            with self.assertRaises(frappe.PermissionError):
                refused()
        frappe.set_user(self.manager)
        doc = frappe.get_doc(program_gate.DOCTYPE, access)
        doc.state = program_gate.ENDED
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    def test_nobody_makes_a_key_for_a_person_by_it(self) -> None:
        person = frappe.get_doc("User", self.user(consts.OPERATOR))
        person.api_key, person.api_secret = "k" * 15, "s" * 15
        with self.assertRaises(frappe.PermissionError):
            person.save()

    def test_what_holds_persons_or_decides_is_not_offered(self) -> None:
        offered = program_access.lists()
        self.assertIn(LIST, offered)
        self.assertTrue(set(offered).isdisjoint(doctype_access.CLOSED | {"User", "CFM Settings"}))
        for faulty in (
            {"grants": []},
            {"grants": [{"doctype": "Case", "fields": ["name"]}]},
            {"grants": [{"doctype": LIST, "fields": []}]},
            {"grants": [{"doctype": LIST, "fields": FIELDS, "may": "Delete"}]},
            {"program": ""},
            {"valid_until": add_days(nowdate(), -1)},
        ):
            with self.assertRaises(frappe.ValidationError):
                self.let_in(**faulty)
