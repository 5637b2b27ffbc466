"""The last key that opens what a sealed class holds: no act and no change of a record takes it away.

Many records decide who opens a class: keys, accounts, roles, the class itself, the keepers. As with who sees
restricted cases (`four_eyes`), the effect is compared before and after, so a new door needs no rule of its own.

Of two who change it at the same moment, the second waits and then judges what the first has left (`wait_in_line`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.entitlement import handlers
from cfm_app.security.sealing import circle, keys

REPORT, FILE = "Sensitive Report", "CFM Sealed File"
SOURCES = (keys.DOCTYPE, circle.RECOVERY, circle.PIECE)
"""Records of sealing that decide it, besides those that decide who sees restricted cases."""
KEEPERS_NEEDED = 2
IN_USE = {"sensitivity": ["is", "set"]}
_NOTED = "cfm_opened_before"


class Overtaken(frappe.QueryDeadlockError, frappe.ValidationError):
    """Somebody else changed who opens a class since this transaction began: it has to begin anew.

    Methods that begin anew after a deadlock do so here, too (`api.deadlocks`); all others refuse in words.
    """


@dataclass(frozen=True)
class Opened:
    """Who opens a class at a moment."""

    living: frozenset[str]
    """Public keys: of its handlers, and that of recovery if two keepers can put it together."""
    now: circle.Circle
    """For whom reports are sealed at this moment."""


@contextmanager
def kept() -> Iterator[None]:
    """Context of an act: throws at its end if it took away the last key of a class."""
    wait_in_line()
    before = opened()
    savepoint = _savepoint()
    yield
    _require_or_undo(before, savepoint)


def opened(without: str = "") -> dict[str, Opened]:
    """Who opens each class that is sealed, or was, with its reports still closed; as if a user were gone."""
    rows = frappe.db.get_values(circle.DOCTYPE, IN_USE, "sensitivity", order_by="name asc")
    return {name: _of(name, without) for (name,) in rows}


def require(before: dict[str, Opened], without: str = "") -> None:
    """Throw if something that was opened then is opened by nobody now."""
    after = opened(without) if before else {}
    for name in sorted(before.keys() & after.keys()):
        if _is_shut(name, before[name], after[name].living):
            frappe.throw(
                _(
                    "This would take away the last key to the sealed reports of {0}. First have another"
                    " handler, or three keepers, make a key,"
                    " and give them the reports under {1}."
                ).format(_(name), "/cfm/sealing-key")
            )
    if not without:
        _show_others(before, after)


# --- events ---------------------------------------------------------------------------------------
def note(doc: Document, method: str | None = None) -> None:
    """Event before a change: remember who opens what, and where to go back to.

    A deletion looks ahead: the framework's own refusal would not say what to do.
    """
    if _is_technical():
        return
    wait_in_line()
    before = opened()
    if method == "on_trash" and doc.doctype == "User":
        require(before, without=doc.name)
    if before:
        doc.flags[_NOTED] = (before, _savepoint())


def check(doc: Document, method: str | None = None) -> None:
    """Event after a change: roll it back if it shut a class."""
    before, savepoint = doc.flags.pop(_NOTED, None) or ({}, "")
    try:
        _require_or_undo(before, savepoint)
    except frappe.ValidationError:
        # What was read of it meanwhile is undone in the database alone.
        frappe.clear_document_cache(doc.doctype, doc.name)
        raise


def note_renaming(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Event before a renaming, which goes on with another document."""
    if not _is_technical():
        wait_in_line()
        frappe.local.flags[_NOTED] = opened()


