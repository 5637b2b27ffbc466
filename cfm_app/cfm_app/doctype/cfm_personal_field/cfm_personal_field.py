"""What the office says of a field of its own in the map of personal data."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.data_protection.personal_data import field_map


class CFMPersonalField(Document):
    """One entry of the map, of a field that the app did not bring along."""

    def validate(self) -> None:
        if not (self.ref_doctype and self.fieldname):
            return  # Both are required: whoever left one empty is told so next.
        meta = frappe.get_meta(self.ref_doctype)
        if not meta.has_field(self.fieldname):
            frappe.throw(
                _("{0} has no field {1}. Choose its name as Customize Form shows it.").format(
                    _(self.ref_doctype), self.fieldname
                )
            )
        if field_map.is_shipped(self.ref_doctype, self.fieldname):
            frappe.throw(
                _(
                    "The app says itself what becomes of this field. Enter the fields of your office."
                )
            )
        if bool(self.about) == (self.category in field_map.REASONS):
            frappe.throw(
                _("Say whose data it is and of which category, or leave both to what is nobody's.")
            )
        if self.about and not self.purpose:
            frappe.throw(_("Say what it is for. Whoever fills in the field reads it."))
