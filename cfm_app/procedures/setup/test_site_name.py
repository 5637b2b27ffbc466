"""The log-in names the office, not the framework."""

from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.procedures.setup import original_values, site_name
from cfm_app.testing import CFMTestCase


class TestNaming(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        if not frappe.db.exists("DocType", site_name.SETTINGS):
            self.skipTest("a log-in that is the engine's own")
        frappe.db.delete("DefaultValue", {"defkey": original_values.KEPT})
        self.called(site_name.UNNAMED)
        self.of_office("")

    def called(self, name: str) -> None:
        for settings, field in site_name.PLACES:
            frappe.db.set_single_value(settings, field, name)

    def of_office(self, name: str) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.office_name = name
        settings.save()

    def stored(self) -> str:
        """The one name that all places have."""
        (found,) = {
            frappe.db.get_single_value(settings, field, cache=False)
            for settings, field in site_name.PLACES
        }
        return str(found)

    def test_the_name_of_the_office_is_that_of_the_log_in(self) -> None:
        self.of_office("Bureau du Lac")
        self.assertEqual(self.stored(), "Bureau du Lac")
        self.of_office("Bureau de Bol")
        self.assertEqual(self.stored(), "Bureau de Bol")
        self.of_office("")
        self.assertEqual(self.stored(), "CFM")

    def test_the_title_of_another_app_is_no_name_of_the_site(self) -> None:
        """Of the framework, too: an office has it from when the app was being installed."""
        for title in frappe.get_hooks("app_title"):
            self.called(title)
            self.of_office("Bureau du Lac")
            self.assertEqual(self.stored(), "Bureau du Lac")
            self.of_office("")

    def test_while_the_app_is_being_installed_it_has_its_title(self) -> None:
        hooks = frappe.get_hooks

        def of_others(hook: str | None = None, *more: Any, app_name: str | None = None) -> Any:
            """What the framework knows before the app counts as installed."""
            if hook == "app_title" and not app_name:
                return ["Frappe Framework"]
            return hooks(hook, *more, app_name=app_name)

        self.called(site_name.UNNAMED)
        with patch.object(frappe, "get_hooks", of_others):
            site_name.follow("")
        self.assertEqual(self.stored(), "CFM")

    def test_another_name_that_somebody_chose_stays(self) -> None:
        self.called("La ligne verte")
        self.of_office("Bureau du Lac")
        self.assertEqual(self.stored(), "La ligne verte")

    def test_a_name_that_somebody_chose_in_one_place_stays_there_alone(self) -> None:
        settings, field = site_name.PLACES[-1]
        frappe.db.set_single_value(settings, field, "Codes du Lac")
        self.of_office("Bureau du Lac")
        self.assertEqual(frappe.db.get_single_value(settings, field, cache=False), "Codes du Lac")
        self.assertEqual(
            frappe.db.get_single_value(site_name.SETTINGS, site_name.FIELD, cache=False),
            "Bureau du Lac",
        )

    def test_it_goes_with_the_app(self) -> None:
        self.called(site_name.UNNAMED)
        self.of_office("Bureau du Lac")
        self.of_office("Bureau de Bol")
        original_values.restore()
        self.assertEqual(self.stored(), site_name.UNNAMED)
