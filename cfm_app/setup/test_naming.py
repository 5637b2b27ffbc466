"""The site is called what its office is called, wherever somebody reads a name of it."""

import frappe

from cfm_app.setup import naming
from cfm_app.testing import CFMTestCase


class TestNaming(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.called(naming.UNNAMED)
        self.of_office("")

    def called(self, name: str) -> None:
        frappe.db.set_single_value(naming.SETTINGS, naming.FIELD, name)

    def of_office(self, name: str) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.office_name = name
        settings.save()

    def stored(self) -> str:
        return str(frappe.get_system_settings(naming.FIELD))

    def test_the_name_of_the_office_is_that_of_the_site(self) -> None:
        self.of_office("Bureau du Lac")
        self.assertEqual(self.stored(), "Bureau du Lac")
        self.of_office("Bureau de Bol")
        self.assertEqual((self.stored(), naming.brand()), ("Bureau de Bol", "Bureau de Bol"))
        self.of_office("")
        self.assertEqual(self.stored(), naming.default())

    def test_another_name_that_somebody_chose_stays(self) -> None:
        self.called("La ligne verte")
        self.of_office("Bureau du Lac")
        self.assertEqual(self.stored(), "La ligne verte")

    def test_a_site_without_a_name_is_never_called_what_the_framework_is(self) -> None:
        self.assertEqual(naming.brand(), naming.default())
        naming.follow(None)
        self.assertEqual(self.stored(), naming.default())
