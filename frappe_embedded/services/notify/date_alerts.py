"""Alerts that a date sets off."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.document.api import get_doc
from ...kernel.utils.dates import add_to_date, nowdate
from .notification import condition_holds, evaluate_alert


def trigger_daily_alerts() -> None:
    """Evaluate every "Days Before" and "Days After" alert for today."""
    for name in local.db.get_all(
        "Notification",
        filters={"event": ["in", ("Days Before", "Days After")], "enabled": 1},
        pluck="name",
    ):
        alert = get_doc("Notification", name)
        for doc in documents_of_today(alert):
            evaluate_alert(doc, alert.name, alert.event)
            local.db.commit()


def documents_of_today(alert: Any) -> list[Any]:
    """The documents whose date is as many days away from today as the alert says."""
    days = alert.days_in_advance or 0
    day = add_to_date(nowdate(), days=days if alert.event == "Days Before" else -days)
    names = local.db.get_all(
        alert.document_type,
        filters=[
            [alert.date_changed, ">=", f"{day} 00:00:00.000000"],
            [alert.date_changed, "<=", f"{day} 23:59:59.999999"],
        ],
        pluck="name",
    )
    docs = [get_doc(alert.document_type, name) for name in names]
    return [doc for doc in docs if condition_holds(alert, doc)]
