"""A phone or laptop that records cases where there is no network."""

from frappe.model.document import Document

from cfm_app.field_desk import parts


class CFMFieldDevice(Document):
    """Written by `cfm_app.field_desk.devices` alone; deleting it withdraws the device."""

    def on_trash(self) -> None:
        parts.forget(str(self.name))
