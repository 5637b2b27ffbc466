"""Devices that record without a network: what they take along, and what they send."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import known_answer, run_once
from cfm_app.base.arguments import as_fields, as_rows
from cfm_app.exchange.field_desk import arrivals, devices, enclosures, parts, receipts
from cfm_app.security import audit
from cfm_app.web.pages import field_kit, roles, shell

KEPT = receipts.KEPT
TOLD = ("case", "restricted", "unrecorded", "similar")
MOST_RECEIPTS = 2000


@frappe.whitelist(methods=["POST"])
@retried
def prepare(label: str, place: str | None = None, opener: str = "") -> dict[str, Any]:
    """Register a device: its code, the key to which it seals, and the data that it takes along.

    The device keeps `opener` under its PIN, and proves with it later that the PIN was entered.
    """
    made = devices.prepare(label, place, opener)
    return {"code": made.code, "public_key": made.public_key, "kit": field_kit.of_place(place)}


@frappe.whitelist(methods=["POST"])
def renew(device: str, opener: str = "") -> dict[str, Any]:
    """The current data for a device; `opener` as when it was registered."""
    frappe.has_permission("Case", "create", throw=True)
    known = devices.of_user(device)
    devices.know(known, opener)
    return field_kit.of_place(known.place)


@frappe.whitelist(methods=["POST"])
@retried
def send(
    device: str, number: str, item: str | dict[str, Any], key: str, opener: str = ""
) -> dict[str, Any]:
    """Record one case of a device, once for its key; a version of it that is not known yet corrects it.

    `number` is the one that counts, where the device has gone back to an earlier one. `missing` lists
    parts of the case's files that have not arrived. The client sends them and then the case again; once
    nothing is missing, everything of the case is stored.
    """
    sent = as_fields(item)
    known = _known(device, opener, is_sealed="sealed" in sent)
    given = arrivals.opened(known, sent)
    named = enclosures.of(given)
    with _as_recorder(known, number) as is_recorder:
        made = receipts.settle(
            known,
            key,
            given,
            first=lambda: arrivals.take(known, number, given),
            correct=lambda answer, changed: arrivals.correct(given, answer, changed),
            earlier=known_answer(f"field {device} {key}", known.user),
        )
        missing = _receive(known, made, named)
    told = {name: made[name] for name in TOLD}
    told["number"] = made.get("number") or number
    if made["restricted"] and not is_recorder:
        told["case"] = ""
    return {**told, "missing": missing}


@frappe.whitelist(methods=["POST"])
@retried
def send_part(
    device: str, file: str, number: int, content: str, opener: str = ""
) -> dict[str, Any]:
    """Receive one part of a file of a case, still encrypted; it may be sent again."""
    _known(device, opener, is_sealed=True)
    parts.keep(device, file, cint(number), content)
    return {"kept": cint(number)}


@frappe.whitelist(methods=["POST"])
def lost(device: str, cases: str | list[dict[str, Any]], opener: str = "") -> list[str]:
    """Of what the office has confirmed to a device, the keys that it does not know any more: a backup was restored.

    `cases` has a `key` and the last `version` of each. The device sends those again that are named.
    """
    known = devices.opened(device, opener)
    asked = as_rows(cases)[:MOST_RECEIPTS]
    keys = [(str(row.get("key") or ""), str(row.get("version") or "")) for row in asked]
    return [key for key, version in keys if not receipts.is_known(known, key, version)]


@contextmanager
def _as_recorder(device: Document, number: str) -> Iterator[bool]:
    """Record on behalf of the recorder. Yields whether that is the user.

    When somebody brings in a colleague's case, the log notes it, and the number of a restricted case is
    not shown.
    """
    session = dict(frappe.local.session)
    if session["user"] == device.user:
        yield True
        return
    audit.record("Account", devices.DOCTYPE, str(device.name), detail=number)
    frappe.set_user(device.user)
    try:
        yield False
    finally:
        frappe.set_user(session["user"])
        # What else the session holds is not lost.
        frappe.local.session.update(session)


def _known(code: str, opener: str, *, is_sealed: bool) -> Document:
    """The device with a code: the user's own, one that they opened, or one whose sealed file an importer brings in."""
    if is_sealed and set(frappe.get_roles()) & set(roles.IMPORT):
        return devices.carried(code)
    return devices.opened(code, opener)


def _receive(
    device: Document, made: dict[str, Any], named: list[enclosures.Enclosure]
) -> dict[str, list[int]]:
    """Store the files of a case that have arrived completely. Returns what is missing of the others."""
    found = {}
    for number, each in enumerate(named, start=1):
        if made["unrecorded"]:
            # Nothing is stored of a person who refuses to be recorded.
            parts.forget(str(device.name), each.file)
        elif missing := _missing(device, made, number, each):
            found[each.file] = missing
    return found


def _missing(
    device: Document, made: dict[str, Any], number: int, each: enclosures.Enclosure
) -> list[int]:
    code, key = str(device.name), f"field file {device.name} {each.file}"
    if known_answer(key, device.user):
        return []
    if missing := parts.missing(code, each.file, each.count):
        return missing
    content = enclosures.content_of(code, each)
    if not content:
        # Damaged on its way, or begun by another file: the device sends it anew.
        parts.forget(code, each.file)
        return list(range(each.count))

    def keep() -> dict[str, Any]:
        kept = enclosures.attach(made["case"], made.get("consent"), number, each, content)
        parts.forget(code, each.file)
        return {"file": kept}

    run_once(key, keep, made["case"], each.digest, kept=KEPT, sender=device.user)
    return []


@frappe.whitelist(allow_guest=True, methods=["POST"])
def forget() -> None:
    """Have the browser forget all that it keeps of this site: somebody removed everything from a device.

    Only a page of this site may ask for it. Who has a device may open it without a log-in, so a guest may, too.
    """
    if frappe.local.request.headers.get("Sec-Fetch-Site") == "same-origin":
        frappe.flags[shell.CLEARED] = f"{shell.CACHE}, {shell.STORAGE}"
