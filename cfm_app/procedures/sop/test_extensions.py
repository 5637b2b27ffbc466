"""More time: asked for, decided by somebody else, counted when approved."""

from datetime import timedelta

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import get_datetime

from cfm_app.api import extensions as api
from cfm_app.base import consts
from cfm_app.procedures.sop import extensions
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"
SENSITIVE = "Exploitation ou abus sexuel"


class TestExtensions(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.both = self.user(consts.OPERATOR, consts.MANAGER)
        frappe.set_user(self.operator)

    def asked(self, **values):
        case = self.act(self.case(category=CATEGORY, **values), "Register")
        request = api.ask(case.name, 24, "The site cannot be reached before Monday")["request"]
        case.reload()
        return case, request

    def told(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation asc"
        )

    def test_only_approved_hours_count(self) -> None:
        case, request = self.asked()
        limit = get_datetime(case.resolve_by)
        self.assertEqual(case.extensions[0].requested_by, self.operator)
        self.assertIn(
            self.as_read_by(self.manager, "More time is asked for the case {0}", case.name),
            self.told(self.manager),
        )
        case.save()
        self.assertEqual(get_datetime(case.resolve_by), limit)
        frappe.set_user(self.manager)
        api.decide(case.name, request, "Approved")
        case.reload()
        self.assertEqual(get_datetime(case.resolve_by), limit + timedelta(hours=24))
        self.assertEqual(case.extensions[0].decided_by, self.manager)
        self.assertIn(
            self.as_read_by(self.operator, "More time for the case {0}: Approved", case.name),
            self.told(self.operator),
        )

    def test_only_who_works_in_the_part_of_the_office_decides_and_is_told(self) -> None:
        frappe.set_user("Administrator")
        limited = self.user(consts.MANAGER, email="limited@test.cfm")
        add_user_permission("CFM Location", "TD01", limited)
        frappe.set_user(self.operator)
        case, _request = self.asked(location="TD07")
        self.assertEqual(self.told(limited), [])
        self.assertFalse(extensions.may_decide(case, self.operator, limited))
        self.assertTrue(extensions.may_decide(case, self.operator, self.manager))

    def test_refused_hours_do_not_count(self) -> None:
        case, request = self.asked()
        limit = get_datetime(case.resolve_by)
        frappe.set_user(self.manager)
        api.decide(case.name, request, "Refused")
        case.reload()
        self.assertEqual(get_datetime(case.resolve_by), limit)
        with self.assertRaises(frappe.ValidationError):
            api.decide(case.name, request, "Approved")

    def test_nobody_approves_his_own(self) -> None:
        frappe.set_user(self.both)
        case, request = self.asked()
        with self.assertRaises(frappe.PermissionError):
            api.decide(case.name, request, "Approved")
        case.reload()
        case.extensions[0].decision = "Approved"
        with self.assertRaises(frappe.PermissionError):
            case.save()

    def test_who_lacks_the_role_does_not_decide(self) -> None:
        case, request = self.asked()
        frappe.set_user(self.user(consts.OPERATOR, email="other@test.cfm"))
        with self.assertRaises(frappe.PermissionError):
            api.decide(case.name, request, "Approved")
        case.reload()
        case.extensions[0].decision = "Approved"
        with self.assertRaises(frappe.PermissionError):
            case.save()

    def test_the_role_is_that_of_the_sop(self) -> None:
        aap = self.user(consts.AAP)
        case, request = self.asked()
        frappe.db.set_value("CFM SOP", case.sop, "extension_role", consts.AAP)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.PermissionError):
            api.decide(case.name, request, "Approved")
        frappe.set_user(aap)
        self.assertEqual(api.decide(case.name, request, "Approved")["decision"], "Approved")

    def test_a_new_row_cannot_bring_its_approval_along(self) -> None:
        frappe.set_user(self.manager)
        case = self.act(self.case(category=CATEGORY), "Register")
        limit = get_datetime(case.resolve_by)
        forged = {"hours": 500, "reason": "x", "decision": "Approved", "requested_by": "Guest"}
        case.append("extensions", forged)
        case.save()
        row = case.extensions[0]
        self.assertEqual((row.decision, row.requested_by), ("Pending", self.manager))
        self.assertEqual(get_datetime(case.resolve_by), limit)

    def test_requests_are_neither_changed_nor_removed(self) -> None:
        case, _request = self.asked()
        case.extensions[0].hours = 500
        with self.assertRaises(frappe.ValidationError):
            case.save()
        case.reload()
        case.set("extensions", [])
        with self.assertRaises(frappe.ValidationError):
            case.save()

    def test_hours_and_reason_are_needed_and_one_request_at_a_time(self) -> None:
        case, _request = self.asked()
        for hours, reason in ((0, "Why"), (-5, "Why"), (5, " "), (5, "A second one")):
            with self.assertRaises(frappe.ValidationError):
                api.ask(case.name, hours, reason)

    def test_a_focal_point_asks_for_his_referral(self) -> None:
        focal = self.user(consts.FOCAL_POINT)
        case = self.act(self.case(category=CATEGORY), "Register")
        self.consent(case.name, "Record", consts.SHARE_INSIDE)
        values = {"doctype": "Referral", "cfm_case": case.name, "focal_point": focal}
        referral = frappe.get_doc({**values, "shared_summary": "Ration"}).insert()
        due_on = get_datetime(referral.due_on)
        frappe.set_user(focal)
        request = api.ask_for_referral(referral.name, 48, "Waiting for the partner")["request"]
        with self.assertRaises(frappe.DoesNotExistError):
            api.ask(case.name, 48, "By the wrong door")
        frappe.set_user(self.manager)
        api.decide(case.name, request, "Approved")
        referral.reload()
        self.assertEqual(get_datetime(referral.due_on), due_on + timedelta(hours=48))
        self.assertIn(
            self.as_read_by(focal, "More time for the referral {0}: Approved", referral.name),
            self.told(focal),
        )

    def test_a_restricted_case_is_decided_on_among_the_entrusted(self) -> None:
        frappe.set_user("Administrator")
        first, second = (
            self.user(consts.PSEA, email=f"{name}@test.cfm") for name in ("first", "second")
        )
        frappe.set_user(self.operator)
        case = self.case(category=SENSITIVE)
        frappe.set_user(first)
        request = api.ask(case.name, 24, "The survivor wishes so")["request"]
        self.assertFalse([text for text in self.told(self.manager) if case.name in text])
        self.assertIn(
            self.as_read_by(second, "More time is asked for the case {0}", case.name),
            self.told(second),
        )
        stored = frappe.get_doc("Case", case.name)
        self.assertFalse(stored.extensions[0].reason)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.DoesNotExistError):
            api.decide(case.name, request, "Approved")
        frappe.set_user(second)
        self.assertEqual(api.decide(case.name, request, "Approved")["decision"], "Approved")
