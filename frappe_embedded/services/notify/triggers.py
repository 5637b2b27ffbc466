"""What sets notifications off: the events of documents, and dates."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.signals import document_event
from ...kernel.document.api import get_doc
from ...kernel.utils.dates import add_to_date, nowdate
from .notification import METHOD, alerts_for, condition_holds, evaluate_alert


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


_EVENTS = {
    "after_insert": "New",
    "on_update": "Save",
    "on_submit": "Submit",
    "on_cancel": "Cancel",
    "on_change": "Value Change",
}


def run_notifications(doc: Any, method: str) -> None:
    """Evaluate each alert of the document's type once a save."""
    flags = local.flags
    is_set = flags.get
    if is_set("in_install") or is_set("in_patch") or is_set("in_bootstrap"):
        return
    if (is_set("in_import") and is_set("mute_emails")) or doc.flags.in_notification_update:
        return
    event = _EVENTS.get(method)
    if event == "Value Change" and (doc.flags.in_insert or doc.flags.in_delete):
        event = None
    alerts = alerts_for(doc.doctype, *([(event, None)] if event else []), (METHOD, method))
    if not alerts:
        return
    done = doc.flags.notifications_executed
    if done is None:
        done = doc.flags.notifications_executed = []
    for alert in alerts:
        if alert.name not in done:
            done.append(alert.name)
            evaluate_alert(doc, alert.name, alert.event)


document_event.connect(run_notifications)
