"""Sealing: the key of a handler or keeper, and the office's sealed classes."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.data_protection.personal_data import compaction
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.sealing import (
    circle,
    keys,
    recovery,
    resealing,
    revoking,
    switching,
    unlocking,
)
from cfm_app.web.pages import routes, sealed_words

ROUTE, KEY = "/cfm/sealing", "/cfm/sealing-key"


# --- the key of the user in the session -----------------------------------------------------------
def of_user() -> dict[str, Any]:
    """What a user does with their key: create, unlock, give reports, recover."""
    user = frappe.session.user
    key = keys.of_user(user)
    is_open = unlocking.identity() is not None
    return {
        "has_key": bool(key),
        "was_revoked": not key and keys.had_one(user),
        "made_on": format_datetime(key.made_on, "d MMM y") if key and key.made_on else "",
        "is_open": is_open,
        "minutes": unlocking.idle_minutes(),
        "fewest": keys.FEWEST_SIGNS,
        "classes": [_handled(name) for name in _handled_classes() if is_open],
        "keeps": recovery.is_keeper(user),
        "begun": [_begun(row, user) for row in recovery.waiting()]
        if recovery.is_keeper(user)
        else [],
        "recoverable": _recoverable() if recovery.is_keeper(user) else [],
    }


def _handled_classes() -> list[str]:
    """The user's classes that are sealed, or have reports that are still sealed."""
    return [
        name
        for name in clearance.of().handled
        if circle.state_of(name) != circle.OFF or resealing.outdated(name)
    ]


def _handled(sensitivity: str) -> dict[str, Any]:
    state = circle.state_of(sensitivity)
    asked_by = circle.record_of(sensitivity).get("end_asked_by")
    users = handlers.holders(clearance.handler_role(sensitivity))
    members = circle.of_handlers(sensitivity).members
    return {
        "name": sensitivity,
        "label": _(sensitivity),
        "is_on": state != circle.OFF,
        "members": [get_fullname(user) for user in members],
        "without": [get_fullname(user) for user in users if user not in members],
        "waiting": resealing.outdated(sensitivity),
        "revocable": [
            {"user": user, "label": get_fullname(user)}
            for user in members
            if user != frappe.session.user and state != circle.OFF
        ],
        "asked_by": get_fullname(asked_by) if state == circle.ENDING and asked_by else "",
        "may_end": state == circle.ENDING and asked_by != frappe.session.user,
    }


def _begun(row: Any, user: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "class": _(row.sensitivity),
        "handler": get_fullname(row.handler),
        "reason": row.reason,
        "by": get_fullname(row.first_keeper),
        "on": format_datetime(row.asked_on, "d MMM y HH:mm"),
        "is_mine": row.first_keeper == user,
    }


def _recoverable() -> list[dict[str, Any]]:
    """Sealed classes, each with handlers who may be given the reports again."""
    return [
        {
            "name": name,
            "label": _(name),
            "handlers": [
                {"user": user, "label": get_fullname(user)} for user in circle.of(name).members
            ],
        }
        for name in circle.sealed_classes()
    ]


# --- the office -----------------------------------------------------------------------------------
def of_office() -> dict[str, Any]:
    """What is sealed, what is missing for it, and the keepers; never the number of reports."""
    active, asked = recovery.active(), recovery.pending()
    classes = [_of_class(name) for name in clearance.restricted_classes()]
    return {
        "classes": classes,
        "missing": _missing_everywhere(classes),
        "keepers": _names(active.keepers) if active else [],
        "made_on": format_datetime(active.made_on, "d MMM y") if active else "",
        "asked": _waiting_keepers(asked) if asked else None,
        "candidates": _candidates(),
        "revocable": [row for row in _with_key() if revoking.may_revoke(row["user"])],
        "key": KEY,
        "words": sealed_words.of_office(),
        "overwritten": _overwritten(),
    }


def _overwritten() -> dict[str, str] | None:
    """When what was in plain was last overwritten on the disk, for people and for machines."""
    done = compaction.last_done()
    return {"at": done.isoformat(), "label": str(format_datetime(done))} if done else None


def _of_class(sensitivity: str) -> dict[str, Any]:
    state = circle.state_of(sensitivity)
    row = circle.record_of(sensitivity)
    members = circle.of_handlers(sensitivity).members
    return {
        "name": sensitivity,
        "label": _(sensitivity),
        "is_on": state != circle.OFF,
        "is_ending": state == circle.ENDING,
        "asked_by": get_fullname(row["end_asked_by"]) if row.get("end_asked_by") else "",
        "since": format_datetime(row["begun_on"], "d MMM y") if row.get("begun_on") else "",
        "members": [get_fullname(user) for user in members],
        "missing": switching.missing_for(sensitivity) if state == circle.OFF else [],
    }


def _missing_everywhere(classes: list[dict[str, Any]]) -> list[str]:
    """What all unsealed classes lack, said once."""
    unsealed = [each["missing"] for each in classes if not each["is_on"]]
    return (
        [told for told in unsealed[0] if all(told in each for each in unsealed)] if unsealed else []
    )


def _waiting_keepers(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "keepers": _names(row.keepers),
        "by": get_fullname(row.asked_by),
        "is_mine": row.asked_by == frappe.session.user,
    }


def _candidates() -> list[dict[str, str]]:
    """Users with a key, who may keep a piece."""
    users = [row["user"] for row in _with_key()]
    enabled = frappe.get_all("User", {"name": ["in", users or [""]], "enabled": 1}, pluck="name")
    return [row for row in _with_key() if row["user"] in enabled]


def _with_key() -> list[dict[str, str]]:
    users = frappe.get_all(keys.DOCTYPE, {"state": keys.ACTIVE}, pluck="user", distinct=True)
    return [{"user": user, "label": get_fullname(user)} for user in sorted(users)]


def _names(users: str) -> list[str]:
    return [get_fullname(user) for user in users.split("\n")]


def key_address(back: str) -> str:
    """The page that unlocks the key and leads back."""
    return routes.address_of(KEY, next=back)
