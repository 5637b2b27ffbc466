"""A phone or laptop that records cases where there is no network."""

from frappe import _
from frappe.model.document import Document

from cfm_app.exchange.field_desk import device_list, parts
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMFieldDevice(Document):
    """Written by `cfm_app.exchange.field_desk.devices` alone; deleting it withdraws the device."""

    def validate(self) -> None:
        refuse_others(self, _("Devices are registered on their own page."))

    def on_trash(self) -> None:
        parts.forget(str(self.name))
        device_list.follow_withdrawal(str(self.name))
