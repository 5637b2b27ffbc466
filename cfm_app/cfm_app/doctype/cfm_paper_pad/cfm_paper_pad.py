"""A pad of paper forms with numbers, for a committee without a device."""

from frappe import _
from frappe.model.document import Document

from cfm_app.exchange.field_desk import page_photos
from cfm_app.exchange.paper_forms import drawing
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMPaperPad(Document):
    """Written by `cfm_app.exchange.paper_forms.drawing` alone; deleting it withdraws the pad."""

    def validate(self) -> None:
        refuse_others(self, _("Pads are drawn on their own page."))

    def on_trash(self) -> None:
        page_photos.forget(str(self.name))
        drawing.forget(str(self.name))
