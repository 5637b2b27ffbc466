"""No field that a manager may write lets anybody see a restricted case: all of them are tried.

The fields are found in the metadata. Who sees the case is asked of the rule of access itself, of
the single document and of the list, and not of the facts by which changes are judged.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, cint, nowdate

from cfm_app.base import consts
from cfm_app.security.access_rule import access
from cfm_app.testing import CFMTestCase

SEA, SEA_CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"
# What changes tables, sends, or asks a service outside: no answer to who sees a case.
LEFT_OUT = frozenset(
    ("Custom Field", "Customize Form", "DocType", "Email Queue", "File", "Webhook", "Workflow")
)
# At most so many records of a DocType are tried, those that decide something first.
MOST = 4


class TestWidening(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.handler = self.user(consts.PSEA, email="only.handler@test.cfm")
        self.other = self.user(consts.OPERATOR, email="curious@test.cfm")
        self.manager = self.user(consts.MANAGER, "System Manager", email="all.powers@test.cfm")
        frappe.set_user(self.other)
        self.case_name = self.case(category=SEA).name
        frappe.set_user("Administrator")
        # A second handler who is not entrusted, and what decides who sees what.
        self.deputy = self.user(consts.PSEA, email="late.handler@test.cfm")
        self.gone = self.user(consts.PSEA, email="gone.handler@test.cfm")
        frappe.db.set_value("User", self.gone, "enabled", 0)
        self.deciding = list(self.records())
        frappe.set_user(self.manager)

    def records(self) -> Iterator[tuple[str, str]]:
        """Records that decide something, besides those that are there."""
        post = {"doctype": "CFM Focal Point", "functional_area": "PEAS", "sensitivity": SEA_CLASS}
        post |= {"user": self.handler, "deputy": self.deputy, "absent_from": add_days(nowdate(), 9)}
        limit = {"doctype": "User Permission", "user": self.deputy, "allow": "CFM Location"}
        limit |= {"for_value": "TD07", "apply_to_all_doctypes": 1}
        profile = {"doctype": "Role Profile", "role_profile": "Everything"}
        profile["roles"] = [{"role": consts.OPERATOR}]
        for values in (post, limit, profile):
            doc = frappe.get_doc(values).insert()
            yield doc.doctype, doc.name
        for user in (self.other, self.handler, self.deputy, self.gone):
            yield "User", user
        yield "Case Sensitivity", SEA_CLASS
        yield from (("Role", name) for name in (consts.PSEA, consts.OPERATOR))

    # On a bench each save of a user or of the settings writes defaults of the site, and each of
    # these empties every cache. What the rule of access reads is emptied by `seeing`.
    @patch("frappe.defaults._clear_cache", create=True)
    def test_no_field_of_any_record_lets_anybody_in(self, _clear_cache: Any) -> None:
        seeing, tried, saved = self.seeing(), 0, 0
        self.assertEqual({user for user, _case in seeing}, {self.handler})
        for doctype, name in self.reachable():
            for fieldname, value in self.changes(doctype):
                tried += 1
                if self.save(doctype, name, fieldname, value):
                    saved += 1
                    now = self.seeing()
                    self.assertFalse(now - seeing, (doctype, name, fieldname, value))
                self.undo(doctype, name)
        self.assertGreater(tried, 500)
        self.assertGreater(saved, 100)

    def test_no_deletion_lets_anybody_in(self) -> None:
        seeing = self.seeing()
        for doctype, name in self.reachable():
            frappe.db.savepoint("tried")
            with suppress(frappe.ValidationError, frappe.PermissionError):
                frappe.delete_doc(doctype, name)
            self.assertFalse(self.seeing() - seeing, (doctype, name))
            self.undo(doctype, name)

    def seeing(self) -> set[tuple[str, str]]:
        """Who sees the case, by the document and by the list."""
        users = frappe.get_all("User", filters={"enabled": 1}, pluck="name")
        found = set()
        self.forget()
        for user in set(users) - {"Administrator", "Guest"}:
            if access.may_see_case(self.case_name, user) or self.lists(user):
                found.add((user, self.case_name))
        return found

    def forget(self) -> None:
        """Let the rule read anew. On a bench the roles of users are kept by a key of their own."""
        frappe.clear_cache(user=self.manager)
        frappe.cache.delete_value("roles")

    def lists(self, user: str) -> bool:
        condition = access.case_condition(user)
        query = "select 1 from `tabCase` where `name` = %s"
        return bool(frappe.db.sql(f"{query} and ({condition})", (self.case_name,)))

    def save(self, doctype: str, name: str, fieldname: str, value: Any) -> bool:
        """Whether it was saved. A program error is the business of other tests."""
        frappe.db.savepoint("tried")
        try:
            doc = frappe.get_doc(doctype, name)
            if isinstance(value, dict):
                doc.append(fieldname, value)
            else:
                doc.set(fieldname, value)
            doc.save()
        except Exception:
            return False
        return True

    def undo(self, doctype: str, name: str) -> None:
        frappe.db.rollback(save_point="tried")
        frappe.clear_document_cache(doctype, name)
        frappe.db.after_rollback.reset()
        frappe.set_user(self.manager)

    def reachable(self) -> Iterator[tuple[str, str]]:
        """Records that the manager may write: those that decide, and some of each other kind."""
        yield from self.deciding
        filters = {"istable": 0, "name": ["not in", sorted(LEFT_OUT)]}
        for doctype in frappe.get_all(
            "DocType", filters=filters, pluck="name", order_by="name asc"
        ):
            meta = frappe.get_meta(doctype)
            if meta.get("is_virtual") or not frappe.has_permission(doctype, "write"):
                continue
            if meta.issingle:
                yield doctype, doctype
                continue
            if doctype in {each for each, _name in self.deciding}:
                continue
            found = frappe.get_list(doctype, limit_page_length=MOST, order_by="creation asc")
            yield from ((doctype, row.name) for row in found)

    def changes(self, doctype: str) -> Iterator[tuple[str, Any]]:
        """Another value for each field, and another row for each table."""
        for df in frappe.get_meta(doctype).fields:
            if df.fieldtype in ("Table", "Table MultiSelect"):
                yield from ((df.fieldname, row) for row in self.rows(df))
            else:
                yield from ((df.fieldname, value) for value in self.values(df))

    def rows(self, table: Any) -> Iterator[dict[str, Any]]:
        links = [df for df in frappe.get_meta(table.options).fields if df.fieldtype == "Link"]
        for df in links:
            yield from ({df.fieldname: value} for value in self.values(df))

    def values(self, df: Any) -> Iterator[Any]:
        if df.fieldtype == "Check":
            yield from (0, 1)
        elif df.fieldtype == "Link":
            chosen = {
                "User": (self.manager, self.other, self.deputy),
                "Role": (consts.PSEA, consts.MANAGER, consts.OPERATOR),
                "Role Profile": ("Everything",),
                "Case Sensitivity": ("Non sensible",),
            }
            yield from chosen.get(df.options, ())
            yield None
        elif df.fieldtype == "Select":
            yield from [each for each in (df.options or "").split("\n") if each][:3]
        elif df.fieldtype == "Date":
            yield from (nowdate(), add_days(nowdate(), 20), None)
        elif df.fieldtype in ("Data", "Small Text"):
            yield self.manager
        elif df.fieldtype in ("Int", "Float"):
            yield cint(df.default) + 1
