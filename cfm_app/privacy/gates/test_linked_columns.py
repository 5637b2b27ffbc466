"""Columns behind links: refused where somebody asks for them, left out where the desk does."""

import json
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app import consts
from cfm_app.privacy.gates import linked_columns
from cfm_app.privacy.gates.api_request import ApiRequest
from cfm_app.testing import CFMTestCase, request_of

TITLE = "community_member.full_name as community_member_full_name"


class TestLinkedColumns(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.user(consts.OPERATOR))

    def ask(self, fields: list[Any], **more: Any) -> Any:
        """Let the rule look at a request for a list; its fields afterwards."""
        return json.loads(self.send(fields=json.dumps(fields), **more).fields)

    def send(self, **given: Any) -> Any:
        """The arguments of a request for a list, after the rule has looked at them."""
        form = frappe._dict(doctype="Case", **given)
        request = request_of("/api/method/frappe.desk.reportview.get", "POST")
        with (
            patch.object(frappe.local, "request", request, create=True),
            patch.object(frappe.local, "form_dict", form),
        ):
            linked_columns.check(ApiRequest.at_hand())
        return form

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

    def test_they_are_refused_however_they_are_spelt(self) -> None:
        """As often as a reader may decode it, and wherever columns are named."""
        plain = "community_member.phone"
        escaped = '"' + "".join(f"\\u{ord(char):04x}" for char in plain) + '"'
        spelt = (
            f"[{escaped}]",
            f' \n["name", {escaped}]',
            escaped,
            json.dumps([{"SUM": plain}]).replace(".", "\\u002e"),
            '{"community_member\\u002ephone": 1}',
            "[" * 500 + escaped + "]" * 500,
            json.dumps(json.dumps([plain]).replace(".", "\\u002e")),
            json.dumps([json.dumps([plain]).replace(".", "\\u002e")]),
        )
        for key in linked_columns.NAMING:
            for text in spelt:
                with self.subTest(key, text=text):
                    self.assertRaises(frappe.PermissionError, self.send, **{key: text})
                packed = json.dumps({"doctype": "Case", key: text})
                with self.subTest(key, packed=packed):
                    self.assertRaises(frappe.PermissionError, self.send, args=packed)
