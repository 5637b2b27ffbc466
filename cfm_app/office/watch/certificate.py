"""How long the certificate of the site's address is still valid. The job looks; readings tell what it found."""

import socket
import ssl
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import clock, clock_jobs
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading

KEY = "cfm_watch_certificate"
TIMEOUT = 3
KEPT_SECONDS = 24 * 3600
SOON = timedelta(days=14)
HTTPS = 443
# How OpenSSL says so.
EXPIRED = 10


def readings() -> list[Reading]:
    """What was found last; nothing where the address has no certificate, or before it was looked at."""
    found = frappe.cache.get_value(KEY, expires=True)
    # How long it is valid, only a clock tells that is right.
    if clock.doubt() or not found or found["place"] != _place():
        return []
    return [_reading(None if found["until"] is None else found["until"] - time.time())]


def _reading(left: float | None) -> Reading:
    name = "Certificate of the address"
    if left is None:
        advice = _(
            "The address of the site shows no certificate that is trusted: see the web server."
        )
        return Reading("certificate", name, DOUBTFUL, advice)
    until = now_datetime() + timedelta(seconds=left)
    state = FAILED if left <= 0 else DOUBTFUL if left < SOON.total_seconds() else WELL
    advice = _("Renew the certificate of the web server: without it, nobody gets in.")
    return Reading("certificate", name, state, advice if state != WELL else "", until, int(left))


@clock_jobs.harmless
def look() -> None:
    """Ask the address of the site for its certificate, and keep what was found."""
    place = _place()
    if place:
        frappe.cache.set_value(KEY, _asked(*place), expires_in_sec=KEPT_SECONDS)


def _place() -> list[Any] | None:
    """Host and port of the configured address, if it has a certificate."""
    written = str(frappe.conf.host_name or frappe.conf.hostname or "").strip()
    found = urlsplit(written)
    return (
        [found.hostname, found.port or HTTPS]
        if found.scheme == "https" and found.hostname
        else None
    )


def _asked(host: str, port: int) -> dict[str, Any]:
    return {"place": [host, port], "until": _valid_until(host, port)}


def _valid_until(host: str, port: int) -> float | None:
    """Until when the certificate is valid, in seconds of the epoch; None where none can be trusted."""
    try:
        with (
            socket.create_connection((host, port), timeout=TIMEOUT) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            told = secure.getpeercert() or {}
            return ssl.cert_time_to_seconds(str(told["notAfter"]))
    except ssl.SSLCertVerificationError as error:
        return time.time() if error.verify_code == EXPIRED else None
    except (OSError, ValueError, KeyError):
        return None
