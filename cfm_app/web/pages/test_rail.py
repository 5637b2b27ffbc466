"""What stands on the rail: only what the user may open, each page once, and the office's own kinds of record."""

from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase, request_of
from cfm_app.web.pages import admission, rail


class TestRail(CFMTestCase):
    def shown(self, *roles: str, path: str = "/cfm/console") -> dict[str, set[str]]:
        """By group, the addresses that somebody with these roles sees."""
        frappe.set_user(self.user(*roles))
        groups = rail.of_user(path)["groups"]
        return {each["name"]: {entry.address for entry in each["entries"]} for each in groups}

    def test_whoever_works_on_cases_sees_no_page_of_others(self) -> None:
        shown = self.shown(consts.OPERATOR)
        self.assertIn("/cfm/console", shown["work"])
        self.assertIn("/cfm/new-person-request", shown["protect"])
        self.assertFalse(shown["protect"] & {"/cfm/breaches", "/cfm/retention", "/cfm/inquiry"})

    def test_reports_stand_there_for_handlers_alone(self) -> None:
        reports = "/app/sensitive-report"
        self.assertIn(reports, self.shown(consts.PSEA)["cases"])
        self.assertNotIn(reports, self.shown(consts.OPERATOR)["cases"])

    def test_no_page_stands_twice(self) -> None:
        shown = self.shown(consts.MANAGER, consts.PSEA, consts.DATA_PROTECTION)
        addresses = [address for group in shown.values() for address in group]
        self.assertEqual(len(addresses), len(set(addresses)))

    def test_whoever_has_no_tools_finds_the_pages_of_the_set_up_that_are_theirs(self) -> None:
        self.assertIn("/cfm/exchange", self.shown(consts.DATA_PROTECTION)["set_up"])

    def test_every_page_that_may_be_entered_is_there_or_among_the_tools(self) -> None:
        for role in (consts.OPERATOR, consts.FOCAL_POINT, consts.PSEA, consts.ANALYST):
            frappe.set_user(self.user(role))
            shown = rail.of_user("/cfm/console")
            entries = {entry.address for group in shown["groups"] for entry in group["entries"]}
            entries.add(shown["first"].address if shown["first"] else "")
            self.assertLessEqual({link["route"] for link in admission.links()}, entries, role)

    def test_the_page_at_hand_is_marked_also_from_one_that_is_opened_from_it(self) -> None:
        frappe.set_user(self.user(consts.DATA_PROTECTION))
        for path, entry in (
            ("/cfm/breaches", "/cfm/breaches"),
            ("/cfm/breach", "/cfm/breaches"),
            ("/app/case/CFM-2026-000001", "/app/case"),
            ("/cfm/case", "/app/case"),
        ):
            here = rail.of_user(path)["here"]
            self.assertEqual(here.address, entry, path)
        self.assertIsNone(rail.of_user("/cfm/my-sessions")["here"])

    def test_what_was_chosen_is_read_from_the_browser(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        request = request_of("/cfm/console", "GET")
        request.cookies = {rail.COOKIE: "narrow.team"}
        with patch.object(frappe.local, "request", request, create=True):
            shown = rail.of_user("/cfm/console")
        self.assertTrue(shown["is_narrow"])
        opened = {each["name"] for each in shown["groups"] if each["is_open"]}
        self.assertEqual(opened, {"team", "work"})

    def test_whoever_closed_all_groups_finds_them_closed(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        request = request_of("/cfm/my-sessions", "GET")
        request.cookies = {rail.COOKIE: "wide"}
        with patch.object(frappe.local, "request", request, create=True):
            shown = rail.of_user("/cfm/my-sessions")
        self.assertFalse(any(each["is_open"] for each in shown["groups"]))
