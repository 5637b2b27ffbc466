"""Two take away the last two keys of a class: the second finds what the first has left, though they began before."""

from collections.abc import Callable
from threading import Thread
from typing import Any
from unittest import mock

import frappe

from cfm_app.api import sealing
from cfm_app.base import consts
from cfm_app.procedures.setup import transaction_isolation
from cfm_app.security.sealing import body, circle, keys, last_key, resealing, revoking
from cfm_app.security.sealing.test_body import PSEA_CATEGORY
from cfm_app.security.sealing.test_last_key import SAYS, WHY
from cfm_app.testing import CommittedTestCase, remove_user

TRACES = (
    "CFM Access Log",
    "Comment",
    "Deleted Document",
    "DocShare",
    "Notification Log",
    "Version",
)


def disable(user: str) -> None:
    frappe.get_doc("User", user).update({"enabled": 0}).save()


def take_role(user: str) -> None:
    frappe.get_doc("User", user).update({"roles": []}).save()


def revoke(user: str) -> None:
    frappe.set_user(user)
    revoking.revoke(user, WHY)


def delete_key(user: str) -> None:
    name = keys.of_user(user).name
    frappe.delete_doc(keys.DOCTYPE, name, force=True, ignore_permissions=True)


TAKING = (disable, take_role, revoke, delete_key)


class TestAtOnce(CommittedTestCase):
    """Two handlers of a sealed class have keys; the connection of the test has read before the other one writes."""

    first, second = "psea-one@test.cfm", "psea-two@test.cfm"

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        transaction_isolation.wait_for_writers()
        self.sensitivity = frappe.db.get_value("Case Category", PSEA_CATEGORY, "sensitivity")
        # The framework keeps one, whoever else goes.
        self.user("System Manager")
        self.guard = self.user(consts.DATA_PROTECTION)
        frappe.db.commit()
        if frappe.db.exists("DocType", "Contact"):
            # Where the framework keeps one for each account that is saved.
            self.watch("Contact")
        self.before = {each: frappe.get_all(each, pluck="name") for each in TRACES}
        self.lay()

    def lay(self) -> None:
        """The two as they begin, stored for all connections."""
        frappe.db.rollback()
        frappe.set_user("Administrator")
        self.take_away()
        for user in (self.first, self.second):
            remove_user(user)
            self.user(consts.PSEA, email=user)
        self.bare(circle.DOCTYPE, sensitivity=self.sensitivity, state=circle.ON)
        for user in (self.first, self.second):
            self.bare(keys.DOCTYPE, user=user, public_key=f"key of {user}", state=keys.ACTIVE)
        frappe.db.commit()

    def bare(self, doctype: str, **values: Any) -> None:
        name = frappe.generate_hash(length=10)
        frappe.get_doc({"doctype": doctype, "name": name, **values}).db_insert()

    def take_away(self) -> None:
        frappe.db.delete(circle.DOCTYPE, {"sensitivity": self.sensitivity})
        frappe.db.delete(keys.DOCTYPE, {"user": ["in", [self.first, self.second]]})

    def remove(self) -> None:
        frappe.db.rollback()
        self.take_away()
        # No act deletes a line of the log.
        for doctype, names in self.before.items():
            frappe.db.delete(doctype, {"name": ["not in", [*names, ""]]})
        super().remove()

    def elsewhere(self, act: Callable[[], Any]) -> None:
        """Carry it out in a connection of its own, and commit."""
        site, path = frappe.local.site, frappe.local.sites_path
        failed: list[Exception] = []

        def run() -> None:
            frappe.init(site=site, sites_path=path)
            frappe.connect()
            transaction_isolation.wait_for_writers()
            try:
                frappe.flags.in_test = True
                act()
                frappe.db.commit()
            except Exception as error:
                failed.append(error)
            finally:
                frappe.destroy()

        thread = Thread(target=run)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]

    def look(self) -> None:
        """A first read, whose state MariaDB goes on showing."""
        self.assertEqual(len(self.living()), 2)

    def living(self) -> frozenset[str]:
        return last_key.opened()[self.sensitivity].living

    def test_whichever_two_acts_the_second_is_refused(self) -> None:
        for first in TAKING:
            for second in TAKING:
                with self.subTest(first=first.__name__, second=second.__name__):
                    self.lay()
                    self.look()
                    self.elsewhere(lambda first=first: first(self.first))
                    with self.assertRaises(frappe.ValidationError):
                        second(self.second)
                    frappe.db.rollback()
                    self.assertEqual(self.living(), {f"key of {self.second}"})

    def test_a_page_reads_why_and_what_to_do(self) -> None:
        self.look()
        self.elsewhere(lambda: disable(self.first))
        frappe.set_user(self.guard)
        with self.assertRaisesRegex(frappe.ValidationError, SAYS):
            sealing.revoke_key(reason=WHY, user=self.second)

    def test_what_somebody_else_gave_counts(self) -> None:
        self.elsewhere(lambda: disable(self.first))
        frappe.db.rollback()
        self.assertEqual(self.living(), {f"key of {self.second}"})
        self.elsewhere(lambda: frappe.get_doc("User", self.first).update({"enabled": 1}).save())
        frappe.set_user(self.guard)
        sealing.revoke_key(reason=WHY, user=self.second)
        frappe.db.commit()
        self.assertEqual(self.living(), {f"key of {self.first}"})

    def test_who_changes_nothing_about_keys_stands_in_nobodys_way(self) -> None:
        before = last_key._last_changes()
        self.elsewhere(
            lambda: frappe.get_doc("User", self.first).update({"phone": "+243810000001"}).save()
        )
        frappe.db.rollback()
        self.assertEqual(last_key._last_changes(), before)

    def test_who_sees_an_old_state_begins_anew_or_is_told(self) -> None:
        """As on MariaDB, on both engines: what the lock shows is later than what this transaction sees."""
        latest, old = last_key._last_changes(), dict.fromkeys(last_key._last_changes())
        frappe.set_user(self.guard)
        with (
            mock.patch.object(last_key, "_last_changes", side_effect=[latest, old]),
            self.assertRaisesRegex(last_key.Overtaken, "at the same moment"),
        ):
            revoke(self.second)
        with mock.patch.object(last_key, "_last_changes", side_effect=[latest, old, {}, {}]):
            sealing.revoke_key(reason=WHY, user=self.second)
        self.assertEqual(self.living(), {f"key of {self.first}"})

    def test_who_seals_a_report_takes_their_place_in_the_line(self) -> None:
        """Or it would be sealed for a key that somebody takes away before it is stored."""
        told = {"doctype": body.REPORT, "sensitivity": self.sensitivity, "description": "Words"}
        report = frappe.get_doc(told)
        latest, old = last_key._last_changes(), dict.fromkeys(last_key._last_changes())
        for seal in (lambda: body.cover(report), lambda: resealing.bring_up_to_date("x", None)):
            with (
                mock.patch.object(last_key, "_last_changes", side_effect=[latest, old]),
                self.assertRaisesRegex(last_key.Overtaken, "at the same moment"),
            ):
                seal()
        self.assertEqual("Words", report.description)
