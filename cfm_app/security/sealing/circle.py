"""The recipients of a sealed class: the keys of today's handlers, and the recovery key."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import frappe

from cfm_app.base import batch_cache
from cfm_app.security.entitlement import clearance, handlers

DOCTYPE, RECOVERY = "CFM Sealed Class", "CFM Sealing Recovery"
PIECE = "CFM Sealing Piece"
ON, ENDING, OFF = "On", "Ending", "Off"
ACTIVE = "Active"


@dataclass(frozen=True)
class Circle:
    """The recipients of a class today; empty if it is not sealed."""

    members: tuple[str, ...] = ()
    """The handlers who have a key."""
    recipients: tuple[str, ...] = ()
    """Their public keys and that of recovery."""

    @property
    def is_sealed(self) -> bool:
        return bool(self.recipients)

    @property
    def stamp(self) -> str:
        """A digest of the recipients; empty if nothing is sealed."""
        return sha256(" ".join(self.recipients).encode()).hexdigest() if self.recipients else ""


@batch_cache.cached_in_batch
def of(sensitivity: str | None) -> Circle:
    """The circle of a class."""
    if not sensitivity or state_of(sensitivity) == OFF:
        return Circle()
    return of_handlers(sensitivity)


def of_handlers(sensitivity: str) -> Circle:
    """The circle that a class has, or would have if it were sealed now."""
    return of_role(clearance.handler_role(sensitivity))


def of_role(role: str) -> Circle:
    """The circle of a class with this handler role."""
    found = _public_keys(handlers.holders(role))
    recovery = recovery_key()
    recipients = sorted({*found.values(), *([recovery] if recovery else [])})
    return Circle(tuple(sorted(found)), tuple(recipients))


def state_of(sensitivity: str) -> str:
    """Whether a class is sealed: `On`, `Ending` until a second person has opened it, or `Off`."""
    return str(record_of(sensitivity).get("state") or OFF)


def record_of(sensitivity: str) -> dict[str, Any]:
    """The sealing record of a class, or None. It follows a renaming."""
    fields = ["name", "state", "begun_by", "begun_on", "end_asked_by"]
    found = frappe.db.get_value(DOCTYPE, {"sensitivity": sensitivity}, fields, as_dict=True)
    return found or {}


def note_recipients(sensitivity: str, found: Circle) -> None:
    """Keep for whom something is sealed: an envelope names nobody, and who opens it has to be known later."""
    if not found.is_sealed or found.stamp in known_recipients(sensitivity):
        return
    # The latest state: another request may note another circle meanwhile.
    row = frappe.db.get_value(
        DOCTYPE, {"sensitivity": sensitivity}, ["name", "circles"], as_dict=True, for_update=True
    )
    if row:
        known = {**json.loads(row.circles or "{}"), found.stamp: found.recipients}
        frappe.db.set_value(DOCTYPE, row.name, "circles", json.dumps(known), update_modified=False)


def known_recipients(sensitivity: str) -> dict[str, tuple[str, ...]]:
    """The public keys for which things of a class were sealed, by the stamp of their circle."""
    noted = frappe.db.get_value(DOCTYPE, {"sensitivity": sensitivity}, "circles")
    return {stamp: tuple(each) for stamp, each in json.loads(noted or "{}").items()}


def sealed_classes() -> list[str]:
    """The classes that are sealed, or being opened."""
    rows: list[str] = frappe.get_all(
        DOCTYPE,
        filters={"state": ["in", [ON, ENDING]]},
        pluck="sensitivity",
        order_by="creation asc",
    )
    return rows


@batch_cache.cached_in_batch
def is_any_sealed() -> bool:
    """Whether any class is sealed, or being opened."""
    return bool(frappe.db.exists(DOCTYPE, {"state": ["in", [ON, ENDING]]}))


def sealed_among(cases: list[str]) -> set[str]:
    """The given cases whose class is sealed. Checks no permission."""
    filters = {"name": ["in", cases], "sensitivity": ["in", sealed_classes() or [""]]}
    return set(frappe.get_all("Case", filters=filters, pluck="name", order_by="name asc"))


def recovery_key() -> str:
    """The public recovery key; empty if there is none."""
    rows = frappe.get_all(RECOVERY, {"state": ACTIVE}, pluck="public_key", order_by="creation desc")
    return str(rows[0]) if rows else ""


def _public_keys(users: list[str]) -> dict[str, str]:
    filters: dict[str, Any] = {"user": ["in", users or [""]], "state": ACTIVE}
    rows = frappe.get_all(
        "CFM Sealing Key", filters=filters, fields=["user", "public_key"], order_by="creation asc"
    )
    return {row.user: row.public_key for row in rows}
