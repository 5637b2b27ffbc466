"""What stands above each page while somebody could not log in without their phone."""

import frappe
from frappe import _

from cfm_app.security.second_factor import factor, recovery_codes, step_up

ADDRESS = "/cfm/my-sessions"
# No banner on the page where the codes are made.
OWN_PAGES = (ADDRESS, step_up.PAGE)


def of_user() -> dict[str, str] | None:
    """The sentence for whoever logs in with an app and has no recovery code left, and where they are made."""
    user = frappe.session.user
    if not factor.is_required(user) or not factor.is_set_up(user) or recovery_codes.remaining(user):
        return None
    text = _("You have no recovery codes: if you lose your phone, you cannot log in.")
    return {"sentence": text, "address": ADDRESS}
