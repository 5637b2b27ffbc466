"""The desk under the tree: a device that records cases for days without a network."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.security import spoken_codes
from cfm_app.web.pages import admission, intake_channels, obligations, roles, scripts
from cfm_app.www.cfm import new_case

ROUTE = "/cfm/field"
SCRIPT = "field"
SPELLINGS = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%d%m%y", "%y%m%d")


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.NEW_CASE, ROUTE)
    is_shell = bool(frappe.form_dict.get("shell"))
    if not is_shell:
        obligations.lead_there(ROUTE)
    new_case.fill_form(
        context,
        _("Desk without a network"),
        ROUTE,
        SCRIPT,
        on_device=True,
        code_alphabet=spoken_codes.ALPHABET,
        born=[] if is_shell else _birth_date(),
    )
    context["on_device"] = True
    # It locks itself, by the PIN, and works without the server that would open it.
    context["cfm"]["idle"] = None
    _put_off_form(context)
    # At a desk people stand before whoever writes.
    context["channels"].sort(key=lambda each: each["talk"] != intake_channels.SPEECH)
    # Who looks on at a phone may not read more than the form: nobody is in what the device keeps.
    if is_shell:
        new_case.leave_out_user(context)


def _birth_date() -> list[str]:
    """The user's date of birth in the spellings of a PIN, if it is known: tried first by whoever knows them."""
    born = frappe.get_cached_value("User", frappe.session.user, "birth_date")
    return [getdate(born).strftime(each) for each in SPELLINGS] if born else []


def _put_off_form(context: dict[str, Any]) -> None:
    """What the form loads is kept with the page, and asked for once the device is open."""
    run = context["cfm"]["scripts"]
    at_once = scripts.loaded_with(*run)
    whole = scripts.loaded_with(*run, later=True)
    context["later"] = [each for each in whole if each not in at_once]
