"""What must stand in a case before a move: brought by quiet steps, so that walks go all the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.golden_app.walks import Move
from tests.golden_app.words import RESTRICTED, a_case, a_consent, a_referral, act, change, read
from tests.golden_http.harness import Step

# Held by all who work on cases; the app gives it along with their own role.
CASEWORKER = "CFM Caseworker"
INFORMED = {
    "response_given": "Livraison jeudi",
    "contact_attempts": [{"outcome": "Informed"}],
}
NO_WAY = {"contact_attempts": [{"outcome": "No way to reach the person"}]}
VALUES: dict[tuple[str, str], dict[str, Any]] = {
    ("New", "Answer"): {"information_given": "Distribution lundi"},
    ("Registered", "Answer"): {"information_given": "Distribution lundi", **INFORMED},
    ("Referred", "Resolve"): {"resolution": "Complément livré"},
    ("In Progress", "Resolve"): {"resolution": "Complément livré"},
    ("Resolved", "Inform the Person"): INFORMED,
    ("Unreachable", "Inform the Person"): INFORMED,
    ("Out of Mandate", "Inform the Person"): INFORMED,
    ("Resolved", "Could Not Reach"): NO_WAY,
    ("Resolved", "Close"): NO_WAY,
}


def a_case_with_consent(save: str, user: str = "operator", **values: Any) -> Iterator[Step]:
    """Prepare a case that may be referred and whose person may be called."""
    yield a_case(save, user, **values)
    given = {"record": "Granted", "share_inside": "Granted", "call_back": "Granted"}
    yield from a_consent(f"consent_{save}", save, user, **given)


def brought(user: str, case: str, move: Move, turn: int, original: str) -> Iterator[Step]:
    """Prepare what a move of the case {$case} asks for; who is asked has answered after it."""
    asked = f"asked_{case}"
    # Nobody asks themselves, and most classes have one handler here.
    receiver = "Administrator" if user in RESTRICTED else "focal"
    if move.action == "Refer":
        whom = {"focal_point": "Administrator"} if receiver == "Administrator" else {}
        yield a_referral(asked, case, user, **whom)
    elif move.state == "Referred":
        yield from answered(asked, receiver, turn)
    values = VALUES.get((move.state, move.action), {})
    if move.action == "Mark as Duplicate":
        values = {"duplicate_of": f"{{${original}}}"}
    if "contact_attempts" in values:
        yield from contact(f"{case} {turn}: evidence", user, case, values, quiet=True)
    elif values:
        yield change(f"{case} {turn}: evidence", user, "Case", case, values, quiet=True)


def contact(key: str, user: str, case: str, values: dict[str, Any], **more: Any) -> Iterator[Step]:
    """Add the contacts of ``values`` to those of the case {$case}: what came of the others stays."""
    known = f"contacts_{case}"
    take = {known: "data.contact_attempts"}
    yield read(f"{key}, the contacts before", user, "Case", case, take=take, quiet=True)

    def all_of_them(var: dict[str, Any]) -> dict[str, Any]:
        rows = [*(var.get(known) or []), *values["contact_attempts"]]
        return {**values, "contact_attempts": rows}

    yield change(key, user, "Case", case, all_of_them, **more)


def answered(referral: str, receiver: str, turn: int) -> Iterator[Step]:
    """Prepare the end of a referral."""
    said = {"response": "Complément livré"}
    yield change(f"{referral} {turn}: words", receiver, "Referral", referral, said, quiet=True)
    yield act(f"{referral} {turn}: answered", receiver, "Referral", referral, "Answer", quiet=True)
