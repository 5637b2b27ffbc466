"""A backup that somebody deletes by a screen is in the log, and data protection hears of it."""

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts, notices
from cfm_app.security import audit
from cfm_app.security.entitlement import handlers


def tell(name: str) -> None:
    """Hook of a desk that deletes a backup: log it, and tell data protection."""
    audit.record("Deletion", "", detail=_("Backup {0}").format(name)[:140])
    people = handlers.holders(consts.DATA_PROTECTION)
    spoken, who = notices.languages(set(people)), get_fullname(frappe.session.user)
    for user in people:
        notices.tell(user, _("{0} deleted the backup {1}.", spoken.get(user)).format(who, name))
