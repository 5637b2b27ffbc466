"""A phone or laptop that records cases where there is no network."""

from frappe.model.document import Document


class CFMFieldDevice(Document):
    """Written by `cfm_app.field_desk.devices` alone; deleting it withdraws the device."""
