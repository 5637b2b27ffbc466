"""Recent changes of configuration, one of which may be the result of a proposal.

Each record's history has details; here changes are only named.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, get_datetime, now_datetime

RECENT_DAYS = 60
SHOWN = 40
# What an office changes of the framework for its forms and procedures.
OF_THE_FRAMEWORK = ("Custom Field", "Property Setter", "Workflow", "Notification", "Print Format")
_BETWEEN = "::"


@dataclass(frozen=True)
class Change:
    """A record of the set-up that was changed lately."""

    doctype: str
    name: str
    moment: datetime

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.doctype}{_BETWEEN}{self.name}"


def recent() -> list[Change]:
    """What was changed lately of what the user may read, the newest first."""
    since = add_days(now_datetime(), -RECENT_DAYS)
    found = [change for each in _kinds() for change in _of(each, since)]
    return sorted(found, key=lambda change: change.moment, reverse=True)[:SHOWN]


def named(key: str) -> tuple[str, str]:
    """DocType and name of what a form sends; refused for whatever is no set-up, or not there."""
    doctype, _between, name = key.partition(_BETWEEN)
    if doctype not in _kinds() or not (_is_single(doctype) or frappe.db.exists(doctype, name)):
        frappe.throw(_("Choose a change of the set-up from the list."))
    frappe.has_permission(doctype, "read", throw=True)
    return doctype, doctype if _is_single(doctype) else name


def _kinds() -> list[str]:
    return [*frappe.get_hooks("configuration_doctypes"), *OF_THE_FRAMEWORK]


def _is_single(doctype: str) -> bool:
    return bool(frappe.get_meta(doctype).issingle)


def _of(doctype: str, since: Any) -> list[Change]:
    if not frappe.has_permission(doctype, "read"):
        return []
    if _is_single(doctype):
        moment = frappe.get_doc(doctype).get("modified")
        changed = moment and get_datetime(moment) >= get_datetime(since)
        return [Change(doctype, doctype, get_datetime(moment))] if changed else []
    rows = frappe.get_list(
        doctype,
        filters={"modified": [">=", since]},
        fields=["name", "modified"],
        order_by="modified desc",
        limit_page_length=SHOWN,
    )
    return [Change(doctype, row.name, get_datetime(row.modified)) for row in rows]
