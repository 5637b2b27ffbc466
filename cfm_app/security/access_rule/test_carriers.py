"""What refers to a document is as open as that, alike in lists and by itself, whatever refers to what."""

from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.security.access_rule import carriers, permission_hooks
from cfm_app.security.access_rule.test_access import PSEA_CATEGORY, SECRET
from cfm_app.testing import CFMTestCase

Target = tuple[str | None, str | None]
MISSING = "CFM-2026-000000"
IMPORT, FILE = "CFM Import", "File"
# Of these, lists show which are about a document itself.
LISTED = tuple(each for each in doctype_access.CARRIED if each != FILE)


class TestCarriers(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        roles = (consts.OPERATOR, consts.MANAGER, consts.PSEA, consts.FRAUD, consts.FOCAL_POINT)
        self.readers = [self.user(role) for role in roles]
        self.operator, self.manager, self.psea, *_others = self.readers
        self.ordinary = self.recorded("Quantité de la ration")
        self.restricted = self.recorded(PSEA_CATEGORY)
        self.imported = {user: self.bare(IMPORT, owner=user) for user in self.readers[:2]}

    def recorded(self, category: str) -> str:
        frappe.set_user(self.operator)
        name = str(self.case(category=category, description=SECRET).name)
        frappe.set_user("Administrator")
        return name

    def bare(self, doctype: str, **values: Any) -> str:
        """A row as it lies in the table, whichever way it came."""
        doc = frappe.get_doc(
            {"doctype": doctype, "name": frappe.generate_hash(length=10), **values}
        )
        doc.db_insert()
        owner = values.get("owner", "Administrator")
        frappe.db.set_value(doctype, doc.name, "owner", owner, update_modified=False)
        return str(doc.name)

    def about(self, carrier: str, kind: str | None, name: str | None) -> str:
        type_field, name_field = doctype_access.CARRIERS[carrier]
        return self.bare(carrier, **{type_field: kind, name_field: name})

    def targets(self) -> list[Target]:
        """What may be referred to: cases, what is somebody's own, nothing, and what refers to these itself."""
        cases = [("Case", self.ordinary), ("Case", self.restricted), ("Case", MISSING)]
        owned = [(IMPORT, name) for name in self.imported.values()]
        plain = [*cases, *owned, ("Case", None), ("Note", "one"), (IMPORT, None), (None, None)]
        carried = [
            (carrier, self.about(carrier, kind, name))
            for carrier in doctype_access.CARRIED
            for kind, name in plain
        ]
        return [*plain, *carried, *((carrier, MISSING) for carrier in doctype_access.CARRIED)]

    def end_of(self, target: Target) -> Target:
        """What a target leads to, itself or through what it refers to."""
        kind, name = target
        if kind not in doctype_access.CARRIED or name == MISSING:
            return target
        row = frappe.db.get_value(kind, name, doctype_access.CARRIERS[kind])
        return row[0], row[1]

    def test_a_list_and_a_single_document_say_the_same(self) -> None:
        """But a list leaves out what refers to files, and to what refers to something in its turn."""
        targets = self.targets()
        for carrier in doctype_access.CARRIERS:
            left_out = doctype_access.CARRIED if carrier in LISTED else (FILE,)
            rows = {self.about(carrier, *target): target for target in targets}
            stored = [frappe.get_doc(carrier, name) for name in rows]
            for user in self.readers:
                with self.subTest(carrier=carrier, user=user):
                    opened = self.opened(stored, user)
                    listed = {name for name in opened if rows[name][0] not in left_out}
                    self.assertEqual(self.listed(carrier, rows, user), listed)
                    ends = {self.end_of(rows[name]) for name in opened}
                    if carrier == "Comment" and user in self.imported:
                        self.assertIn((IMPORT, self.imported[user]), ends)
                    if carrier == doctype_access.LOG_OF_LISTS:
                        ends -= {("Case", None), (IMPORT, None)}
                    self.assertEqual(ends & self.closed_to(user), set())

    def closed_to(self, user: str) -> set[Target]:
        closed: set[Target] = {("Case", None), (IMPORT, None), ("Case", MISSING)}
        closed |= {(IMPORT, name) for owner, name in self.imported.items() if owner != user}
        closed |= {(carrier, MISSING) for carrier in doctype_access.CARRIED}
        if user != self.psea:
            closed.add(("Case", self.restricted))
        if user not in (self.operator, self.manager):
            closed.add(("Case", self.ordinary))
        return closed

    def listed(self, carrier: str, rows: dict[str, Target], user: str) -> set[str]:
        condition = carriers.carrier_condition(carrier, user).replace("%", "%%") or "1=1"
        found = frappe.db.sql(
            f"select `name` from `tab{carrier}` where `name` in %s and {condition}", (list(rows),)
        )
        return {name for (name,) in found}

    def opened(self, stored: list[Any], user: str) -> set[str]:
        """Without what the framework has to say besides."""
        with patch.object(permission_hooks, "others_allow", return_value=True):
            return {
                doc.name for doc in stored if permission_hooks.carrier_permission(doc, "read", user)
            }
