"""One case: its story, and one button for the next sensible act."""

from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.base import batch_cache
from cfm_app.channels import dialling
from cfm_app.security.persons import identity_openings, processing_restriction
from cfm_app.web.pages import (
    admission,
    advice,
    calls,
    inbox,
    record_type,
    roles,
    routes,
    sealing,
    shell,
)
from cfm_app.web.pages.case import actions, timeline, view

ROUTE = "/cfm/case"
SCRIPT = "case"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(roles.CASE, routes.address_of(ROUTE, name=name))
    context["seen_on"] = now_datetime().isoformat(sep=" ")
    with batch_cache.cached_batch():
        shown = view.load(name)
        context["head"] = view.head(shown)
        context["said"] = view.what_was_said(shown)
        context["person"] = view.person(shown)
        context["can_be_opened"] = identity_openings.can_be_opened(shown.report)
        is_only_kept = bool(processing_restriction.restricted_names("Case", [name]))
        context["only_kept"] = processing_restriction.sentence() if is_only_kept else ""
        context["has_code"] = view.has_code(shown)
        context["facts"] = view.facts(shown)
        context["consents"] = view.consents(shown)
        context["steps"] = view.steps(shown)
        context["say"] = view.what_to_say(shown)
        context["story"] = timeline.entries(shown)
        context["acts"] = actions.available(shown)
        context["choices"] = actions.choices(shown, context["acts"])
        context["unanswered"] = [each.name for each in shown.unanswered]
        context["returned"] = [each.name for each in shown.returned]
        context["may_ask"] = frappe.has_permission("Consent", "create")
        context["may_request"] = admission.may_enter(roles.REGISTER_REQUEST)
        context["is_unrecorded"] = shown.is_unrecorded
        context["files"] = view.files(shown)
        context["conversations"] = inbox.of_case(name)
        context["telling"] = inbox.telling(name)
        context["calls"] = calls.of_case(name)
        context["advice"] = advice.of_case(name)
        context["own_records"] = record_type.of_case(name)
        told = {"restricted": shown.report is not None, "location": shown.get("location")}
        context["dial"] = dialling.address
        context["handlers"] = view.handlers(shown)
        context["unlock"] = sealing.key_address(f"{ROUTE}?name={name}") if shown.is_sealed else ""
    shell.fill_context(context, context["head"]["name"], ROUTE, SCRIPT, name=name, **told)
    context["cfm"]["query"] = {"name": name}
