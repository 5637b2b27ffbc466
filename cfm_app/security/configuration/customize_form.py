"""Frappe's Customize Form, which on a bench stores some changes without any event."""

from typing import Any

import frappe
from frappe.custom.doctype.customize_form.customize_form import CustomizeForm

from cfm_app.security.administration import delegation
from cfm_app.security.configuration import configuration_leaks, customised_forms


class GuardedCustomization(CustomizeForm):
    """A Customize Form that leaks nothing of a protected document."""

    @frappe.whitelist(methods=["POST"])
    def save_customization(self) -> Any:
        if frappe.session.user != "Administrator" and self.doc_type:
            delegation.check_form(self.doc_type)
            configuration_leaks.throw_first(customised_forms.faults_of_customization(self))
        return super().save_customization()
