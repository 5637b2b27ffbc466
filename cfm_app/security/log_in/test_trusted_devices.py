"""For how many days a device may be trusted: who decides, and for whom. How it is used: `tests/story`."""

from types import SimpleNamespace
from unittest import mock

import frappe
from frappe.utils import add_to_date

from cfm_app.base import consts
from cfm_app.security.access_rule.test_access import PSEA_CATEGORY, SECRET
from cfm_app.security.log_in import trusted_devices
from cfm_app.security.second_factor import factor, step_up
from cfm_app.security.second_factor.test_step_up import FactorTestCase
from cfm_app.testing import CFMTestCase

HANDLERS, OTHERS = trusted_devices.DAYS_OF_HANDLERS, trusted_devices.DAYS


def set_days(**days: int) -> None:
    for field, value in days.items():
        frappe.db.set_single_value("CFM Settings", field, value)
    frappe.clear_document_cache("CFM Settings", "CFM Settings")


class TestDecision(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.user(consts.OPERATOR))
        self.user(consts.PSEA)
        self.case(category=PSEA_CATEGORY, description=SECRET)
        frappe.set_user(self.user(consts.MANAGER, "System Manager", email="days@test.cfm"))

    def save(self, **days: int) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.update(days)
        settings.save()

    def test_more_days_for_handlers_take_a_second_person(self) -> None:
        request = self.waits(lambda: self.save(trusted_handler_days=7))
        self.assertIn("7", request.summary)
        set_days(trusted_handler_days=7)
        self.waits(lambda: self.save(trusted_handler_days=8))

    def test_fewer_and_those_of_others_are_the_managers_to_decide(self) -> None:
        set_days(trusted_handler_days=7)
        self.save(trusted_handler_days=5, trusted_device_days=30)

    def test_no_office_sets_very_many(self) -> None:
        for days in ({HANDLERS: 31}, {OTHERS: 91}):
            with self.assertRaises(frappe.ValidationError):
                self.save(**days)


class TestDays(FactorTestCase):
    def test_handlers_have_their_own(self) -> None:
        frappe.db.set_value("Role", consts.OPERATOR, "two_factor_auth", 1)
        frappe.defaults.set_default(f"{self.operator}_otplogin", 1, "__2fa")
        self.assertEqual(self.days(), (0, 0))
        set_days(trusted_handler_days=0, trusted_device_days=30)
        self.assertEqual(self.days(), (0, 30))
        set_days(trusted_handler_days=7)
        self.assertEqual(self.days(), (7, 30))
        # Whoever has set no app up proves nothing by it.
        frappe.defaults.clear_default(key=f"{self.operator}_otplogin", parent="__2fa")
        self.assertEqual(self.days(), (7, 0))

    def days(self) -> tuple[int, int]:
        return trusted_devices.days_of(self.psea), trusted_devices.days_of(self.operator)

    def test_a_spared_log_in_has_given_no_code(self) -> None:
        self.sit(self.psea)
        frappe.local.flags["cfm_second_factor_spared"] = self.psea
        self.addCleanup(frappe.local.flags.pop, "cfm_second_factor_spared")
        frappe.local.form_dict = frappe._dict(otp=self.code())
        self.addCleanup(setattr, frappe.local, "form_dict", frappe._dict())
        step_up.note_log_in(frappe._dict(user=self.psea))
        self.assertTrue(step_up.is_due())


