"""How a breach ends: closed with a lesson, dismissed as none, or taken up again."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base.arguments import required_text
from cfm_app.data_protection.breaches import entry


def close(name: str, lesson: str) -> Document:
    """Close a breach that is contained, assessed and told, with a lesson."""
    breach = entry.opened(name)
    if remaining := what_remains(breach):
        frappe.throw(_("It cannot be closed yet. {0}").format(" ".join(remaining)))
    breach.lesson = required_text(lesson, _("Write what is learnt from it."))
    return _end(breach)


def dismiss(name: str, reason: str) -> Document:
    """Close a suspicion that was no breach; the entry and the reason stay."""
    breach = entry.opened(name)
    breach.dismissed_because = required_text(reason, _("Write why it was no breach."))
    return _end(breach)


def reopen(name: str, reason: str) -> Document:
    """Reopen a closed or dismissed breach."""
    breach = entry.of_register(name)
    if not breach.closed_on:
        frappe.throw(_("This breach is open."))
    words = required_text(reason, _("Write why it is taken up again."))
    breach.update(dict.fromkeys(("closed_on", "closed_by", "dismissed_because")))
    entry.save(breach)
    breach.add_comment("Comment", _("Taken up again: {0}").format(words))
    return breach


def what_remains(breach: Document) -> list[str]:
    """What has to be done before a breach can be closed, in sentences."""
    found = []
    if not breach.contained_on:
        found.append(_("Nothing says yet that it is contained."))
    if not breach.assessed_on:
        found.append(_("It is not assessed."))
    if breach.contained_on and any(not row.done_on for row in breach.measures):
        found.append(_("Some measures are open."))
    for row in breach.notices:
        if not row.told_on and not row.needless_because:
            found.append(_("{0}: not told, and nobody said why not.").format(_(row.audience)))
    return found


def _end(breach: Document) -> Document:
    breach.closed_on, breach.closed_by = now_datetime(), frappe.session.user
    return entry.save(breach)
