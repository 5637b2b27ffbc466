"""Fires notifications on the events of documents."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.signals import document_event
from .notification import METHOD, alerts_for, evaluate_alert

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
    if flags.in_install or flags.in_patch or (flags.in_import and flags.mute_emails):
        return
    if flags.in_bootstrap or doc.flags.in_notification_update:
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
