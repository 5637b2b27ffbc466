"""A change of who sees restricted cases that waits for a second person."""

import frappe
from frappe import _
from frappe.model.document import Document


class CFMAccessRequest(Document):
    """Written by the app alone, whatever rights a role is given; the asker adds the reason."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            self._check_only_reason()

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Requests are kept. Take it back instead."), frappe.PermissionError)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.throw(_("Requests are kept. Take it back instead."), frappe.PermissionError)

    def _check_only_reason(self) -> None:
        before = self.get_doc_before_save()
        changed = [
            df.fieldname
            for df in self.meta.fields
            if df.fieldname != "reason" and (not before or self.has_value_changed(df.fieldname))
        ]
        is_asker = bool(before) and before.asked_by == frappe.session.user
        if changed or not is_asker or before.state != "Waiting":
            frappe.throw(
                _("A request is changed by nobody: who asked may add the reason while it waits."),
                frappe.PermissionError,
            )
