"""Where a person sees, with the code that they were given, where their case stands. Open to everybody.

The code is sent in the body of the form: an address would be kept by browsers and proxies. The page
works without scripts.
"""

from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from cfm_app.loop import case_status
from cfm_app.pages import shell
from cfm_app.privacy import status_codes
from cfm_app.settings import setting

ROUTE = "/cfm/status"
TRIES, SECONDS = 20, 3600


def get_context(context: dict[str, Any]) -> None:
    code = str(frappe.form_dict.get("code") or "") if frappe.request.method == "POST" else ""
    context["code"] = code[:40]
    context["answer"] = context["trouble"] = None
    if code:
        _answer(context, code)
    context["number"] = setting("public_phone")
    shell.fill_context(context, _("Where does my case stand?"), ROUTE)
    context["cfm"].update(user="", user_name="", links=[], desk=ROUTE)
    if frappe.session.user == "Guest":
        context["cfm"]["token"] = ""


def _answer(context: dict[str, Any], code: str) -> None:
    try:
        found = look_up(code)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
        context["trouble"] = _("Too many tries. Wait an hour, or call us.")
        context["http_status_code"] = 429
        return
    if found:
        context["answer"] = case_status.sentence(found)
    elif not status_codes.is_well_formed(status_codes.cleaned(code)):
        context["trouble"] = _("There is a mistake in this code. Look at it again, or call us.")
    else:
        context["trouble"] = _("We do not know this code. Look at it again, or call us.")


@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def look_up(code: str) -> str | None:
    """Where the case of a code stands; so many tries an hour from one address."""
    return case_status.of_code(code)
