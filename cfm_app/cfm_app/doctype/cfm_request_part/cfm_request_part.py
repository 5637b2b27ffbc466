"""The part of a request that concerns a restricted case or conversation; only its handlers see it."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMRequestPart(RandomlyNamed):
    """Made when it is known who asks, and settled by the handler."""

    def validate(self) -> None:
        refuse_others(self, _("Requests of persons are handled on their own page."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("The register keeps its requests. Drop it instead."))
