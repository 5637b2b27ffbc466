"""Classifies a breach and assesses its risk; from then on it is confirmed."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.data_protection.breaches import audience, entry, telling

# Source, event, vulnerability and harm are the four questions of OCHA's guidance note.
FIELDS = (
    "breach_kind data_concerned persons_count restricted_count happened_from happened_until"
    " threat_source threat_event vulnerability harm risk risk_reason"
).split()
RISKS_TO_TELL = ("Medium", "High")


def assess(name: str, values: dict[str, Any]) -> Document:
    """Store an assessment; `values` are FIELDS. It may be done again while the breach is open.

    Where the risk for persons is not small, they have to be told, or somebody says why not.
    """
    breach = entry.opened(name)
    breach.update({key: value or None for key, value in values.items() if key in FIELDS})
    if unsaid := missing(breach):
        frappe.throw(_("To assess it, say: {0}.").format(", ".join(unsaid)))
    breach.assessed_on = breach.assessed_on or now_datetime()
    breach.assessed_by = frappe.session.user
    if breach.risk in RISKS_TO_TELL:
        telling.notice_for(breach, audience.PERSONS)
    return entry.save(breach)


def missing(breach: Document) -> list[str]:
    """The labels of required fields that are empty."""
    needed = ("breach_kind", "threat_source", "harm", "risk")
    return [_(breach.meta.get_label(field)) for field in needed if not breach.get(field)]
