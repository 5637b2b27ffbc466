"""A number or a gateway by which people write and are written to."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.channels import accounts
from cfm_app.channels.adapters import adapter_of


class CFMChannelAccount(Document):
    """What its provider needs to know, and what is believed of whoever calls in its name."""

    def validate(self) -> None:
        accounts.settle(self)

    @frappe.whitelist()
    def show_addresses(self) -> None:
        """Tell whoever may set the account up what its provider is given."""
        self.check_permission("write")
        self._tell_addresses()

    @frappe.whitelist()
    def rotate_token(self) -> None:
        """Make new addresses; the old ones last a day."""
        self.check_permission("write")
        accounts.rotate(self)
        self._tell_addresses()

    @frappe.whitelist()
    def try_connection(self) -> None:
        """Tell whether the provider can be reached."""
        self.check_permission("write")
        frappe.msgprint(adapter_of(self).probe(self), title=_("Try the connection"))

    def _tell_addresses(self) -> None:
        addresses = accounts.addresses(self)
        for words in (
            _("For messages that come in: {0}").format(addresses["messages"]),
            _("For delivery reports: {0}").format(addresses["reports"]),
            _(
                "Whoever knows an address can write in the name of the provider: give it to nobody else."
            ),
        ):
            frappe.msgprint(words, title=_("Addresses for the provider"))
