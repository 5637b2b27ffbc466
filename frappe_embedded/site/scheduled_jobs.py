"""Keeps the Scheduled Job Types in line with the apps' ``scheduler_events``."""

from collections.abc import Iterator
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.hooks import load_app_hooks
from ..kernel.document.api import get_doc
from ..kernel.document.deletion import delete_doc

_FREQUENCIES = {
    "all": "All",
    "hourly": "Hourly",
    "hourly_long": "Hourly Long",
    "hourly_maintenance": "Hourly Maintenance",
    "daily": "Daily",
    "daily_long": "Daily Long",
    "daily_maintenance": "Daily Maintenance",
    "weekly": "Weekly",
    "weekly_long": "Weekly Long",
    "monthly": "Monthly",
    "monthly_long": "Monthly Long",
    "yearly": "Yearly",
    "annual": "Annual",
}

_OWN: dict[str, list[str]] = {
    "all": [
        "frappe.email.queue.flush",
        "frappe_embedded.services.webhooks.delivery.deliver_waiting",
    ],
    "hourly": [
        "frappe.email.doctype.auto_email_report.auto_email_report.send_daily",
        "frappe.utils.backups.scheduled_backup",
    ],
    "daily": [
        "frappe.email.doctype.notification.notification.trigger_daily_alerts",
    ],
}


def sync_scheduled_jobs(app: str) -> None:
    """Add, change and remove the job types of one app; ``stopped`` stays as a manager set it."""
    wanted = {(method, frequency): cron for method, frequency, cron in _events(app)}
    for row in local.db.get_all(
        "Scheduled Job Type",
        filters={"method": ["like", f"{app}.%"]},
        fields=["name", "method", "frequency", "cron_format"],
    ):
        key = (row.method, row.frequency)
        if key not in wanted or wanted.pop(key) != (row.cron_format or None):
            delete_doc("Scheduled Job Type", row.name, force=1, ignore_permissions=True)
    known = {
        (row.method, row.frequency)
        for row in local.db.get_all("Scheduled Job Type", fields=["method", "frequency"])
    }
    for method, frequency, cron in _events(app):
        if (method, frequency) not in known:
            get_doc(
                {
                    "doctype": "Scheduled Job Type",
                    "method": method,
                    "frequency": frequency,
                    "cron_format": cron,
                    "create_log": 1,
                }
            ).insert(ignore_permissions=True)


def _events(app: str) -> Iterator[tuple[str, str, str | None]]:
    events: dict[str, Any] = load_app_hooks([app]).get("scheduler_events", {})
    if app == "frappe":
        events = dict(_OWN)
    for event, methods in events.items():
        if event == "cron":
            for cron, cron_methods in methods.items():
                for method in cron_methods:
                    yield method, "Cron", cron
        else:
            for method in methods:
                yield method, _FREQUENCIES[event], None
