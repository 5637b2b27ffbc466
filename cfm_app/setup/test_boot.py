"""The desk of a French office must not write "fr" where a person's language belongs."""

import frappe

from cfm_app.testing import CFMTestCase


class TestBoot(CFMTestCase):
    def test_language_of_the_screens_is_no_default(self) -> None:
        bootinfo = frappe._dict(
            sysdefaults=frappe._dict(language="fr", country="Chad"),
            user=frappe._dict(defaults=frappe._dict(language="fr")),
        )
        for path in frappe.get_hooks("extend_bootinfo"):
            if path.startswith("cfm_app."):
                frappe.get_attr(path)(bootinfo)
        self.assertEqual(bootinfo.sysdefaults, {"country": "Chad"})
        self.assertEqual(bootinfo.user.defaults, {})
