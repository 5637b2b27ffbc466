"""The recovery key, which opens every sealed report, shared so that any two of three keepers restore it.

For each pair of keepers the secret is split with a one-time pad: one has the pad, the other the result. A
single piece is random. Each piece is sealed for its keeper's key, so the database has nothing that one
person can open.
"""

import json
import secrets
from collections.abc import Callable
from itertools import combinations
from time import monotonic
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname, now_datetime

from cfm_app.base import consts
from cfm_app.security import audit
from cfm_app.security.entitlement import handlers
from cfm_app.security.sealing import (
    circle,
    envelope,
    keys,
    last_key,
    resealing,
    switching,
    unlocking,
)

DOCTYPE, PIECE, OPENING = circle.RECOVERY, circle.PIECE, "CFM Sealing Opening"
ASKED, ACTIVE, REPLACED, WITHDRAWN = "Asked", "Active", "Replaced", "Withdrawn"
WAITING, DONE = "Waiting", "Done"
KEEPERS = 3
FEWEST_LETTERS = 10
# So long a request may last; how many it takes tells a keeper nothing about how many reports there are.
SECONDS = 10.0


# --- naming the keepers ---------------------------------------------------------------------------
def name_keepers(users: list[str]) -> str:
    """Name three keepers; the manager and data protection do so together. Returns the record's name."""
    switching.require_office()
    if len(set(users)) != KEEPERS:
        frappe.throw(_("Name three different keepers."))
    if without := [get_fullname(user) for user in users if not keys.of_user(user)]:
        frappe.throw(_("A keeper makes a key of their own first: {0}.").format(", ".join(without)))
    frappe.db.set_value(DOCTYPE, {"state": ASKED}, "state", WITHDRAWN)
    made = frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "state": ASKED,
            "asked_by": frappe.session.user,
            "keepers": "\n".join(users),
        }
    ).insert(ignore_permissions=True)
    audit.record(keys.LOGGED, DOCTYPE, made.name, detail=_("Keepers named"))
    return str(made.name)


def agree(name: str) -> None:
    """Agree to the keepers as the second person: the key is created and split.

    Older seals name the former recovery key, so a handler has to give those reports again; pages and
    `doctor` count them. Refused while only the former keepers open a class.
    """
    switching.require_office()
    found = frappe.get_doc(DOCTYPE, name, for_update=True)
    if found.state != ASKED:
        frappe.throw(_("This was decided already."))
    _check_second(found.asked_by)
    users = found.keepers.split("\n")
    identity = envelope.new_identity()
    _split(name, str(identity), keys.public_keys(users))
    with last_key.kept():
        frappe.db.set_value(DOCTYPE, {"state": ACTIVE}, "state", REPLACED)
        values = {"state": ACTIVE, "agreed_by": frappe.session.user, "made_on": now_datetime()}
        frappe.db.set_value(DOCTYPE, name, {**values, "public_key": str(identity.to_public())})
    audit.record(keys.LOGGED, DOCTYPE, name, detail=_("Recovery key made"))
    told = ", ".join(get_fullname(user) for user in users)
    switching.make_known(
        {*users, *handlers.all_handlers()},
        lambda language: _("These three keep the recovery key now: {0}", language).format(told),
    )


def withdraw(name: str) -> None:
    """Withdraw or refuse the naming of keepers."""
    switching.require_office()
    if frappe.db.get_value(DOCTYPE, name, "state") == ASKED:
        frappe.db.set_value(DOCTYPE, name, "state", WITHDRAWN)


def active() -> Any:
    """The recovery key of the office with its keepers, or None."""
    return _newest(ACTIVE)


def pending() -> Any:
    """Named keepers who wait for the second person, or None."""
    return _newest(ASKED)


# --- recovering -----------------------------------------------------------------------------------
def begin(sensitivity: str, handler: str, reason: str) -> str:
    """As a keeper with an unlocked key: contribute one's pieces, so that another keeper can recover.

    `handler` is a handler of the class with a key, who is given the reports.
    """
    found = _of_keeper()
    identity = unlocking.required()
    if handler not in circle.of(sensitivity).members:
        frappe.throw(_("Choose a handler of the class who has a key."))
    if sum(letter.isalpha() for letter in reason) < FEWEST_LETTERS:
        frappe.throw(_("Write in some words why it is needed: ten letters at least."))
    me = frappe.session.user
    others = keys.public_keys([user for user in found.keepers.split("\n") if user != me])
    given = {
        other: envelope.seal(_piece(found.name, me, other, identity), [public])
        for other, public in others.items()
    }
    made = frappe.get_doc(
        {
            "doctype": OPENING,
            "recovery": found.name,
            "sensitivity": sensitivity,
            "handler": handler,
            "reason": reason.strip(),
            "first_keeper": me,
            "pieces": json.dumps(given),
            "state": WAITING,
            "asked_on": now_datetime(),
        }
    ).insert(ignore_permissions=True)
    audit.record(keys.LOGGED, OPENING, made.name, detail=_("Recovery begun"))
    _tell(
        handler,
        lambda language: _(
            "{0} began a recovery of sealed reports for {1}. If you know nothing of it, ask data protection.",
            language,
        ),
    )
    return str(made.name)


