"""The checks on every request, as soon as the user is known."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import session_user
from cfm_app.security.administration import administrator_only
from cfm_app.security.gates import program_gate, request_gate, whole_characters
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.security.second_factor import idle

# First who asks and how, then what is asked for.
OF_SENDERS = (idle.check_request, administrator_only.check_source)
OF_ARGUMENTS = (whole_characters.check, program_gate.check, request_gate.check)


def check_request() -> None:
    """Throw if one of the gates refuses the request."""
    request = getattr(frappe.local, "request", None)
    # A CORS preflight names no user, and its answer has no data.
    if request is None or request.method == "OPTIONS":
        return
    session_user.name_guest()
    _require_session_of_cookie(request)
    for gate in OF_SENDERS:
        gate()
    asked = ApiRequest.of(request, frappe.local.form_dict)
    asked.require_command_in_its_place()
    for look_at in OF_ARGUMENTS:
        look_at(asked)


def _require_session_of_cookie(request: Any) -> None:
    """Refuse a session that an address names: whoever sends somebody a link would choose as whom they work."""
    if "sid" not in request.args and "sid" not in frappe.local.form_dict:
        return
    if manager := getattr(frappe.local, "cookie_manager", None):
        manager.cookies.clear()
    frappe.throw(_("A session is named by its cookie."), frappe.AuthenticationError)
