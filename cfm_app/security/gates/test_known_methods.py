"""A method under the name of a module that has merely imported it."""

import inspect
import sys
from typing import Any
from unittest.mock import patch

import frappe
from frappe import client, handler

from cfm_app.base import consts
from cfm_app.security.gates import known_methods, request_gate
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.testing import CFMTestCase, request_of


class TestKnownMethods(CFMTestCase):
    def ask(self, method: str, path: str = "", /, **form: Any) -> None:
        """Let the gate look at a request for a method."""
        request = request_of(path or f"/api/method/{method}", "POST")
        given = frappe._dict(form if not path else {**form, "cmd": method})
        with (
            patch.object(frappe.local, "request", request, create=True),
            patch.object(frappe.local, "form_dict", given),
        ):
            request_gate.check(ApiRequest.at_hand())

    def borrowed(self, function: Any) -> str:
        """Its name in a module that has imported it."""
        lent = patch.object(sys.modules[__name__], "lent", function, create=True)
        lent.start()
        self.addCleanup(lent.stop)
        return f"{__name__}.lent"

    def test_what_the_app_replaces_is_not_reached_by_another_name(self) -> None:
        for user in ("Guest", self.user(consts.OPERATOR), self.user("System Manager")):
            frappe.set_user(user)
            for function in (client.get_count, client.get, handler.upload_file):
                name = self.borrowed(function)
                for path in ("", "/", f"/api/v2/method/{name}"):
                    with self.subTest(user=user, function=function, path=path):
                        self.assertRaises(frappe.PermissionError, self.ask, name, path)

    def test_no_argument_names_what_the_app_replaces(self) -> None:
        """Some methods of the framework call another by the name that they are given."""
        frappe.set_user(self.user(consts.OPERATOR))
        for name in ("frappe.client.get", "frappe.client.get_count", self.borrowed(client.get)):
            for method, key in (
                *known_methods.CALLING.items(),
                ("frappe.model.mapper.x", "method"),
            ):
                with self.subTest(method=method, name=name):
                    given = {"doctype": "User", "parent": "", "txt": "", key: name}
                    self.assertRaises(frappe.PermissionError, self.ask, method, **given)

    def test_what_is_guarded_is_read_by_methods_of_the_app_alone(self) -> None:
        """What is handed on as a name stands where no name is looked for."""
        frappe.set_user(self.user(consts.OPERATOR))
        for method, key in known_methods.CALLING.items():
            given = {"parent": "CFM-2020-00007", "txt": "CFM-2020-00007", key: "frappe.share.add"}
            for doctype in ("Case", "Sensitive Report", "Consent Purpose", "File"):
                with self.subTest(method=method, doctype=doctype):
                    asked = {"doctype": doctype, **given}
                    self.assertRaises(frappe.PermissionError, self.ask, method, **asked)
            self.ask(method, doctype="User", **given)
            self.ask(method, doctype="Case", **{**given, key: "cfm_app.some.search"})
            self.ask(method, doctype="Case", txt="CFM-2020-00007")

    def test_other_methods_keep_all_their_names(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        self.ask(self.borrowed(client.get_list))
        for name in ("frappe.client.get_count", "upload_file", "no such method", "no.such.method"):
            self.ask(name)

    def test_no_module_that_is_loaded_lends_what_is_ruled(self) -> None:
        frappe.set_user(self.user("System Manager"))
        ruled = request_gate.RULED | known_methods.replaced_methods()
        functions = {self.attribute(name) for name in ruled if "." in name} - {None}
        for module_name, module in list(sys.modules.items()):
            if not module_name.startswith("frappe."):
                continue
            for name, value in inspect.getmembers(module, inspect.isfunction):
                called = f"{module_name}.{name}"
                if value in functions and called not in ruled:
                    with self.subTest(called):
                        self.assertRaises(frappe.PermissionError, self.ask, called)

    def attribute(self, name: str) -> Any:
        try:
            return frappe.get_attr(name)
        except (AttributeError, ImportError):
            return None
