"""Drafts of cases in browsers: what is typed of a sensitive case stays in the memory."""

import json

import frappe

from cfm_app.base import batch_cache
from cfm_app.procedures.sop import classification
from cfm_app.security.entitlement import clearance


def condition() -> str:
    """Whether the case in a form is of a restricted class, or will be, in the language of forms."""
    with batch_cache.cached_batch():
        names = frappe.get_all("Case Category", pluck="name", order_by="name asc")
        categories = [
            name
            for name in names
            if clearance.is_restricted(classification.class_of_category(name))
        ]
    classes = list(clearance.restricted_classes())
    return (
        f"eval:doc.is_restricted || in_list({_listed(classes)}, doc.sensitivity)"
        f" || in_list({_listed(categories)}, doc.category)"
    )


def of_handlers() -> str:
    """Always, for whoever handles restricted cases: a form of what belongs to a case says not of which."""
    return "eval:true" if clearance.of().handled else ""


def _listed(names: list[str]) -> str:
    return json.dumps(names, ensure_ascii=False)
