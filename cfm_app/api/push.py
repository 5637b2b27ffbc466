"""Notices on the devices of the user in the session: switched on and off by themselves."""

import frappe
from frappe.rate_limiter import rate_limit

from cfm_app.push import devices, identity

TRIES, SECONDS = 60, 3600


@frappe.whitelist(methods=["POST"])
def key() -> str:
    """The public key of the site, with which a browser asks its push service for an address."""
    return identity.made().public


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def subscribe(endpoint: str, p256dh: str, auth: str) -> str:
    """Tell the user on the device at hand that something waits; its mark."""
    return devices.subscribe(endpoint, p256dh, auth)


@frappe.whitelist(methods=["POST"])
def remove(mark: str) -> None:
    """Tell the user no more on one of their devices."""
    devices.remove(mark)
