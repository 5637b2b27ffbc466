"""A field mission. Its acts are in `missions`."""

import frappe
from frappe import _

from cfm_app.office.missions import states
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMMission(RandomlyNamed):
    """Everything in it was done by an act; the state follows."""

    def validate(self) -> None:
        refuse_others(self, _("Missions are planned and reported on their own page."))
        self.state = states.state_of(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Missions are kept. Cancel it instead."))
