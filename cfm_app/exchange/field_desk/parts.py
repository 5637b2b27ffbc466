"""Parts of files sent over bad connections, each stored until the file is complete.

The sender has encrypted them, and the key comes with the case: a part reveals nothing before, and nothing
once the case is gone.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts

DOCTYPE = consts.FIELD_PART
FILE = re.compile(r"[0-9a-f]{32}")
PART_BYTES = 128 << 10
# The random beginning and the proof that nobody changed it.
OVERHEAD = 12 + 16
MOST_PARTS = 64
# What was begun and not ended by one device; the oldest goes for the newest, and is sent again if it is missed.
MOST_UNFINISHED = 4 * MOST_PARTS
KEPT = timedelta(days=30)


def keep(
    device: str, file: str, number: int, content: str, most: int = MOST_PARTS, room: int = 0
) -> None:
    """Keep one part; one that is there already stays as it is.

    A file has so many at `most`, and so many are kept of files that did not come to their end: `room`.
    """
    if not FILE.fullmatch(file) or not 0 <= number < most:
        frappe.throw(_("This is no part of a file of this device."))
    name = f"{device}-{file}-{number}"
    if frappe.db.exists(DOCTYPE, name):
        return
    if not 0 < len(_read(content)) <= PART_BYTES + OVERHEAD:
        frappe.throw(_("This is no part of a file of this device."))
    _make_room(device, room or MOST_UNFINISHED)
    values = {"device": device, "file_id": file, "part_number": number, "content": content}
    # No role reads or writes parts: whoever sends one was asked for the device.
    frappe.get_doc({"doctype": DOCTYPE, "name": name, **values}).insert(ignore_permissions=True)


def missing(device: str, file: str, count: int) -> list[int]:
    """The parts of a file that did not come yet."""
    rows = frappe.get_all(
        DOCTYPE,
        {"device": device, "file_id": file},
        pluck="part_number",
        order_by="part_number asc",
    )
    return [number for number in range(count) if number not in set(rows)]


def read(device: str, file: str, number: int) -> bytes:
    """One part, as the device encrypted it."""
    return _read(frappe.db.get_value(DOCTYPE, f"{device}-{file}-{number}", "content") or "")


def forget(device: str, file: str | None = None) -> None:
    """The parts of a file, or of all files of a device, are needed no more."""
    frappe.db.delete(DOCTYPE, {"device": device, **({"file_id": file} if file else {})})


@clock_jobs.destroys
def tidy() -> None:
    """Forget parts of files that were never sent to their end: the device has them still."""
    frappe.db.delete(DOCTYPE, {"creation": ["<", now_datetime() - KEPT]})


def _make_room(device: str, most: int) -> None:
    if frappe.db.count(DOCTYPE, {"device": device}) < most:
        return
    oldest = frappe.get_all(
        DOCTYPE, {"device": device}, pluck="file_id", order_by="creation asc", limit_page_length=1
    )
    for file in oldest:
        forget(device, file)


def _read(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return frappe.throw(_("This is no part of a file of this device."))
