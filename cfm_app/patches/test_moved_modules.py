"""What a site remembers by the names of modules is found where they lie now."""

import importlib

import frappe
from frappe import get_attr

from cfm_app.base import features
from cfm_app.patches import moved_modules
from cfm_app.testing import CFMTestCase

# An office may take these away.
REMOVABLE = ("exchange.migration", "figures.releases", "office.missions")


class TestMovedModules(CFMTestCase):
    def test_each_new_place_is_one(self) -> None:
        for new in moved_modules.MOVED.values():
            if new not in REMOVABLE or (features.APP / new.replace(".", "/")).exists():
                importlib.import_module(f"cfm_app.{new}")

    def test_no_old_place_is_one(self) -> None:
        for old in moved_modules.MOVED:
            with self.subTest(old), self.assertRaises(ModuleNotFoundError):
                importlib.import_module(f"cfm_app.{old}")

    def test_a_job_is_found_and_stays_stopped(self) -> None:
        method = "cfm_app.procedures.sop.reminders.run"
        name = frappe.db.get_value(moved_modules.JOB_TYPE, {"method": method})
        stopped = {"method": "cfm_app.sop.reminders.run", "stopped": 1}
        frappe.db.set_value(moved_modules.JOB_TYPE, name, stopped)
        moved_modules.execute()
        found = frappe.db.get_value(moved_modules.JOB_TYPE, name, ["method", "stopped"])
        self.assertEqual(found, (method, 1))

    def test_names_of_now_stay(self) -> None:
        for name in ("cfm_app.cases.recompute.run", "frappe.utils.now", "cfm_app.figures.x"):
            self.assertEqual(moved_modules.renamed(name), name)
        self.assertTrue(callable(get_attr(moved_modules.renamed("cfm_app.loop.digest.send"))))
