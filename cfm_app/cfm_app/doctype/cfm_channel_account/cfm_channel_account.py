"""A number or a gateway by which people write and are written to."""

from frappe.model.document import Document

from cfm_app.channels import accounts


class CFMChannelAccount(Document):
    """What its provider needs to know, and what is believed of whoever calls in its name."""

    def validate(self) -> None:
        accounts.settle(self)
