"""A method under the name of a module that has merely imported it."""

import inspect
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import frappe
from frappe import client, handler
from frappe.desk.form import load

from cfm_app import consts
from cfm_app.privacy import known_methods, request_gate
from cfm_app.testing import CFMTestCase


class TestKnownMethods(CFMTestCase):
    def ask(self, method: str, path: str = "", **form: Any) -> None:
        """Let the gate look at a request for a method."""
        request = SimpleNamespace(path=path or f"/api/method/{method}", method="POST")
        given = frappe._dict(form if not path else {**form, "cmd": method})
        with (
            patch.object(frappe.local, "request", request, create=True),
            patch.object(frappe.local, "form_dict", given),
        ):
            request_gate.check_request()

    def borrowed(self, function: Any) -> str:
        """Its name in a module that has imported it."""
        lent = patch.object(sys.modules[__name__], "lent", function, create=True)
        lent.start()
        self.addCleanup(lent.stop)
        return f"{__name__}.lent"

    def test_what_the_app_replaces_is_not_reached_by_another_name(self) -> None:
        for user in ("Guest", self.user(consts.OPERATOR), self.user("System Manager")):
            frappe.set_user(user)
            for function in (client.get_count, load.getdoc, handler.upload_file):
                name = self.borrowed(function)
                for path in ("", "/", f"/api/v2/method/{name}"):
                    with self.subTest(user=user, function=function, path=path):
                        self.assertRaises(frappe.PermissionError, self.ask, name, path)

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
