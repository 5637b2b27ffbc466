"""Where the office asks for it, a handler reads who somebody is after giving a reason, and for a while."""

from collections.abc import Callable

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.security.persons import identity_openings
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import view

CLOSED = (frappe.PermissionError, frappe.DoesNotExistError)
NAME, PHONE = "Achta of 6671", "+235 66 10 66 71"


class TestIdentityOpenings(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.hours(8)
        self.addCleanup(lambda: (frappe.set_user("Administrator"), self.hours(0)))
        self.psea = self.user(consts.PSEA)
        frappe.set_user(self.psea)
        told = {"doctype": "Community Member", "full_name": NAME, "phone": PHONE}
        self.person = frappe.get_doc(told).insert().name
        values = {"category": "Exploitation ou abus sexuel", "description": "x"}
        self.case_name = self.case(community_member=self.person, **values).name

    def hours(self, number: int) -> None:
        frappe.db.set_single_value("CFM Settings", "identity_hours", number)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")

    def shown(self) -> str:
        return str(view.person(view.load(self.case_name)))

    def doors(self) -> dict[str, Callable[[], object]]:
        member = "Community Member"
        return {
            "list": lambda: frappe.get_list(member, {"name": self.person}, ["full_name", "phone"]),
            "by name": lambda: frappe.get_list(member, {"full_name": NAME}, pluck="name"),
            "right": lambda: frappe.has_permission(member, "read", self.person) or "",
        }

    def test_nobody_is_named_before_a_reason_is_given(self) -> None:
        self.assertNotIn(NAME, self.shown())
        self.assertNotIn("66 71", self.shown())
        for door, ask in self.doors().items():
            self.assertFalse(ask(), door)
        identity_openings.open_identity(self.case_name, "She asked to be called tonight")
        self.assertIn(NAME, self.shown())
        for door, ask in self.doors().items():
            self.assertTrue(ask(), door)

    def test_the_reason_stands_in_the_log(self) -> None:
        identity_openings.open_identity(self.case_name, "She asked to be called tonight")
        rows = frappe.get_all(
            "CFM Access Log",
            filters={"ref_name": self.person, "user": self.psea, "action": "Read"},
            pluck="detail",
        )
        self.assertIn("She asked to be called tonight", rows)

    def test_it_closes_again(self) -> None:
        identity_openings.open_identity(self.case_name, "To call her back")
        past = add_to_date(now_datetime(), hours=-1)
        filters = {"community_member": self.person}
        frappe.db.set_value(consts.IDENTITY_OPENING, filters, "open_until", past)
        self.assertNotIn(NAME, self.shown())

    def test_it_opens_for_nobody_else(self) -> None:
        identity_openings.open_identity(self.case_name, "To call her back")
        for role in (consts.MANAGER, consts.OPERATOR, consts.DATA_PROTECTION, consts.FRAUD):
            frappe.set_user(self.user(role))
            with self.assertRaises(CLOSED):
                identity_openings.open_identity(self.case_name, "Curious")
            for door, ask in self.doors().items():
                self.assertFalse(ask(), f"{role}: {door}")

    def test_no_reason_opens_nothing(self) -> None:
        for reason in ("", "  ", "."):
            with self.assertRaises(frappe.ValidationError):
                identity_openings.open_identity(self.case_name, reason)
        self.assertNotIn(NAME, self.shown())

    def test_without_the_setting_whoever_is_entrusted_reads_it(self) -> None:
        frappe.set_user("Administrator")
        self.hours(0)
        frappe.set_user(self.psea)
        self.assertIn(NAME, self.shown())
        with self.assertRaises(frappe.ValidationError):
            identity_openings.open_identity(self.case_name, "To call her back")

    def test_data_protection_is_told_when_reasons_are_no_longer_asked_for(self) -> None:
        guardian, manager = self.user(consts.DATA_PROTECTION), self.user(consts.MANAGER)
        frappe.set_user(manager)
        settings = frappe.get_doc("CFM Settings")
        settings.identity_hours = 0
        settings.save()
        settings.reload()
        settings.save()
        told = frappe.get_all("Notification Log", {"for_user": guardian}, pluck="subject")
        text = self.as_read_by(
            guardian,
            "No reason is asked for any more before an identity is opened. Changed by {0}",
            frappe.utils.get_fullname(manager),
        )
        self.assertEqual(told.count(text), 1)
