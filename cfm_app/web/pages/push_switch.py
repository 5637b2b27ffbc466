"""Devices with push notifications."""

from typing import Any

from frappe import _
from frappe.utils import format_datetime

from cfm_app.channels.push import devices


def of_user() -> list[dict[str, Any]]:
    """The user's devices, each with the fate of the last notification."""
    return [
        {
            "mark": row.mark,
            "device": row.device or _("Unknown device"),
            "subscribed_on": _shown(row.subscribed_on),
            "fate": _fate(row),
            "is_failed": row.state == devices.FAILED,
        }
        for row in devices.of_user()
    ]


def marks() -> dict[str, list[str]]:
    """The marks by which a page finds its own device."""
    return {"marks": [row.mark for row in devices.of_user()]}


def _fate(row: Any) -> str:
    """The fate of the last notification, in words."""
    if row.state == devices.SENT:
        return _("Last notice sent: {0}").format(_shown(row.state_on))
    if row.state == devices.FAILED:
        return _("The last notice did not leave ({0}): {1}").format(
            _shown(row.state_on), row.error or ""
        )
    if row.state and row.error:
        return _("It is tried again: {0}").format(row.error)
    return _("A notice is on its way.") if row.state else _("Nothing was sent yet.")


def _shown(moment: Any) -> str:
    return str(format_datetime(moment, "d MMM y HH:mm"))
