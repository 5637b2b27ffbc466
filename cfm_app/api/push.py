"""Notices on the devices of the user in the session: switched on and off by themselves."""

import frappe
from frappe.rate_limiter import rate_limit

from cfm_app.channels.push import devices, identity

TRIES, SECONDS = 60, 3600


@frappe.whitelist(methods=["POST"])
def key() -> str:
    """The public key of the site, for subscribing to push notifications."""
    return identity.made().public


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def subscribe(endpoint: str, p256dh: str, auth: str) -> str:
    """Notify the user on this device. Returns the mark of the device."""
    return devices.subscribe(endpoint, p256dh, auth)


@frappe.whitelist(methods=["POST"])
def remove(mark: str) -> None:
    """Stop notifying the user on a device."""
    devices.remove(mark)
