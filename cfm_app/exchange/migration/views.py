"""What the page of a migration shows: its state, the findings, the choices."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts
from cfm_app.exchange import dates, headers, job_runs
from cfm_app.exchange.migration import migrations, outcomes, plan, report
from cfm_app.exchange.view_values import choices_of, classes, iso
from cfm_app.security.entitlement import handlers

SHOWN = 30
LIST_FIELDS = (
    "name title source_type owner creation task status module records_done beat_on ended_on message"
).split()


def state(name: str) -> dict[str, Any]:
    """The state of a migration."""
    row = migrations.own_row(name)
    is_dry = row.task == migrations.CHECK
    return {
        **_line(row),
        "address": row.address or "",
        "needs_login": row.source_type != "Files" and not _has_login(row.name),
        "counts": outcomes.counts(name, is_dry),
        "is_here": outcomes.is_anything_here(name),
        "proof": frappe.parse_json(row.proof or "{}"),
        "lines": report.first_missing(name, is_dry),
    }


def layout(name: str) -> dict[str, Any]:
    """The same with the plan, the findings, and all choices."""
    row = migrations.own_row(name)
    found = frappe.parse_json(row.found or "{}")
    chosen = migrations.plan_of(row)
    labels = headers.fields()
    return {
        **state(name),
        "plan": frappe.parse_json(chosen.as_json()),
        "found": found,
        "unknown": [
            {"field": field, "label": labels[field], "values": values, "choices": choices_of(field)}
            for field, values in (found.get("unknown") or {}).items()
            if field in labels
        ],
        "fields": [{"value": value, "label": label} for value, label in labels.items()],
        "states": [{"value": each, "label": _(each)} for each in plan.known_states()],
        "classes": classes(),
        "users": _users(),
        "orders": [{"value": each, "label": _(each)} for each in dates.ORDERS],
    }


def list_migrations() -> list[dict[str, Any]]:
    """The migrations of the user; of others only that there are some."""
    rows = frappe.get_all(
        migrations.DOCTYPE,
        fields=LIST_FIELDS,
        order_by="creation desc",
        limit_page_length=SHOWN,
    )
    return [_line(row) for row in rows]


def _line(row: Any) -> dict[str, Any]:
    is_mine = frappe.session.user in (row.owner, "Administrator")
    silent = job_runs.is_silent(row)
    return {
        "name": row.name,
        "title": row.title if is_mine else _("A migration of {0}").format(get_fullname(row.owner)),
        "source_type": row.source_type,
        "owner_name": get_fullname(row.owner),
        "is_mine": is_mine,
        "created": iso(row.creation),
        "ended": iso(row.ended_on),
        "task": row.task,
        "task_label": _(row.task),
        "status": row.status,
        "status_label": _("Interrupted") if silent else _(row.status),
        "module": _(row.module or ""),
        "records_done": row.records_done or 0,
        "message": (row.message or "") if is_mine else "",
        "is_silent": silent,
        "is_under_way": row.status in job_runs.UNDER_WAY,
    }


def _has_login(name: str) -> bool:
    doc = frappe.get_doc(migrations.DOCTYPE, name)
    return any(doc.get(each) for each in migrations.SECRETS)


def _users() -> list[dict[str, str]]:
    """Users who work on cases: their names may stand at what was recorded."""
    users = sorted({user for role in consts.ROLES for user in handlers.holders(role)})
    return [{"value": user, "label": get_fullname(user)} for user in users]
