"""Notices on devices: closed to the push service, without a word of what waits, ended with the way in."""

import json
from typing import Any
from unittest import mock

import frappe
from cryptography.hazmat.primitives.asymmetric import ec
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import push as api
from cfm_app.api import second_factor
from cfm_app.base import consts, notices
from cfm_app.channels.push import devices, encryption, identity, sending
from cfm_app.channels.push.test_support import Browser, push_service
from cfm_app.testing import Base, CFMTestCase, request_of

DEVICE = consts.PUSH_DEVICE


class TestEncryption(Base):
    """The example of RFC 8291, Appendix A."""

    def test_it_is_that_of_the_standard(self) -> None:
        number = int.from_bytes(
            encryption.from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"
        )
        point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        told = encryption.encrypted(
            b"When I grow up, I want to be a watermelon",
            encryption.from_text(point),
            encryption.from_text("BTBZMqHH6r4Tts7J_aSIgg"),
            salt=encryption.from_text("DGv6ra1nlYgDCS1FRnbzlw"),
            own=ec.derive_private_key(number, encryption.CURVE),
            room=0,
        )
        self.assertEqual(
            encryption.to_text(told),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
            "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        )


class PushTestCase(CFMTestCase):
    """Somebody who sits before a session, a push service, and the browser that is subscribed to it."""

    def setUp(self) -> None:
        super().setUp()
        # Each push is stored at once: here it goes with the test.
        self.patch(mock.patch.object(frappe.db, "commit"))
        self.patch(mock.patch.dict(frappe.local.conf, {"inner_servers": ["127.0.0.1"]}))
        self.service = self.patch(push_service())
        self.browser = Browser()
        self.cookies = self.patch(mock.patch.object(frappe.local, "cookie_manager", create=True))
        api.key()
        before = getattr(frappe.local, "request", None)
        self.addCleanup(setattr, frappe.local, "request", before)
        self.focal = self.user(consts.FOCAL_POINT)
        self.other = self.user(consts.OPERATOR)
        frappe.db.set_value("User", self.focal, "language", "fr")
        self.sit(self.focal)

    def patch(self, context: Any) -> Any:
        given = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return given

    def sit(self, user: str, sid: str = "first", token: str = "") -> None:
        frappe.set_user(user)
        frappe.local.session.sid = sid
        frappe.local.request = request_of("/api/method/x", "POST")
        frappe.local.request_ip = "127.0.0.1"
        if token:
            frappe.local.request.environ["HTTP_COOKIE"] = f"{devices.COOKIE}={token}"

    def subscribe(self, name: str = "one") -> str:
        return api.subscribe(self.service.endpoint(name), **self.browser.keys)

    def given_token(self) -> str:
        return str(self.cookies.set_cookie.call_args.args[1])

    def tell(self, user: str = "") -> None:
        with mock.patch.object(frappe, "enqueue"):
            notices.tell(user or self.focal, "Renvoi REF-1 de Zara Nadjita", "Referral", None)

    def deliver(self) -> list[tuple[str, dict[str, str], bytes]]:
        before = len(self.service.came)
        sending.deliver()
        return self.service.came[before:]

    def row(self, mark: str) -> Any:
        fields = ["state", "attempts", "next_attempt_on", "error", "user"]
        return frappe.db.get_value(DEVICE, {"mark": mark}, fields, as_dict=True)


class TestSending(PushTestCase):
    def test_a_notice_reaches_the_device_and_says_nothing_of_what_waits(self) -> None:
        mark = self.subscribe()
        self.tell()
        [(path, headers, body)] = self.deliver()
        claims = self.service.check(0)
        self.assertEqual(claims["key"], api.key())
        told = json.loads(self.browser.opened(body))
        self.assertEqual(told["title"], "Quelque chose vous attend")
        self.assertEqual(told["lang"], "fr")
        for word in ("REF-1", "Zara", "Referral", self.focal):
            self.assertNotIn(word, f"{path} {headers} {told}")
        self.assertEqual(self.row(mark).state, devices.SENT)
        self.assertEqual(self.deliver(), [])

    def test_one_push_stands_for_many_notices_and_all_are_as_long(self) -> None:
        self.subscribe()
        for _each in range(3):
            self.tell()
        [(_path, _headers, first)] = self.deliver()
        frappe.db.set_value("User", self.focal, "language", "ar")
        self.tell()
        [(_path, _headers, second)] = self.deliver()
        self.assertEqual(json.loads(self.browser.opened(second))["dir"], "rtl")
        self.assertEqual(len(first), len(second))

    def test_notices_of_others_wake_nobody(self) -> None:
        self.subscribe()
        self.tell(self.other)
        self.assertEqual(self.deliver(), [])

    def test_a_service_that_takes_nothing_is_asked_again_and_its_fate_is_seen(self) -> None:
        mark = self.subscribe()
        self.tell()
        for tries in range(1, len(sending.PAUSES) + 2):
            self.service.answers = [503]
            self.assertEqual(len(self.deliver()), 1)
            self.assertEqual(self.deliver(), [], "not before its time")
            self.assertEqual(self.row(mark).attempts, tries)
            past = add_to_date(now_datetime(), minutes=-1)
            frappe.db.set_value(DEVICE, {"mark": mark}, "next_attempt_on", past)
        self.assertEqual(self.row(mark).state, devices.FAILED)
        self.assertIn("503", devices.of_user()[0].error)
        self.tell()
        self.assertEqual(len(self.deliver()), 1)
        self.assertEqual(self.row(mark).state, devices.SENT)

    def test_a_refusal_has_failed_at_once(self) -> None:
        mark = self.subscribe()
        self.tell()
        self.service.answers = [400]
        self.deliver()
        self.assertEqual(self.row(mark).state, devices.FAILED)

    def test_what_is_gone_is_removed(self) -> None:
        for status in (404, 410):
            mark = self.subscribe()
            self.tell()
            self.service.answers = [status]
            self.deliver()
            self.assertIsNone(self.row(mark))

    def test_a_redirect_leads_nowhere(self) -> None:
        mark = self.subscribe()
        self.tell()
        self.service.answers = [307]
        self.assertEqual(len(self.deliver()), 1)
        self.assertEqual(self.row(mark).state, devices.FAILED)


class TestDevices(PushTestCase):
    def test_no_address_inside_and_none_without_encryption_is_taken(self) -> None:
        frappe.local.conf["inner_servers"] = []
        for endpoint in (
            "http://push.example.com/x",
            "https://127.0.0.1/x",
            "https://10.0.0.1:8443/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://user:secret@push.example.com/x",
            "ftp://push.example.com/x",
            "javascript:alert(1)",
            "https://push.example.com/" + "x" * 2000,
            "",
        ):
            with self.subTest(endpoint), self.assertRaises(frappe.ValidationError):
                api.subscribe(endpoint, **self.browser.keys)

    def test_a_name_that_leads_inside_later_is_not_called(self) -> None:
        mark = self.subscribe()
        self.tell()
        frappe.local.conf["inner_servers"] = []
        self.assertEqual(self.deliver(), [])
        self.assertEqual(self.row(mark).state, devices.FAILED)

    def test_keys_that_are_none_are_refused(self) -> None:
        keys = self.browser.keys
        for wrong in ({"auth": "AAAA"}, {"p256dh": "B" * 87}, {"auth": "é"}, {"p256dh": ""}):
            with self.subTest(wrong), self.assertRaises(frappe.ValidationError):
                api.subscribe(self.service.endpoint(), **{**keys, **wrong})

    def test_each_sees_and_removes_their_own_alone(self) -> None:
        mark = self.subscribe()
        self.sit(self.other)
        self.assertEqual(devices.of_user(), [])
        self.assertRaises(frappe.DoesNotExistError, api.remove, mark)
        self.assertFalse(frappe.has_permission(DEVICE))
        self.sit(self.focal)
        self.assertEqual([row.mark for row in devices.of_user()], [mark])
        api.remove(mark)
        self.assertEqual(devices.of_user(), [])

    def test_guests_are_told_nothing(self) -> None:
        for method in (api.key, api.subscribe, api.remove):
            self.assertNotIn(method, frappe.guest_methods)

    def test_log_out_ends_it_on_the_device_in_whichever_session(self) -> None:
        mark = self.subscribe()
        self.sit(self.focal, "another", token=self.given_token())
        devices.end_at_log_out()
        self.assertIsNone(self.row(mark))

    def test_it_outlives_a_session_that_ran_out_but_no_other_person(self) -> None:
        mark = self.subscribe()
        token = self.given_token()
        self.sit(self.focal, "later", token=token)
        devices.look_at_log_in()
        self.assertIsNotNone(self.row(mark))
        self.sit(self.other, "theirs", token=token)
        devices.look_at_log_in()
        self.assertIsNone(self.row(mark))

    def test_a_session_that_is_ended_from_elsewhere_takes_it_along(self) -> None:
        mark = self.subscribe()
        self.sit(self.focal, "another")
        second_factor.end_other_sessions()
        self.assertIsNone(self.row(mark))

    def test_it_ends_with_the_account_its_password_and_its_second_factor(self) -> None:
        def disable() -> None:
            frappe.db.set_value("User", self.focal, "enabled", 0)

        def reset() -> None:
            frappe.defaults.set_default(f"{self.focal}_otpsecret", "x", parent="__2fa")

        for change in (reset, self._another_password, disable):
            mark = self.subscribe()
            change()
            self.tell()
            self.assertEqual(self.deliver(), [], change.__name__)
            self.assertIsNone(self.row(mark))

    def _another_password(self) -> None:
        frappe.get_attr("frappe.utils.password.update_password")(self.focal, "An0ther-long-word!")

    def test_nobody_is_told_on_more_than_some_devices(self) -> None:
        for at in range(devices.MOST_OF_USER):
            self.subscribe(str(at))
        self.assertRaises(frappe.ValidationError, self.subscribe, "more")

    def test_the_private_key_is_kept_encrypted_and_given_to_nobody(self) -> None:
        public = api.key()
        self.assertEqual(api.key(), public)
        stored = frappe.db.get_value(consts.PUSH_KEY, identity.NAME, ["public_key", "private_key"])
        self.assertEqual(stored[0], public)
        self.assertNotIn("PRIVATE", str(stored))
        self.assertFalse(frappe.has_permission(consts.PUSH_KEY, "read", user=self.other))

    def test_a_site_that_lost_its_key_makes_another_and_forgets_the_devices(self) -> None:
        mark = self.subscribe()
        public = api.key()
        broken = mock.patch.object(
            identity, "get_decrypted_password", side_effect=frappe.ValidationError
        )
        with broken:
            self.assertIsNone(identity.found())
        identity._make()
        self.assertNotEqual(api.key(), public)
        self.assertIsNone(self.row(mark))
