"""What a manager sees about users: what each role is for, and their open work."""

from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _

from cfm_app.base import consts

ROLE_HINTS = {
    consts.OPERATOR: "Takes calls, registers cases and consent, refers, follows up and closes.",
    consts.MANAGER: "Owns procedures, forms and rights; decides where a case is unclear.",
    consts.FOCAL_POINT: "Accepts and answers what is referred to them; sees nothing else.",
    consts.PSEA: "Handles reports of sexual exploitation and abuse.",
    consts.FRAUD: "Handles reports of fraud and corruption.",
    consts.PROTECTION: "Handles protection cases.",
    consts.AAP: "Looks after accountability to the people concerned; reads cases.",
    consts.GENDER: "Looks after gender questions; reads cases.",
    consts.DATA_PROTECTION: "Handles breaches, requests of persons concerned and the access log.",
    consts.CASEWORKER: "Given by itself to everybody who works on cases: operators, managers and handlers.",
    consts.ANALYST: "Sees figures, no persons.",
}


def open_work(user: str) -> list[dict[str, Any]]:
    """Referrals and focal-point duties of a user that the manager may see."""
    lines = [
        _line(
            _("Open referrals"),
            "Referral",
            [["focal_point", "=", user], ["workflow_state", "in", list(consts.REFERRALS_PENDING)]],
        ),
        _line(_("Duties as focal point"), "CFM Focal Point", [["user", "=", user]]),
    ]
    return [line for line in lines if line["count"]]


def _line(label: str, doctype: str, filters: list[list[Any]]) -> dict[str, Any]:
    count = (
        len(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))
        if frappe.has_permission(doctype, "read")
        else 0
    )
    query = urlencode({"filters": frappe.as_json(filters, indent=None)})
    return {"label": label, "count": count, "url": f"/app/{_slug(doctype)}?{query}"}


def _slug(doctype: str) -> str:
    return doctype.lower().replace(" ", "-")
