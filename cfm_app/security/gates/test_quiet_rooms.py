"""The rooms of a bench's socket in which nothing is told."""

import importlib
import json
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.base import doctype_access
from cfm_app.security.gates import quiet_rooms
from cfm_app.testing import CFMTestCase


class TestQuietRooms(CFMTestCase):
    def test_no_room_of_a_list_with_a_rule_is_told(self) -> None:
        ruled = (*doctype_access.CLOSED, *frappe.get_hooks("permission_query_conditions"))
        kinds = {each for each in ruled if each != "*"}
        self.assertLessEqual({"Case", "Sensitive Report", "Comment", "ToDo", "File"}, kinds)
        for kind in kinds:
            for room in (f"doctype:{kind}", f"doc:{kind}/x\n/y", f"open_doc:{kind}/x"):
                with self.subTest(room):
                    self.assertTrue(quiet_rooms.is_quiet(room))

    def test_other_rooms_are_told(self) -> None:
        for room in ("doctype:CFM Channel", "doc:CFM Channel/SMS", "user:a@b.c", "all", None):
            with self.subTest(room):
                self.assertFalse(quiet_rooms.is_quiet(room))

    def test_the_framework_tells_nothing_of_a_case(self) -> None:
        quiet_rooms.guard()
        told: list[Any] = []
        with ExitStack() as heard:
            self.listen(heard, told)
            case = self.case()
            case.add_comment("Comment", "said on the phone")
            channel = frappe.get_doc("CFM Channel", frappe.get_all("CFM Channel", pluck="name")[0])
            channel.notify_update()
            for room in list(getattr(frappe.local, "_realtime_log", ())):
                frappe.get_attr("frappe.realtime.emit_via_redis")(*room)
        self.assertNotIn(case.name, json.dumps(told, default=str))
        self.assertNotIn("said on the phone", json.dumps(told, default=str))
        if told:
            self.assertIn(channel.name, json.dumps(told, default=str))

    def listen(self, heard: ExitStack, told: list[Any]) -> None:
        """Note what would reach the socket, where the framework has one."""
        try:
            importlib.import_module("frappe.realtime")
        except ImportError:
            return
        sent = type("Sent", (), {"publish": lambda _self, *given: told.append(given)})()
        name = "frappe.utils.background_jobs.get_redis_connection_without_auth"
        heard.enter_context(patch(name, lambda: sent))