def check_renaming(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Event after a renaming: the same check."""
    require(frappe.local.flags.pop(_NOTED, None) or {})


def _savepoint() -> str:
    name = f"opened_{frappe.generate_hash(length=10)}"
    frappe.db.savepoint(name)
    return name


def _require_or_undo(before: dict[str, Opened], savepoint: str) -> None:
    try:
        require(before)
    except frappe.ValidationError:
        # A program that goes on after a refusal keeps nothing of it.
        frappe.db.rollback(save_point=savepoint)
        raise


def _is_technical() -> bool:
    """Whether an installation or migration runs, in which tables may be missing."""
    return bool(frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch)


# --- two at once ----------------------------------------------------------------------------------
def wait_in_line() -> None:
    """Wait for whoever changes who opens a class, or seals something; throw `Overtaken` if that changed meanwhile.

    On MariaDB a transaction sees the state of its first read, however long it waits. Locking reads of all that is
    compared would see the latest, but who saves an account has locked it before their turn: a deadlock each time.
    """
    latest = _last_changes(for_update=True)
    if latest != _last_changes():
        frappe.throw(
            _("Others are saving at the same moment. Nothing was stored; please try again."),
            Overtaken,
            title=_("Try again"),
        )


def _last_changes(for_update: bool = False) -> dict[str, Any]:
    """When each record that stands for a class was changed last; all are locked in one order."""
    fields = ["name", "modified"]
    return dict(
        frappe.db.get_values(
            circle.DOCTYPE, IN_USE, fields, order_by="name asc", for_update=for_update
        )
    )


def _show_others(before: dict[str, Opened], after: dict[str, Opened]) -> None:
    """Let those who began before find that somebody else opens a class now."""
    for name in sorted(after):
        if before.get(name) != after[name]:
            # The moment of the change is what they compare.
            frappe.db.set_value(circle.DOCTYPE, {"sensitivity": name}, "sensitivity", name)


# --- what opens what ------------------------------------------------------------------------------
def _of(sensitivity: str, without: str) -> Opened:
    # Read anew: who waited may remember another role.
    role = str(frappe.db.get_value("Case Sensitivity", sensitivity, "handler_role") or "")
    users = [user for user in handlers.holders(role) if user != without]
    living = {row.public_key for row in _active(users)}
    if len(able_keepers(without)) >= KEEPERS_NEEDED:
        living.add(circle.recovery_key())
    return Opened(frozenset(living), circle.of_role(role))


def able_keepers(without: str = "") -> set[str]:
    """The keepers of the recovery key whose piece opens: they may log in, and have the key it was made for."""
    active = frappe.get_all(
        circle.RECOVERY, {"state": circle.ACTIVE}, pluck="name", order_by="creation desc"
    )
    pieces: list[Any] = frappe.get_all(
        circle.PIECE, {"recovery": active[0] if active else ""}, ["keeper", "creation"]
    )
    users = {row.keeper for row in pieces} - {without}
    enabled = frappe.get_all("User", {"name": ["in", [*users, ""]], "enabled": 1}, pluck="name")
    since = {row.user: row.creation for row in _active(enabled)}
    return {
        row.keeper for row in pieces if row.keeper in since and since[row.keeper] <= row.creation
    }


def _active(users: list[str]) -> list[Any]:
    """The active keys of some users."""
    filters = {"user": ["in", [*users, ""]], "state": keys.ACTIVE}
    fields = ["user", "public_key", "creation"]
    rows: list[Any] = frappe.get_all(keys.DOCTYPE, filters, fields)
    return rows


def _is_shut(sensitivity: str, before: Opened, living: frozenset[str]) -> bool:
    if before.living <= living:
        return False
    if before.living and not living and circle.state_of(sensitivity) != circle.OFF:
        return True
    known = circle.known_recipients(sensitivity) | {before.now.stamp: before.now.recipients}
    for stamp in _stamps(sensitivity):
        # Whoever sealed before circles were noted is unknown: any key may open it.
        could = before.living & frozenset(known.get(stamp, before.living))
        if could and not could & living:
            return True
    return False


def keys_left(sensitivity: str, living: frozenset[str]) -> int | None:
    """How many living keys open what the fewest open of a class; None where nothing of it is sealed.

    Whom something was sealed for before circles were noted is unknown, and does not count.
    """
    known = circle.known_recipients(sensitivity)
    opening = [living.intersection(known[each]) for each in _stamps(sensitivity) if each in known]
    if circle.state_of(sensitivity) != circle.OFF:
        opening.append(living)
    return min(map(len, opening), default=None)


def _stamps(sensitivity: str) -> set[str]:
    """The circles for which reports of a class and their files are sealed."""
    rows: list[Any] = frappe.get_all(
        REPORT, {"sensitivity": sensitivity, "sealed_to": ["is", "set"]}, ["name", "sealed_to"]
    )
    names = {row.name for row in rows}
    attached: list[Any] = frappe.get_all(FILE, fields=["sensitive_report", "sealed_to"])
    of_files = {row.sealed_to for row in attached if row.sensitive_report in names}
    return ({row.sealed_to for row in rows} | of_files) - {None, ""}
