"""Sessions that nobody used for a while, or that were locked, answer nothing until the password is given."""

from types import SimpleNamespace
from typing import Any
from unittest import mock

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import idle as api
from cfm_app.base import consts
from cfm_app.security.second_factor import factor, idle, own_sessions, step_up
from cfm_app.security.second_factor.test_step_up import OF_USERS, FactorTestCase
from cfm_app.testing import CFMTestCase, request_of

PASSWORD = "A-Long-word-7316!"


class IdleTestCase(CFMTestCase):
    """Somebody in a session of a browser, in an office that locks what is left alone."""

    def setUp(self) -> None:
        super().setUp()
        self.plant_others(*OF_USERS)
        self.patch(mock.patch.object(frappe.db, "commit"))
        before = getattr(frappe.local, "request", None)
        self.addCleanup(setattr, frappe.local, "request", before)
        self.person = self.user(consts.OPERATOR)
        self.manager = mock.Mock()
        self.manager.authenticate.side_effect = self._authenticate
        self.patch(mock.patch.object(frappe.local, "login_manager", self.manager, create=True))
        self.set_minutes(15)
        self.sit()

    def _authenticate(self, user: str, pwd: str) -> None:
        if (user, pwd) != (self.person, PASSWORD):
            raise frappe.AuthenticationError

    def patch(self, context: Any) -> Any:
        given = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return given

    def set_minutes(self, value: int) -> None:
        frappe.db.set_single_value("CFM Settings", "idle_minutes", value)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")

    def sit(self, sid: str = "first") -> None:
        frappe.set_user(self.person)
        frappe.local.session.sid = sid
        self.come("/api/method/frappe.client.get_count", "POST")
        own_sessions.record_device()

    def come(self, path: str, verb: str = "GET", accept: str = "application/json") -> None:
        frappe.local.request = request_of(path, verb)
        frappe.local.request.environ["HTTP_ACCEPT"] = accept
        # The framework counts tries by it, and knows none outside of a server.
        frappe.local.request_ip = "127.0.0.1"

    def ask(self, path: str, status: int = 200) -> None:
        """A request as a server works it off."""
        self.come(path)
        idle.check_request()
        idle.record_use(SimpleNamespace(status_code=status), frappe.local.request)

    def row(self) -> Any:
        where = {"mark": own_sessions.current_mark()}
        return frappe.db.get_value(
            own_sessions.DOCTYPE, where, ["used_on", "locked_on"], as_dict=True
        )

    def pass_minutes(self, minutes: int) -> None:
        where = {"mark": own_sessions.current_mark()}
        used = add_to_date(self.row().used_on or now_datetime(), minutes=-minutes)
        frappe.db.set_value(own_sessions.DOCTYPE, where, "used_on", used)


class TestIdle(IdleTestCase):
    LIST = "/api/method/frappe.client.get_list"

    def test_it_is_closed_after_the_time_and_open_before(self) -> None:
        self.ask(self.LIST)
        self.pass_minutes(14)
        self.ask(self.LIST)
        self.pass_minutes(17)
        self.assertRaises(idle.SessionLockedError, self.ask, self.LIST)
        self.assertRaises(idle.SessionLockedError, self.ask, "/api/resource/Case")
        self.assertEqual(idle.SessionLockedError.http_status_code, 423)

    def test_what_a_page_asks_by_itself_is_no_use(self) -> None:
        self.ask(self.LIST)
        self.pass_minutes(14)
        for method in idle.BACKGROUND:
            self.ask(f"/api/method/{method}")
            # As a bench leaves it once the method has run.
            with mock.patch.dict(frappe.form_dict, {"cmd": method}):
                self.ask(f"/api/method/{method}")
        self.pass_minutes(3)
        self.assertRaises(idle.SessionLockedError, self.ask, "/api/method/cfm_app.api.bell.look")

    def test_pages_lead_to_where_it_is_opened_and_back(self) -> None:
        api.lock()
        self.come("/cfm/case?name=CFM-1", accept="text/html")
        with self.assertRaises(step_up.RedirectToCodePage):
            idle.check_request()
        address = frappe.local.flags.redirect_location
        self.assertEqual(address, "/cfm/locked?next=%2Fcfm%2Fcase%3Fname%3DCFM-1")
        for path in idle.OPEN_PAGES:
            self.come(path, accept="text/html")
            idle.check_request()

    def test_a_method_hides_behind_no_open_one(self) -> None:
        api.lock()
        for path, command in (
            ("/cfm/locked", "frappe.client.get_list"),
            ("/api/method/cfm_app.api.idle.unlock", "frappe.client.get_list"),
            ("/api/method/logout/x", None),
            ("/api/v2/method/frappe.client.get_list", None),
            ("/", "frappe.client.get_list"),
            ("/app/case", "logout"),
            ("/cfm/case", "cfm_app.api.idle.state"),
            ("/api/resource/Case", "logout"),
            ("/private/files/x.pdf", "login"),
            ("/cfm/locked", "logout"),
        ):
            with (
                self.subTest(path),
                mock.patch.dict(frappe.form_dict, {"cmd": command} if command else {}),
            ):
                self.come(path)
                self.assertRaises(idle.SessionLockedError, idle.check_request)

    def test_the_password_opens_it_and_nothing_else_does(self) -> None:
        api.lock()
        self.assertRaises(idle.WrongPasswordError, api.unlock, "wrong")
        self.assertRaises(idle.SessionLockedError, self.ask, self.LIST)
        self.assertTrue(api.state()["is_locked"])
        api.unlock(PASSWORD)
        self.ask(self.LIST)
        self.assertFalse(api.state()["is_locked"])

    def test_locking_at_once_needs_no_time(self) -> None:
        self.set_minutes(0)
        self.ask(self.LIST)
        api.lock()
        self.assertRaises(idle.SessionLockedError, self.ask, self.LIST)

    def test_it_is_one_session_and_no_program(self) -> None:
        api.lock()
        self.sit("second")
        self.ask(self.LIST)
        # Whoever comes by a key has the name of the user in place of a session.
        frappe.local.session.sid = self.person
        self.ask(self.LIST)

    def test_an_office_that_begins_with_it_locks_nobody_out(self) -> None:
        self.ask(self.LIST)
        self.pass_minutes(600)
        self.set_minutes(0)
        self.ask(self.LIST)
        frappe.set_user("Administrator")
        # It is for every session.
        self.require_others()
        settings = frappe.get_doc("CFM Settings")
        settings.idle_minutes = 15
        settings.save()
        frappe.set_user(self.person)
        frappe.local.session.sid = "first"
        self.ask(self.LIST)

    def test_the_office_sets_a_time_that_people_can_work_with(self) -> None:
        frappe.set_user("Administrator")
        for value in (1, 481):
            settings = frappe.get_doc("CFM Settings")
            settings.idle_minutes = value
            self.assertRaises(frappe.ValidationError, settings.save)


class TestIdleWithFactor(FactorTestCase):
    def test_a_code_is_asked_where_the_log_in_asks_one(self) -> None:
        own_sessions.record_device()
        with mock.patch.object(frappe.local, "login_manager", mock.Mock(), create=True):
            idle.lock()
            self.assertRaises(idle.CodeNeededError, idle.unlock, "right")
            self.assertRaises(factor.WrongCodeError, idle.unlock, "right", "000000")
            self.assertTrue(idle.is_locked())
            idle.unlock("right", self.code())
        self.assertFalse(idle.is_locked())
