"""The desk of a French office must not write "fr" where a person's language belongs."""

from typing import Any

import frappe

from cfm_app import consts
from cfm_app.testing import CFMTestCase


class TestBoot(CFMTestCase):
    def test_language_of_the_screens_is_no_default(self) -> None:
        bootinfo = frappe._dict(
            sysdefaults=frappe._dict(language="fr", country="Chad"),
            user=frappe._dict(defaults=frappe._dict(language="fr")),
        )
        extend(bootinfo)
        self.assertEqual(bootinfo.sysdefaults, {"country": "Chad"})
        self.assertEqual(bootinfo.user.defaults, {})

    def test_the_desk_searches_where_the_user_may_search(self) -> None:
        for role, page in ((consts.OPERATOR, "/cfm/console"), (consts.ANALYST, None)):
            bootinfo = frappe._dict(
                sysdefaults=frappe._dict(), user=frappe._dict(defaults=frappe._dict())
            )
            frappe.set_user(self.user(role))
            extend(bootinfo)
            self.assertEqual(bootinfo.cfm_search, page, role)


def extend(bootinfo: Any) -> None:
    """What the app's hooks tell the desk."""
    for path in frappe.get_hooks("extend_bootinfo"):
        if path.startswith("cfm_app."):
            frappe.get_attr(path)(bootinfo)
