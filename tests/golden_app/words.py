"""Short ways to say what people do in the office, for the scenarios."""

from __future__ import annotations

import json
from typing import Any

from tests.golden_http.harness import Step, call, get, post, put
from tests.live import READ

PURPOSES = (
    "Record",
    "Call back",
    "Share inside",
    "Share with partner",
    "Reporting",
    "Photo or audio",
)
PARTNER = "SECADEV"
ORDINARY = "Quantité de la ration"
# Who handles a restricted class, and a category that leads to it.
RESTRICTED = {
    "psea": "Exploitation ou abus sexuel",
    "fraud": "Détournement de vivres ou d'argent",
    "protection": "Protection de l'enfance",
    "dataprotection": "Divulgation de données personnelles",
    "manager": "À clarifier (contenu incertain)",
}
EVERYBODY = (
    "operator",
    "operator2",
    "manager",
    "focal",
    "focal2",
    "psea",
    "psea2",
    "fraud",
    "protection",
    "aap",
    "gender",
    "dataprotection",
    "analyst",
    "technician",
    "none",
    "guest",
)
# One user for each role, and one without.
ROLES = tuple(user for user in EVERYBODY if user not in ("operator2", "focal2", "psea2", "guest"))

STAND = {
    "state": "workflow_state",
    "phase": "phase",
    "sla": "sla_status",
    "first response": "first_response_on",
    "resolved": "resolved_on",
    "informed": "informed_on",
    "closed": "closed_on",
    "paused": "paused_on",
    "reopened": "reopened_count",
    "at once": "first_contact_resolution",
}


def mail(user: str) -> str:
    return f"{user}@golden.example"


def stand(root: str, fields: dict[str, str] | None = None) -> dict[str, str]:
    """Where a case stands, picked from an answer that holds it at ``root``."""
    return {label: f"{root}.{field}" for label, field in (fields or STAND).items()}


def address(doctype: str, name: str = "") -> str:
    return f"/api/resource/{doctype}" + (f"/{name}" if name else "")


def new(key: str, user: str, doctype: str, save: str = "", **more: Any) -> Step:
    """Record a document with ``values``; its name is known as {$save} from then on."""
    values = more.pop("values", {})
    take = {save: "data.name"} if save else {}
    return post(key, user, address(doctype), values, take=take, **more)


def a_case(save: str, user: str = "operator", **values: Any) -> Step:
    """Prepare a case that the topic goes on with."""
    told = {"channel": "Ligne verte", "category": ORDINARY, "description": "Ration incomplète"}
    return new(f"case {save}", user, "Case", save, values={**told, **values}, quiet=True)


def decisions(**given: str) -> list[dict[str, Any]]:
    """A decision on every purpose; what is not given is refused. Who agrees to something is recorded."""
    if given:
        given.setdefault("record", "Granted")
    rows: list[dict[str, Any]] = [
        {"purpose": purpose, "decision": given.get(purpose.lower().replace(" ", "_"), "Refused")}
        for purpose in PURPOSES
    ]
    rows[3]["partner"] = PARTNER
    return rows


def a_consent(save: str, case: str, user: str = "operator", **given: str) -> list[Step]:
    """Prepare a decided consent of the case {$case}."""
    values = {
        "cfm_case": f"{{${case}}}",
        "giver": "Self",
        "method": "Oral",
        "statement": READ,
        "purposes": decisions(**given),
    }
    return [
        new(f"consent {save}", user, "Consent", save, values=values, quiet=True),
        act(f"consent {save} decided", user, "Consent", save, "Record Decision", quiet=True),
    ]


def a_referral(
    save: str, case: str, user: str = "operator", to: str = "focal", **more: Any
) -> Step:
    """Prepare a referral of the case {$case}."""
    values = {
        "cfm_case": f"{{${case}}}",
        "functional_area": "Logistique",
        "focal_point": mail(to),
        "reason": "À vérifier",
        "shared_summary": "Ration incomplète à Baga Sola",
        **more,
    }
    return new(f"referral {save}", user, "Referral", save, values=values, quiet=True)


def change(key: str, user: str, doctype: str, name: str, values: Any, **more: Any) -> Step:
    """A plain save of the document {$name}."""
    return put(key, user, address(doctype, f"{{${name}}}"), values, **more)


def read(key: str, user: str, doctype: str, name: str, **more: Any) -> Step:
    return get(key, user, address(doctype, f"{{${name}}}"), **more)


def act(key: str, user: str, doctype: str, name: str, action: str, **more: Any) -> Step:
    """Take an action of the workflow on the document {$name}."""
    doc = json.dumps({"doctype": doctype, "name": f"{{${name}}}"})
    more.setdefault("keep", "pick")
    more.setdefault(
        "pick", stand("message") if doctype == "Case" else {"state": "message.workflow_state"}
    )
    body = {"doc": doc, "action": action}
    return call(key, user, "frappe.model.workflow.apply_workflow", body, **more)


def actions(key: str, user: str, doctype: str, name: str, **more: Any) -> Step:
    """What the workflow offers a user on the document {$name}."""
    doc = json.dumps({"doctype": doctype, "name": f"{{${name}}}"})
    pick = {
        "action": "message.*.action",
        "next": "message.*.next_state",
        "role": "message.*.allowed",
    }
    body = {"doc": doc}
    return call(
        key, user, "frappe.model.workflow.get_transitions", body, keep="pick", pick=pick, **more
    )


def listed(
    key: str, user: str, doctype: str, filters: Any, fields: Any = ("name",), **more: Any
) -> Step:
    query = {"filters": filters, "fields": list(fields), "order_by": "creation asc", "limit": 100}
    query |= more.pop("query", {})
    return get(key, user, address(doctype), query, **more)
