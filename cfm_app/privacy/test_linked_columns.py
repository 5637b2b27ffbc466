"""Columns behind links: refused where somebody asks for them, left out where the desk does."""

import json
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app import consts
from cfm_app.privacy import linked_columns
from cfm_app.testing import CFMTestCase, request_of

TITLE = "community_member.full_name as community_member_full_name"


class TestLinkedColumns(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.user(consts.OPERATOR))

    def ask(self, fields: list[Any], **more: Any) -> Any:
        """Let the rule look at a request for a list; its fields afterwards."""
        form = frappe._dict(doctype="Case", fields=json.dumps(fields), **more)
        request = request_of("/api/method/frappe.desk.reportview.get", "POST")
        with (
            patch.object(frappe.local, "request", request, create=True),
            patch.object(frappe.local, "form_dict", form),
        ):
            linked_columns.check_request()
        return json.loads(form.fields)

    def test_the_list_of_the_desk_opens_without_the_titles_of_links(self) -> None:
        place = "location.location_name as location_location_name"
        self.assertEqual(self.ask(["`tabCase`.`name`", place, TITLE]), ["`tabCase`.`name`", place])

    def test_columns_that_somebody_names_are_refused(self) -> None:
        for fields, more in (
            (["name", "community_member.phone"], {}),
            (["name", "community_member.full_name"], {}),
            (["name", f"{TITLE}, 1"], {}),
            (["name", TITLE], {"order_by": "community_member.full_name desc"}),
        ):
            with self.subTest(fields=fields):
                self.assertRaises(frappe.PermissionError, self.ask, fields, **more)