class TestTrust(FactorTestCase):
    """A browser that holds what was given to it, and sends it with its next log-in."""

    def setUp(self) -> None:
        super().setUp()
        set_days(trusted_handler_days=7, trusted_device_days=7)
        self.given: dict[str, str] = {}
        manager = SimpleNamespace(
            set_cookie=lambda name, value, **_: self.given.update({name: value})
        )
        self.addCleanup(frappe.local.flags.pop, trusted_devices.HANDED, None)
        self.addCleanup(frappe.local.flags.pop, factor.SPARED, None)
        patch = mock.patch.object(frappe.local, "cookie_manager", manager, create=True)
        patch.start()
        self.addCleanup(patch.stop)
        self.come()
        trusted_devices.trust(self.psea)

    def come(self, **cookies: str) -> None:
        held = {trusted_devices.COOKIE: self.given[trusted_devices.COOKIE]} if self.given else {}
        frappe.local.request = SimpleNamespace(cookies={**held, **cookies}, headers={})

    def is_accepted(self, user: str | None = None, **cookies: str) -> bool:
        """Whether a log-in with the right password needs no code; a session begins with it."""
        self.come(**cookies)
        accepted = trusted_devices.accept_and_rotate(user or self.psea)
        if accepted:
            trusted_devices.note_log_in(SimpleNamespace(user=user or self.psea))
        return accepted

    def trusted(self, user: str | None = None) -> list[str]:
        rows = {"user": user or self.psea}
        return frappe.get_all(trusted_devices.DOCTYPE, rows, pluck="name", order_by="name asc")

    def test_it_is_accepted_again_and_again(self) -> None:
        for _log_in in range(3):
            before = self.given[trusted_devices.COOKIE]
            self.assertTrue(self.is_accepted())
            self.assertNotEqual(self.given[trusted_devices.COOKIE], before)
        self.assertEqual(len(self.trusted()), 1)
        self.assertEqual([each["is_this"] for each in trusted_devices.of_user()], [True])

    def test_nor_another_user_nor_another_browser(self) -> None:
        self.assertFalse(self.is_accepted(self.operator))
        for cookie in ("", "x", "x.y", "."):
            self.assertFalse(self.is_accepted(**{trusted_devices.COOKIE: cookie}))
        self.assertTrue(self.is_accepted())

    def test_it_ends_by_its_days(self) -> None:
        long_ago = add_to_date(None, days=-8)
        of_user = {"user": self.psea}
        frappe.db.set_value(trusted_devices.DOCTYPE, of_user, "trusted_on", long_ago)
        self.require_ended()

    def test_it_ends_when_the_office_trusts_none(self) -> None:
        set_days(trusted_handler_days=0)
        self.require_ended()

    def test_it_ends_with_another_password(self) -> None:
        with mock.patch.object(trusted_devices.credentials, "fingerprint", return_value="another"):
            self.require_ended()

    def require_ended(self) -> None:
        self.assertEqual(trusted_devices.of_user(), [])
        self.assertFalse(self.is_accepted())
        self.assertEqual(self.trusted(), [])

    def test_a_secret_that_comes_twice_ends_it_and_is_told(self) -> None:
        copied = self.given[trusted_devices.COOKIE]
        self.assertTrue(self.is_accepted())
        self.assertFalse(self.is_accepted(**{trusted_devices.COOKIE: copied}))
        self.assertEqual(self.trusted(), [])
        told = frappe.get_all("CFM Access Log", {"ref_name": self.psea}, pluck="detail")
        self.assertTrue([each for each in told if "twice" in (each or "")], told)

    def test_the_oldest_goes_when_there_are_many(self) -> None:
        first = self.trusted()
        frappe.db.set_value(trusted_devices.DOCTYPE, first[0], "used_on", "2020-01-01")
        self.given.clear()
        for _device in range(trusted_devices.MOST_OF_USER):
            self.come()
            trusted_devices.trust(self.psea)
            self.given.clear()
        left = self.trusted()
        self.assertEqual(len(left), trusted_devices.MOST_OF_USER)
        self.assertNotIn(first[0], left)

    def test_a_browser_is_trusted_for_one_at_a_time(self) -> None:
        self.come()
        trusted_devices.trust(self.psea)
        self.assertEqual(len(self.trusted()), 1)

    def test_whoever_asks_for_it_at_the_log_in_has_given_a_code(self) -> None:
        self.given.clear()
        for asked, code, count in (("0", "123456", 1), ("1", "", 1), ("1", "123456", 2)):
            frappe.local.form_dict = frappe._dict(trust_device=asked)
            self.come()
            with mock.patch.object(factor, "code_of_log_in", return_value=code):
                trusted_devices.note_log_in(SimpleNamespace(user=self.psea))
            self.assertEqual(len(self.trusted()), count, (asked, code))
        set_days(trusted_handler_days=0)
        self.assertRaises(frappe.ValidationError, trusted_devices.trust_at_hand)

    def test_ending_one_leaves_those_of_others(self) -> None:
        session = frappe.db.get_value(trusted_devices.DOCTYPE, {"user": self.psea}, "session")
        trusted_devices.forget_session("of another one")
        self.assertEqual(len(self.trusted()), 1)
        trusted_devices.forget_session(session)
        self.assertEqual(self.trusted(), [])
        trusted_devices.trust(self.psea)
        trusted_devices.forget_all(self.psea)
        self.assertEqual(self.trusted(), [])
