"""A number or a gateway by which people write and are written to."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.channels import account_changes, accounts
from cfm_app.channels.adapters import adapter_of, public_form


class CFMChannelAccount(Document):
    """What its provider needs to know, and what is believed of whoever calls in its name.

    The buttons of its form say in words what their methods give.
    """

    def validate(self) -> None:
        accounts.complete(self)

    @frappe.whitelist()
    def show_addresses(self) -> dict[str, str]:
        """The addresses that the provider is given: for messages, and for delivery reports."""
        self.check_permission("write")
        return self._told_addresses()

    @frappe.whitelist()
    def rotate_token(self) -> dict[str, str]:
        """Make new addresses, which are given; the old ones last a day."""
        self.check_permission("write")
        accounts.rotate(self)
        return self._told_addresses()

    @frappe.whitelist()
    def try_connection(self) -> str:
        """Try whether the provider can be reached; a sentence says what came of it."""
        self.check_permission("write")
        found = adapter_of(self).probe(self)
        frappe.msgprint(found, title=_("Try the connection"))
        return found

    def _told_addresses(self) -> dict[str, str]:
        if self.adapter == public_form.KIND:
            frappe.throw(_("The form has a page, and no address for a provider."))
        account_changes.note_shown(self)
        addresses = accounts.addresses(self)
        for words in (
            *adapter_of(self).setup_lines(self, addresses),
            _("Anybody who knows an address can write as the provider: give it to nobody else."),
        ):
            frappe.msgprint(words, title=_("Addresses for the provider"))
        if not (frappe.conf.host_name or frappe.conf.hostname):
            frappe.msgprint(
                _(
                    "Nobody outside may reach this address: the office has none of its own yet."
                    " Ask whoever runs the server to set it (host_name)."
                ),
                title=_("Addresses for the provider"),
            )
        return addresses
