"""Pushes "something waits" to the devices of whoever gets a notice, without saying what.

One push stands for everything since the last one. A job sends it, repeats it if the service cannot take
it, and stores its fate with the device.
"""

import json
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, languages
from cfm_app.channels.adapters import destinations, http_answers
from cfm_app.channels.adapters.base import NotSent, Retry, Uncertain
from cfm_app.channels.push import devices, encryption, identity
from cfm_app.channels.push.devices import DOCTYPE, FAILED, QUEUED, SENDING, SENT
from cfm_app.security.log_in import credentials

JOB = "cfm_app.channels.push.sending.deliver"
PAUSES = (1, 5, 15, 60)
"""Minutes until what did not leave is tried again."""
LONGEST_REQUEST = timedelta(minutes=5)
LONGEST_RUN = timedelta(minutes=2)
AT_ONCE = 500
DAY = 24 * 3600
GONE, NOT_NOW = (404, 410), (408, 429)
# The push service lets a later one take the place of one that it still has.
TOPIC = "cfm"
FIELDS = "name user endpoint p256dh auth entrance attempts".split()


def wake(notice: Document, method: str | None = None) -> None:
    """Event of a notice: its receiver's devices are told, once for all that is told meanwhile."""
    rows = frappe.get_all(
        DOCTYPE, {"user": notice.for_user}, ["name", "state"], order_by="name asc"
    )
    asleep = [row.name for row in rows if row.state != QUEUED]
    for name in asleep:
        values = {"state": QUEUED, "state_on": now_datetime(), "attempts": 0, "error": None}
        frappe.db.set_value(DOCTYPE, name, {**values, "next_attempt_on": None})
    if asleep:
        frappe.enqueue(JOB, queue="short", enqueue_after_commit=True)


@clock_jobs.harmless
def deliver() -> None:
    """Push to the devices whose turn it is."""
    _settle_broken_off()
    frappe.db.commit()
    ends = now_datetime() + LONGEST_RUN
    for name in _due():
        if now_datetime() > ends:
            break
        is_ours = _claim(name)
        frappe.db.commit()
        if is_ours:
            _send(name)
            frappe.db.commit()


def _due() -> list[str]:
    now = now_datetime()
    rows = frappe.get_all(
        DOCTYPE,
        filters={"state": QUEUED},
        fields=["name", "next_attempt_on"],
        order_by="state_on asc, name asc",
        limit_page_length=AT_ONCE,
    )
    return [row.name for row in rows if not row.next_attempt_on or row.next_attempt_on <= now]


def _claim(name: str) -> bool:
    """Whether this process is the one that pushes to the device."""
    row = frappe.db.get_value(DOCTYPE, name, ["state", "attempts"], as_dict=True, for_update=True)
    if not row or row.state != QUEUED:
        return False
    values = {"state": SENDING, "state_on": now_datetime(), "attempts": row.attempts + 1}
    frappe.db.set_value(DOCTYPE, name, values)
    return True


def _send(name: str) -> None:
    device = frappe.db.get_value(DOCTYPE, name, FIELDS, as_dict=True)
    if not device:
        return
    known = identity.found()
    is_same = credentials.is_enabled(device.user) and device.entrance == credentials.fingerprint(
        device.user
    )
    if known is None or not is_same:
        # Whoever's way in changed switches it on again; a site without its key has no devices.
        frappe.db.delete(DOCTYPE, {"name": name})
        return
    try:
        status = _push(known, device)
    except (Retry, Uncertain) as trouble:
        # What may have arrived is told again: it takes the place of the first.
        _put_off(device, str(trouble), getattr(trouble, "after", None))
    except NotSent as trouble:
        _settle(name, FAILED, str(trouble))
    else:
        if status in GONE:
            frappe.db.delete(DOCTYPE, {"name": name})
        else:
            _settle(name, SENT, None)


def _push(known: identity.Identity, device: Any) -> int:
    """Push once; the state of the answer. Raises NotSent where the push service took nothing."""
    try:
        devices.check_address(device.endpoint)
    except frappe.ValidationError:
        frappe.clear_messages()
        raise NotSent(_("The browser gave an address to which nothing can be sent.")) from None
    point, secret = encryption.from_text(device.p256dh), encryption.from_text(device.auth)
    headers = {
        "Authorization": known.authorization(device.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(DAY),
        "Topic": TOPIC,
        "Urgency": "high",
    }
    answer = http_answers.reach(
        destinations.allowed_inside(),
        "POST",
        device.endpoint,
        data=encryption.encrypted(words(device.user), point, secret),
        headers=headers,
    )
    status = answer.status_code
    if 200 <= status < 300 or status in GONE:
        return status
    refused = _("The push service of the browser refuses it ({0}).").format(status)
    if status in NOT_NOW or status >= 500:
        raise Retry(refused, http_answers.pause(answer))
    raise NotSent(refused)


def words(user: str) -> bytes:
    """What the device shows, in its person's language: nothing of what waits."""
    language = languages.of_user(user) or "en"
    told = {
        "title": _("Something waits for you", language),
        "body": _("Log in to see it.", language),
        "lang": language,
        "dir": languages.direction(language),
    }
    return json.dumps(told).encode()


def _settle(name: str, state: str, error: str | None) -> None:
    """Store the fate, unless something new waits since."""
    if frappe.db.get_value(DOCTYPE, name, "state", for_update=True) == SENDING:
        values = {"state": state, "state_on": now_datetime(), "error": error}
        frappe.db.set_value(DOCTYPE, name, {**values, "next_attempt_on": None})


def _put_off(device: Any, reason: str, after: int | None) -> None:
    """Delay to the next try; after the last one it has failed."""
    if device.attempts > len(PAUSES):
        _settle(device.name, FAILED, reason)
        return
    pause = timedelta(minutes=PAUSES[device.attempts - 1])
    later = now_datetime() + max(pause, timedelta(seconds=after or 0))
    values = {"state": QUEUED, "state_on": now_datetime(), "error": reason}
    frappe.db.set_value(DOCTYPE, device.name, {**values, "next_attempt_on": later})


def _settle_broken_off() -> None:
    """What was on its way when the machine went down is tried again."""
    before = now_datetime() - LONGEST_REQUEST
    broken = {"state": SENDING, "state_on": ["<", before]}
    frappe.db.set_value(DOCTYPE, broken, "state", QUEUED)
