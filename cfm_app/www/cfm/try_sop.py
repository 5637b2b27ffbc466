"""Trying the procedures on a made-up case. The address says everything; nothing is stored."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import batch_cache
from cfm_app.procedures.sop import trial
from cfm_app.web.pages import admission, roles, shell, sop_trials

ROUTE = "/cfm/try-sop"
SCRIPT = "try_sop"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.TRY_SOP, ROUTE)
    asked = sop_trials.situation_from_form(frappe.form_dict)
    with batch_cache.cached_batch():
        context["choices"] = sop_trials.choices()
        context["place"] = sop_trials.place(asked.location)
        context["asked"] = asked
        # A form without an answer says by itself when the case came in.
        received_on = asked.received_on or now_datetime()
        context["received_on"] = received_on.strftime("%Y-%m-%dT%H:%M")
        context["result"] = sop_trials.in_words(trial.describe(asked)) if asked.category else None
    shell.fill_context(context, _("Try the procedures"), ROUTE, SCRIPT)
