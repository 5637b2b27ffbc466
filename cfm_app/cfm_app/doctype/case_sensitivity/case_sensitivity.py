"""A class of sensitivity: whether cases are restricted, and to whom."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import recompute
from cfm_app.procedures.setup import second_factor, unreached
from cfm_app.security.entitlement import handlers


class CaseSensitivity(Document):
    """A restricted class names the role of those who may be entrusted with its cases."""

    def validate(self) -> None:
        if self.hidden and not self.handler_role:
            frappe.throw(
                _("A restricted class needs a handler role, or nobody could see its cases.")
            )

    def on_update(self) -> None:
        recompute.after_change(self)
        second_factor.demand_of_class(self)
        if self.hidden and (gap := unreached.of_class(self.name)):
            self._tell(gap.reason)

    def _tell(self, reason: str) -> None:
        """Say what is missing to whoever saves, and once to the others who set the office up."""
        advice = _("Give the class what is missing under {0}.").format(
            f'<a href="/cfm/reach">{_("Who takes the cases")}</a>'
        )
        frappe.msgprint(
            f"{frappe.utils.escape_html(reason)} {advice}",
            title=_("This class is not complete"),
            indicator="orange",
        )
        if not (self.has_value_changed("hidden") or self.has_value_changed("handler_role")):
            return
        for user in handlers.holders(consts.MANAGER):
            if user != frappe.session.user:
                handlers.notify(user, self._not_complete, self)

    def _not_complete(self, language: str | None) -> str:
        return _(
            "The restricted class {0} is not complete: see who takes its cases", language
        ).format(_(self.name, language))
