"""One second look: the questions of the office, what was marked, and the coaching note."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import admission, quality, roles, shell

SCRIPT, SHEET = "acts", "quality"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.QUALITY, quality.PAGE)
    name = str(frappe.form_dict.get("name") or "")
    review = open_documents.get_open(consts.QUALITY_REVIEW, name)
    review.check_permission("read")
    context["view"] = quality.detail(review.name)
    shell.fill_context(context, _("Second look"), quality.FORM, SCRIPT, SHEET)
    context["cfm"]["query"] = {"name": review.name}