def finish(name: str, place: str = "") -> str:
    """As another keeper with an unlocked key: recover for some seconds.

    Returns where the next request continues, without naming a report; empty when nothing is left. The
    recovery key is complete only during this call, and never stored.
    """
    opening = frappe.get_doc(OPENING, name, for_update=True)
    found = _of_keeper()
    me, identity = frappe.session.user, unlocking.required()
    if opening.state != WAITING or opening.recovery != found.name:
        frappe.throw(_("This recovery is over."))
    if opening.first_keeper == me:
        frappe.throw(_("Another keeper finishes what you began."), frappe.PermissionError)
    own = _piece(found.name, me, opening.first_keeper, identity)
    theirs = envelope.unseal(json.loads(opening.pieces)[me], identity)
    with unlocking.opened_with(envelope.identity_of(_joined(theirs, own))):
        batch = _for_some_seconds(opening.sensitivity, resealing.report_at(place))
    if not batch.after:
        frappe.db.set_value(OPENING, name, {"state": DONE, "second_keeper": me, "pieces": None})
        audit.record(keys.LOGGED, OPENING, name, detail=_("Recovery finished"))
        _tell(
            opening.handler,
            lambda language: _(
                "{0} finished a recovery: {1} reads the sealed reports again.", language
            ),
        )
    return batch.place


def _for_some_seconds(sensitivity: str, after: str) -> resealing.Batch:
    ends = monotonic() + SECONDS
    batch = resealing.next_batch(sensitivity, after)
    while batch.after and monotonic() < ends:
        batch = resealing.next_batch(sensitivity, batch.after)
    return batch


def call_off(name: str) -> None:
    """Cancel a recovery, as a keeper or data protection."""
    row = frappe.db.get_value(OPENING, name, ["state", "sensitivity", "handler"], as_dict=True)
    if consts.DATA_PROTECTION not in frappe.get_roles():
        _of_keeper()
    if row and row.state == WAITING:
        frappe.db.set_value(OPENING, name, {"state": WITHDRAWN, "pieces": None})
        audit.record(keys.LOGGED, OPENING, name, detail=_("Recovery called off"))


def waiting() -> list[Any]:
    """Recoveries that wait for a second keeper."""
    fields = ["name", "sensitivity", "handler", "reason", "first_keeper", "asked_on"]
    rows: list[Any] = frappe.get_all(OPENING, {"state": WAITING}, fields, order_by="creation asc")
    return rows


def is_keeper(user: str) -> bool:
    """Whether a user keeps a piece of the recovery key."""
    found = active()
    return bool(found) and user in found.keepers.split("\n")


def _of_keeper() -> Any:
    found = active()
    if not found or frappe.session.user not in found.keepers.split("\n"):
        frappe.throw(_("Only a keeper of the recovery key does this."), frappe.PermissionError)
    return found


def _check_second(asked_by: str) -> None:
    """One person must manage the office, the other be data protection."""
    first, second = set(frappe.get_roles(asked_by)), set(frappe.get_roles())
    is_pair = any(
        one in first and other in second
        for one, other in (switching.OFFICE, tuple(reversed(switching.OFFICE)))
    )
    if asked_by == frappe.session.user or not is_pair:
        frappe.throw(
            _(
                "The manager and data protection name the keepers together: the other of the two agrees."
            ),
            frappe.PermissionError,
        )


def _split(recovery: str, secret: str, public: dict[str, str]) -> None:
    for one, other in combinations(sorted(public), 2):
        plain = secret.encode()
        pad = secrets.token_bytes(len(plain))
        for keeper, partner, piece in ((one, other, pad), (other, one, _xor(plain, pad))):
            frappe.get_doc(
                {
                    "doctype": PIECE,
                    "recovery": recovery,
                    "keeper": keeper,
                    "other_keeper": partner,
                    "piece": envelope.seal(piece.hex(), [public[keeper]]),
                }
            ).insert(ignore_permissions=True)


def _piece(recovery: str, keeper: str, other: str, identity: envelope.Identity) -> str:
    row = {"recovery": recovery, "keeper": keeper, "other_keeper": other}
    try:
        return envelope.unseal(frappe.db.get_value(PIECE, row, "piece"), identity)
    except envelope.Unreadable:
        frappe.throw(
            _(
                "Your piece was made for a key that you replaced. Two others recover, or keepers are named anew."
            )
        )
        raise


def _joined(one: str, other: str) -> str:
    return _xor(bytes.fromhex(one), bytes.fromhex(other)).decode()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _newest(state: str) -> Any:
    fields = ["name", "keepers", "asked_by", "agreed_by", "made_on", "public_key"]
    rows = frappe.get_all(DOCTYPE, {"state": state}, fields, order_by="creation desc")
    return rows[0] if rows else None


def _tell(handler: str, say: Callable[[str | None], str]) -> None:
    """One line to all handlers and to data protection: who acts, and for whom."""
    people = handlers.all_handlers() | set(handlers.holders(consts.DATA_PROTECTION))
    by, whom = get_fullname(frappe.session.user), get_fullname(handler)
    switching.make_known(people, lambda language: say(language).format(by, whom))
