"""Why a row was refused, in words for whoever keeps the sheet."""

import frappe
from frappe import _
from frappe.utils import strip_html

# The whole transaction is gone after one of these: going on would lose rows without a word.
FATAL = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)


def reason(error: Exception, doctype: str, needs: str) -> str:
    """What a refusal says; `needs` is the sentence around the labels of fields that are missing."""
    text = strip_html(str(error))
    if isinstance(error, frappe.MandatoryError) and text.startswith("["):
        names = text.rpartition(": ")[2].split(", ")
        meta = frappe.get_meta(doctype)
        return needs.format(", ".join(_(meta.get_label(name)) for name in names))
    if isinstance(error, frappe.ValidationError | frappe.PermissionError):
        return text or type(error).__name__
    frappe.log_error(title=_("A row could not be imported"))
    return _("Unexpected error; the Error Log has the particulars: {0}").format(error)
