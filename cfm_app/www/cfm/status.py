"""Where a person sees, with the code that they were given, where their case stands. Open to everybody.

The code is sent in the body of the form: an address would be kept by browsers and proxies. The page
works without scripts.
"""

from typing import Any

import frappe
from frappe import _

from cfm_app.base.settings import setting
from cfm_app.channels import case_status
from cfm_app.data_protection.person_requests import register
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.log_in import counted_calls
from cfm_app.web.pages import person_requests, shell

ROUTE = "/cfm/status"
TRIES, SECONDS = 20, 3600
REQUESTS, LONGEST_WORDS = 5, 1000
ASKED = "asked about their data"
LOOKED_UP = "looked up where a case stands"


def get_context(context: dict[str, Any]) -> None:
    code = str(frappe.form_dict.get("code") or "") if frappe.request.method == "POST" else ""
    context["code"] = code[:40]
    kind = str(frappe.form_dict.get("kind") or "") if code else ""
    context["answer"] = context["trouble"] = None
    context["kinds"], context["kind"] = person_requests.asked_in_public(), kind
    context["words"] = str(frappe.form_dict.get("words") or "")[:LONGEST_WORDS] if kind else ""
    if code:
        _answer(context, code)
    context["number"] = setting("public_phone")
    shell.fill_context(context, _("Where does my case stand?"), ROUTE)
    context["cfm"].update(user="", user_name="", links=[], desk=ROUTE)
    if frappe.session.user == "Guest":
        context["cfm"]["token"] = ""


def _answer(context: dict[str, Any], code: str) -> None:
    try:
        found = _ask(context, code) if context["kind"] else _look_up(code)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
        context["trouble"] = _("Too many tries. Wait an hour, or call us.")
        context["http_status_code"] = 429
        return
    if found is ASKED:
        context.update(
            answer=_(
                "We have received it. First we will ask you some questions, to be sure that it is you."
            ),
            code="",
            kind="",
            words="",
        )
    elif found:
        context["answer"] = case_status.sentence(found)
    elif not status_codes.is_well_formed(spoken_codes.normalised(code)):
        context["trouble"] = _("There is a mistake in this code. Look at it again, or call us.")
    else:
        context["trouble"] = _("We do not know this code. Look at it again, or call us.")


def _ask(context: dict[str, Any], code: str) -> str | None:
    """Register what the person of a code asks about their data; few an hour from one place."""
    given = {key: context[key] for key in ("kind", "words")}
    if context["kind"] not in {each["value"] for each in context["kinds"]}:
        return None
    ask = counted_calls.limited(register.register_by_code, ASKED, REQUESTS, SECONDS)
    return ASKED if ask(given, code) else None


def _look_up(code: str) -> str | None:
    """Where the case of a code stands; so many tries an hour from one place."""
    look = counted_calls.limited(case_status.of_code, LOOKED_UP, TRIES, SECONDS)
    found: str | None = look(code)
    return found
