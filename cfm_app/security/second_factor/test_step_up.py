"""A fresh code before what does most harm: once in some minutes, for one session, each code once."""

from types import SimpleNamespace
from typing import Any
from unittest import mock

import frappe
import pyotp
from frappe import twofactor

from cfm_app.api import second_factor as api
from cfm_app.base import consts
from cfm_app.exchange import list_export
from cfm_app.procedures.setup import second_factor
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.access_rule.test_access import PSEA_CATEGORY, SECRET
from cfm_app.security.administration import access_requests, accounts
from cfm_app.security.second_factor import factor, factor_rows, recovery_codes, step_up
from cfm_app.testing import CFMTestCase, request_of

MOMENT = 1_790_000_010.0
# What belongs to one user, or to one session of theirs.
KINDS = ("Second Factor", "Recovery Code", "Session", "Trusted Device", "Passkey")
OF_USERS = [f"CFM {each}" for each in KINDS]


class FactorTestCase(CFMTestCase):
    """An office that asks its handlers for an authenticator app, which one of them has set up."""

    # What a recovery code costs whoever guesses is looked at by `TestCostOfGuessing`; others need not pay it.
    COST_OF_GUESSING = 2**4

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.plant_others(*OF_USERS)
        second_factor.demand()
        values = {"two_factor_method": factor.APP, "allow_consecutive_login_attempts": 3}
        for field, value in (values | {"allow_login_after_fail": 60}).items():
            frappe.db.set_single_value("System Settings", field, value)
        self.operator = self.user(consts.OPERATOR)
        self.psea = self.user(consts.PSEA)
        self.moment = MOMENT
        clock = SimpleNamespace(time=lambda: self.moment)
        for patch in (
            mock.patch.object(factor, "time", clock),
            mock.patch.object(recovery_codes, "COST", self.COST_OF_GUESSING),
            mock.patch.object(step_up, "now", lambda: self.moment),
            # What a wrong code writes is stored at once, and on a bench a new secret: here it goes with the test.
            mock.patch.object(frappe.db, "commit"),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        self.secret = twofactor.get_otpsecret_for_(self.psea)
        frappe.defaults.set_default(f"{self.psea}_otplogin", 1, "__2fa")
        self.addCleanup(lambda: frappe.local.flags.pop(step_up.KNOWN, None))
        self.addCleanup(frappe.local.response.pop, "asks_code", None)
        self.sit(self.psea)

    def sit(self, user: str, sid: str = "first") -> None:
        """Somebody sits before a session."""
        frappe.set_user(user)
        frappe.session.sid = f"{sid}-{self.id()}"
        frappe.local.flags.pop(step_up.KNOWN, None)

    def code(self, near: int = 0) -> str:
        """What the app of the handler shows now, or some half minutes before or after."""
        return pyotp.TOTP(self.secret).generate_otp(int(self.moment // 30) + near)

    def pass_minutes(self, minutes: float) -> None:
        self.moment += 60 * minutes


class TestFreshCode(FactorTestCase):
    def test_an_act_asks_once_in_some_minutes(self) -> None:
        with self.assertRaises(step_up.StepUpError):
            step_up.require(step_up.RIGHTS)
        self.assertEqual(frappe.local.response["asks_code"], step_up.METHOD)
        step_up.confirm(self.code())
        step_up.require(step_up.RIGHTS)
        self.pass_minutes(14)
        step_up.require(step_up.RIGHTS)
        self.pass_minutes(2)
        self.assertRaises(step_up.StepUpError, step_up.require, step_up.RIGHTS)

    def test_the_office_says_for_how_long(self) -> None:
        frappe.db.set_single_value("CFM Settings", "step_up_minutes", 30)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        step_up.confirm(self.code())
        self.pass_minutes(20)
        step_up.require(step_up.EXPORT)
        self.assertRaises(step_up.StepUpError, step_up.require, step_up.FACTOR)

    def test_a_code_counts_once(self) -> None:
        code = self.code()
        factor.verify(code)
        self.assertRaises(factor.WrongCodeError, factor.verify, code)

    def test_an_earlier_code_is_worth_nothing_after_a_later_one(self) -> None:
        factor.verify(self.code())
        self.assertRaises(factor.WrongCodeError, factor.verify, self.code(-1))

    def test_clocks_may_differ_by_half_a_minute(self) -> None:
        for near in (-1, 0, 1):
            factor.verify(self.code(near))
        self.pass_minutes(10)
        for near in (-2, 2):
            self.assertRaises(factor.WrongCodeError, factor.verify, self.code(near))

    def test_a_code_in_groups_is_read(self) -> None:
        code = self.code()
        factor.verify(f"{code[:3]} {code[3:]}")

    def test_another_session_has_given_none(self) -> None:
        step_up.confirm(self.code())
        self.sit(self.psea, "stolen")
        self.assertRaises(step_up.StepUpError, step_up.require, step_up.EXPORT)
        self.sit(self.psea)
        step_up.require(step_up.EXPORT)

    def test_it_ends_with_the_log_out(self) -> None:
        step_up.confirm(self.code())
        step_up.end()
        self.assertTrue(step_up.is_due())

    def test_who_needs_no_second_factor_is_not_asked(self) -> None:
        self.sit(self.operator)
        step_up.require(step_up.RIGHTS)
        self.assertRaises(frappe.ValidationError, api.confirm, "123456")

    def test_an_office_that_asks_nobody_goes_on_as_before(self) -> None:
        second_factor.waive()
        step_up.require(step_up.RIGHTS)

    def test_programs_and_jobs_are_not_asked(self) -> None:
        frappe.set_user(self.psea)
        step_up.require(step_up.RIGHTS)

    def test_who_has_set_nothing_up_learns_where(self) -> None:
        frappe.defaults.clear_default(key=f"{self.psea}_otplogin", parent="__2fa")
        self.assertRaises(factor.WrongCodeError, factor.verify, self.code())
        with self.assertRaises(step_up.StepUpError) as refused:
            step_up.require(step_up.RIGHTS)
        self.assertNotIn("asks_code", frappe.local.response)
        words = (
            "Your role asks for a second factor, and yours is not set up. Log out and in again: the log-in"
            " sets it up."
        )
        self.assertEqual(str(refused.exception), frappe._(words))

    def test_a_page_leads_to_where_the_code_is_given(self) -> None:
        asked = request_of("/printview?doctype=Sensitive+Report&name=x", "GET")
        asked.environ["HTTP_ACCEPT"] = "text/html,*/*"
        with (
            mock.patch.object(frappe.local, "request", asked, create=True),
            self.assertRaises(frappe.Redirect),
        ):
            step_up.require(step_up.READ)
        address = frappe.local.flags.redirect_location
        self.assertTrue(address.startswith("/cfm/step-up?next=%2Fprintview%3Fdoctype"), address)

    def test_a_form_leads_there_and_back_to_where_it_was_sent_from(self) -> None:
        asked = request_of("/api/method/frappe.desk.reportview.export_query", "POST")
        asked.environ["HTTP_ACCEPT"] = "text/html,*/*"
        for sender, back in (
            (f"http://{asked.host}/app/case?x=1", "%2Fapp%2Fcase%3Fx%3D1"),
            ("http://evil.example/app/case", ""),
        ):
            asked.environ["HTTP_REFERER"] = sender
            with (
                mock.patch.object(frappe.local, "request", asked, create=True),
                self.assertRaises(frappe.Redirect),
            ):
                step_up.require(step_up.EXPORT)
            address = frappe.local.flags.redirect_location
            self.assertEqual(address, f"/cfm/step-up?next={back}")


class TestWrongCodes(FactorTestCase):
    def wrong(self) -> str:
        return next(each for each in ("000000", "111111") if each not in map(self.code, (-1, 0, 1)))

    def test_after_some_none_is_looked_at_and_the_owner_is_told(self) -> None:
        for error in (factor.WrongCodeError, factor.WrongCodeError, factor.LockedError):
            self.assertRaises(error, factor.verify, self.wrong())
        self.assertRaises(factor.LockedError, factor.verify, self.code())
        told = frappe.get_all("Notification Log", {"for_user": self.psea}, pluck="subject")
        text = (
            "{0} wrong codes were typed for your account. If it was not you, choose another password, log out"
            " your other sessions and tell data protection."
        )
        self.assertIn(self.as_read_by(self.psea, text, "3"), told)
        logged = frappe.get_all("CFM Access Log", {"action": "Account", "user": self.psea})
        self.assertTrue(logged)

    def test_a_guest_with_the_password_locks_the_log_in_and_no_session(self) -> None:
        self.sit("Guest")
        for _time in range(2):
            self.assertRaises(factor.WrongCodeError, factor.verify, self.wrong(), self.psea)
        self.assertRaises(factor.LockedError, factor.verify, self.wrong(), self.psea)
        self.assertRaises(factor.LockedError, factor.verify, self.code(), self.psea)
        self.sit(self.psea)
        factor.verify(self.code())

    def test_wrong_codes_of_a_session_lock_no_log_in(self) -> None:
        for error in (factor.WrongCodeError, factor.WrongCodeError, factor.LockedError):
            self.assertRaises(error, factor.verify, self.wrong())
        factor.verify(self.code(), self.psea)
        self.assertRaises(factor.LockedError, factor.verify, self.code(1))

    def test_each_more_doubles_the_time(self) -> None:
        waits = [factor._lock_after(failures) for failures in (2, 3, 4, 5, 40)]
        now = frappe.utils.now_datetime()
        self.assertIsNone(waits[0])
        seconds = [round((wait - now).total_seconds()) for wait in waits[1:]]
        self.assertEqual(seconds, [60, 120, 240, 24 * 3600])

    def test_a_right_one_begins_to_count_anew(self) -> None:
        for _round in range(2):
            for _time in range(2):
                self.assertRaises(factor.WrongCodeError, factor.verify, self.wrong())
            factor.verify(self.code())
            self.pass_minutes(1)

    def test_wrong_recovery_codes_count_as_well(self) -> None:
        recovery_codes.make(self.psea)
        for error in (factor.WrongCodeError, factor.WrongCodeError, factor.LockedError):
            self.assertRaises(error, factor.verify, "AAA-AAA-AAA-AAA")


class TestCostOfGuessing(FactorTestCase):
    COST_OF_GUESSING = recovery_codes.COST

    def test_a_guess_costs_some_hundredths_of_a_second(self) -> None:
        with mock.patch.object(recovery_codes, "scrypt", wraps=recovery_codes.scrypt) as worked:
            recovery_codes.make(self.psea)
        self.assertEqual(worked.call_count, 10)
        for call in worked.call_args_list:
            self.assertEqual(
                {name: call.kwargs[name] for name in ("n", "r", "p")}, {"n": 2**14, "r": 8, "p": 1}
            )


class TestRecoveryCodes(FactorTestCase):
    def test_each_counts_once(self) -> None:
        codes = recovery_codes.make(self.psea)
        self.assertEqual(len(set(codes)), 10)
        factor.verify(codes[3].lower().replace("-", " "))
        self.assertRaises(factor.WrongCodeError, factor.verify, codes[3])
        self.assertEqual(recovery_codes.remaining(self.psea), 9)
        factor.verify(codes[4])

    def test_the_site_keeps_none(self) -> None:
        codes = recovery_codes.make(self.psea)
        rows = frappe.get_all("CFM Recovery Code", {"user": self.psea}, ["*"])
        self.assertEqual(len(rows), 10)
        for code in codes:
            self.assertNotIn(code.replace("-", ""), str(rows))

    def test_new_ones_end_the_old(self) -> None:
        old = recovery_codes.make(self.psea)
        recovery_codes.make(self.psea)
        self.assertRaises(factor.WrongCodeError, factor.verify, old[0])

    def test_nobody_elses_counts(self) -> None:
        other = self.user(consts.PSEA, email="psea-two@test.cfm")
        codes = recovery_codes.make(other)
        recovery_codes.make(self.psea)
        self.assertRaises(factor.WrongCodeError, factor.verify, codes[0])

    def test_new_ones_ask_for_a_fresh_code(self) -> None:
        self.assertRaises(step_up.StepUpError, api.make_recovery_codes)
        api.confirm(self.code())
        self.assertEqual(len(api.make_recovery_codes()), 10)
        self.pass_minutes(6)
        self.assertRaises(step_up.StepUpError, api.make_recovery_codes)

    def test_the_owner_is_told_how_many_are_left(self) -> None:
        codes = recovery_codes.make(self.psea)
        factor.verify(codes[0])
        told = frappe.get_all("Notification Log", {"for_user": self.psea}, pluck="subject")
        self.assertTrue([line for line in told if " 9 " in f" {line} ".replace(".", " ")], told)

    def test_a_log_in_takes_one(self) -> None:
        codes = recovery_codes.make(self.psea)
        self.assertTrue(factor.take_recovery_code(self.psea, codes[0]))
        self.assertFalse(factor.take_recovery_code(self.psea, codes[0]))
        self.assertFalse(factor.take_recovery_code(self.psea, "AAA-AAA-AAA-AAA"))
        self.assertFalse(factor.take_recovery_code(self.psea, "x"))

    def test_no_hand_writes_them(self) -> None:
        recovery_codes.make(self.psea)
        frappe.set_user("Administrator")
        row = frappe.get_doc("CFM Recovery Code", {"user": self.psea})
        row.is_used = 1
        self.assertRaises(frappe.PermissionError, row.save)


class TestLogIn(FactorTestCase):
    def log_in(self, code: str) -> None:
        frappe.local.form_dict = frappe._dict(otp=code)
        self.addCleanup(setattr, frappe.local, "form_dict", frappe._dict())
        factor.check_log_in(SimpleNamespace(user=self.psea))
        step_up.note_log_in(SimpleNamespace(user=self.psea))

    def test_the_code_of_the_log_in_is_fresh(self) -> None:
        self.log_in(self.code())
        step_up.require(step_up.RIGHTS)

    def test_it_is_worth_nothing_within_the_session(self) -> None:
        code = self.code()
        self.log_in(code)
        self.assertRaises(factor.WrongCodeError, factor.verify, code)

    def test_a_code_of_a_session_lets_nobody_in(self) -> None:
        code = self.code()
        factor.verify(code)
        self.assertRaises(frappe.AuthenticationError, self.log_in, code)

    def test_whoever_passes_by_the_second_factor_has_given_no_code(self) -> None:
        with mock.patch.object(twofactor, "two_factor_is_enabled", lambda user=None: False):
            self.log_in("000000")
        self.assertTrue(step_up.is_due())


class TestActs(FactorTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.sit(self.operator)
        self.name = self.case(category=PSEA_CATEGORY, description=SECRET).name
        self.report = frappe.db.get_value("Sensitive Report", {"cfm_case": self.name})
        self.sit(self.psea)

    def test_a_restricted_report_is_closed_until_a_code_is_given(self) -> None:
        self.assertFalse(access.may_see("Sensitive Report", self.report))
        self.assertTrue(access.may_see_case(self.name))
        self.assertEqual(frappe.get_list("Sensitive Report", {"name": self.report}), [])
        report = frappe.get_doc("Sensitive Report", self.report)
        self.assertRaises(step_up.StepUpError, report.check_permission, "read")
        for name in (self.report, "SEN-none"):
            with self.assertRaises(step_up.StepUpError):
                open_documents.get_open("Sensitive Report", name)
        step_up.confirm(self.code())
        report.check_permission("read")
        self.assertTrue(access.may_see("Sensitive Report", self.report))

    def test_whoever_handles_none_learns_nothing_of_it(self) -> None:
        self.sit(self.operator)
        for name in (self.report, "SEN-none"):
            self.assertRaises(
                frappe.DoesNotExistError, open_documents.get_open, "Sensitive Report", name
            )

    def test_an_export_asks(self) -> None:
        self.chief()
        asked = list_export.ExportRequest.of("Referral", ("name",), {}, "csv")
        list_export.write(asked)
        self.pass_minutes(16)
        self.assertRaises(step_up.StepUpError, list_export.write, asked)

    def test_roles_ask(self) -> None:
        self.chief()
        self.pass_minutes(16)
        other = frappe.get_doc("User", self.operator)
        other.append("roles", {"role": consts.ANALYST})
        self.assertRaises(step_up.StepUpError, other.save, ignore_permissions=True)

    def chief(self) -> None:
        """A manager who logs in with a second factor, and has just given a code."""
        chief = self.user(consts.MANAGER)
        frappe.db.set_value("Role", consts.MANAGER, "two_factor_auth", 1)
        frappe.defaults.set_default(f"{chief}_otplogin", 1, "__2fa")
        self.sit(chief)
        step_up.grant()

    def test_a_reset_ends_app_codes_and_sessions(self) -> None:
        recovery_codes.make(self.psea)
        factor.verify(self.code())
        self.sit("Administrator")
        accounts.check_factor_reset(self.psea)
        access_requests.forget_device(self.psea)
        self.assertEqual(recovery_codes.remaining(self.psea), 0)
        self.assertFalse(factor.is_set_up(self.psea))
        self.assertNotEqual(twofactor.get_otpsecret_for_(self.psea), self.secret)
        self.assertEqual(factor_rows.locked(self.psea).last_step, 0)

    def test_one_resets_their_own_app_with_a_code_alone(self) -> None:
        self.assertRaises(step_up.StepUpError, api.reset_own)
        api.confirm(self.code())
        api.reset_own()
        self.assertFalse(factor.is_set_up(self.psea))

    def test_overriding_consent_asks(self) -> None:
        referral: Any = frappe._dict(cfm_case=self.name, override_basis="x", override_reason="y")
        check = frappe.get_attr("cfm_app.security.lawful_basis.consent._check_override")
        self.assertRaises(step_up.StepUpError, check, referral)
        step_up.confirm(self.code())
        check(referral)
