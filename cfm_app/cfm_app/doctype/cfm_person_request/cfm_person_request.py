"""What a person asks about their own data. Its acts are in `personal_data`, the modules named requests."""

import frappe
from frappe import _

from cfm_app.data_protection.person_requests import states as requests_states
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMPersonRequest(RandomlyNamed):
    """Everything in it was done by an act; the state follows."""

    def validate(self) -> None:
        refuse_others(self, _("Requests of persons are handled on their own page."))
        self.state = requests_states.state_of(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("The register keeps its requests. Drop it instead."))
