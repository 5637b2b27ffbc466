"""The list of devices beside the database: an office that is put back to an earlier day goes on knowing them.

A backup from before a device was prepared has neither the device nor the key that opens what it sealed, and one
from before it was withdrawn has both again. The list lies in the site's folder, where a restore does not replace
it, and says which devices there are. Their keys are encrypted as in the database, with the key of the site. Of a
withdrawn device its code alone stays.
"""

import json
from pathlib import Path
from typing import Any

import frappe
from frappe.utils.password import decrypt, encrypt
from frappe.utils.synchronization import filelock

from cfm_app.base import consts
from cfm_app.security.file_contents import file_bytes

DOCTYPE = consts.FIELD_DEVICE
FILE = ("private", "cfm-field-devices.jsonl")
FIELDS = ("device_label", "user", "place", "prepared_on", "opener")
KEY = "private_key"
WITHDRAWN = "withdrawn"
LOCK, SECONDS = "cfm_field_devices", 30


def follow(code: str) -> None:
    """Once it is stored, write a device into the list."""
    frappe.db.after_commit.add(lambda: store(code))


def follow_withdrawal(code: str) -> None:
    """Once it is stored, leave the code alone of a device."""
    frappe.db.after_commit.add(lambda: forget(code))


def store(code: str) -> None:
    """Write a device into the list as it is now."""
    if frappe.db.exists(DOCTYPE, code):
        _write(_line(code))


def forget(code: str) -> None:
    """Leave of a device its code alone."""
    _write({"name": code, WITHDRAWN: True})


def apply() -> int:
    """After a restore: bring back the devices that the database does not know, and withdraw those that were.

    Returns how many. What the list does not know, of an office that had none, is written into it.
    """
    if not frappe.db.exists("DocType", DOCTYPE):
        return 0
    listed, stored = _read(), set(frappe.get_all(DOCTYPE, pluck="name"))
    gone = [code for code in sorted(stored & listed.keys()) if listed[code].get(WITHDRAWN)]
    for code in gone:
        frappe.delete_doc(DOCTYPE, code, ignore_permissions=True, force=True)
    missing = [code for code in sorted(listed.keys() - stored) if not listed[code].get(WITHDRAWN)]
    back = sum(_bring_back(listed[code]) for code in missing)
    for code in sorted(stored - listed.keys()):
        follow(code)
    return len(gone) + back


def _bring_back(line: dict[str, Any]) -> bool:
    try:
        private = decrypt(line[KEY])
    except frappe.ValidationError:
        # The list came here without the key of its site.
        frappe.clear_last_message()
        return False
    device = frappe.get_doc({"doctype": DOCTYPE, **{field: line[field] for field in FIELDS}})
    device.update({"name": line["name"], KEY: private})
    device.flags.name_set = True
    # Its user, or the place, may be newer than the backup.
    device.insert(ignore_permissions=True, ignore_links=True)
    return True


def _line(code: str) -> dict[str, Any]:
    device = frappe.get_doc(DOCTYPE, code)
    told = {field: device.get(field) and str(device.get(field)) for field in FIELDS}
    return {"name": code, **told, KEY: encrypt(str(device.get_password(KEY)))}


def _write(line: dict[str, Any]) -> None:
    # Of two who prepare a device at once, neither writes over the other's.
    with filelock(LOCK, timeout=SECONDS):
        lines = {**_read(), line["name"]: line}
        text = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines.values())
        # What stood there goes first, the key of a withdrawn device with it.
        file_bytes.replace(path(), text.encode())


def _read() -> dict[str, dict[str, Any]]:
    place = path()
    if not place.exists():
        return {}
    rows = (json.loads(text) for text in file_bytes.read(place).decode().splitlines() if text)
    return {row["name"]: row for row in rows}


def path() -> Path:
    return Path(frappe.get_site_path(*FILE))
