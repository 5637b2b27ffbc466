"""The status code of a case: short to say, hard to guess, shown in no list.

It is encrypted with the key of the site for those who may write the case, and found by its fingerprint. A
restricted case gets none; a code that a person has already goes on answering, as for any case in work. A
repeated case gets no second code.

Whoever writes in the public form gets a code at once; the case that is made of it keeps this code.
"""

from hashlib import sha256

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime
from frappe.utils.password import decrypt, encrypt

from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance
from cfm_app.security.spoken_codes import ALPHABET, in_groups, normalised, random_code

DOCTYPE = "CFM Status Code"
BATCH = 500
COLUMNS = (
    "name creation modified modified_by owner docstatus idx cfm_case conversation"
    " code_hash code_sealed"
).split()
RANDOM = 8
LENGTH = RANDOM + 1


def ensure(case: Document) -> None:
    """Give a case its code, unless it has one, is restricted, or repeats another case."""
    if case.duplicate_of or clearance.is_restricted(case.sensitivity):
        return
    if case.flags.in_insert or not frappe.db.exists(DOCTYPE, {"cfm_case": case.name}):
        _store([case.name])


def issue_missing() -> None:
    """Give a code to every stored case that should have one, in batches.

    Restricted cases get theirs when the class is lifted.
    """
    last = ""
    while names := frappe.get_all(
        "Case",
        filters={"is_restricted": 0, "duplicate_of": ["is", "not set"], "name": [">", last]},
        pluck="name",
        order_by="name asc",
        limit_page_length=BATCH,
    ):
        have = set(frappe.get_all(DOCTYPE, filters={"cfm_case": ["in", names]}, pluck="cfm_case"))
        _store([name for name in names if name not in have])
        last = names[-1]


def drop(case: str) -> None:
    """Remove the code of a deleted case; the code of a conversation stays, without the case."""
    frappe.db.delete(DOCTYPE, {"cfm_case": case, "conversation": ["is", "not set"]})
    frappe.db.set_value(DOCTYPE, {"cfm_case": case}, "cfm_case", None)


def take_over(case: str, code: str) -> None:
    """Let a case answer to the code that its person was given offline.

    An invalid code, or one in use, is ignored: the case keeps its own.
    """
    code = normalised(code)
    if not is_well_formed(code) or frappe.db.exists(DOCTYPE, {"code_hash": fingerprint(code)}):
        return
    row = frappe.db.get_value(DOCTYPE, {"cfm_case": case})
    if row:
        given = {"code_hash": fingerprint(code), "code_sealed": encrypt(code)}
        frappe.db.set_value(DOCTYPE, row, given, update_modified=False)


def reserve(conversation: str) -> str:
    """Create a code for a new conversation. Returns it in groups."""
    _insert([sealed(conversation=conversation)])
    return of_conversation(conversation) or ""


def of_conversation(conversation: str) -> str | None:
    """The code of a conversation, in groups, for its writer; checks no permission."""
    stored = frappe.db.get_value(DOCTYPE, {"conversation": conversation}, "code_sealed")
    return in_groups(decrypt(stored)) if stored else None


def transfer(conversation: str, case: str) -> None:
    """Give the code of a conversation to the case that was made of it."""
    row = frappe.db.get_value(
        DOCTYPE, {"conversation": conversation}, ["name", "cfm_case"], as_dict=True
    )
    if not row or row.cfm_case:
        return
    frappe.db.delete(DOCTYPE, {"cfm_case": case})
    frappe.db.set_value(DOCTYPE, row.name, "cfm_case", case)


def _store(cases: list[str]) -> None:
    _insert([sealed(case) for case in cases])


def _insert(codes: list[dict[str, str | None]]) -> None:
    now, user = now_datetime(), frappe.session.user
    rows = [
        (frappe.generate_hash(length=10), now, now, user, user, 0, 0, *code.values())
        for code in codes
    ]
    if rows:
        frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows)


def sealed(case: str | None = None, conversation: str | None = None) -> dict[str, str | None]:
    """The stored form of a new code, for a case or for a conversation."""
    code = fresh()
    return {
        "cfm_case": case,
        "conversation": conversation,
        "code_hash": fingerprint(code),
        "code_sealed": encrypt(code),
    }


def fresh() -> str:
    """A random code with its check character."""
    code = random_code(RANDOM)
    return code + check_character(code)


def check_character(code: str) -> str:
    """The last character, computed from the others and their positions."""
    total = sum(place * ALPHABET.index(character) for place, character in enumerate(code, start=1))
    return ALPHABET[total % len(ALPHABET)]


def is_well_formed(code: str) -> bool:
    """Whether a normalised code has a correct check character: otherwise it was misheard."""
    if len(code) != LENGTH or any(each not in ALPHABET for each in code):
        return False
    return check_character(code[:RANDOM]) == code[RANDOM]


def fingerprint(code: str) -> str:
    """The hash by which a code is found."""
    return sha256(f"cfm status code {code}".encode()).hexdigest()


def find(code: str) -> str | None:
    """The case of a normalised code, restricted or not."""
    return owner_of(code).cfm_case


def owner_of(code: str) -> frappe._dict:
    """The case and the conversation of a normalised code, each if there is one."""
    fields = ["cfm_case", "conversation"]
    row = frappe.db.get_value(DOCTYPE, {"code_hash": fingerprint(code)}, fields, as_dict=True)
    return row or frappe._dict(dict.fromkeys(fields))


def owners_of(codes: list[str]) -> list[frappe._dict]:
    """Case and conversation by code, for those of some normalised codes that exist."""
    hashes = [fingerprint(code) for code in codes]
    rows: list[frappe._dict] = frappe.get_all(
        DOCTYPE,
        filters={"code_hash": ["in", hashes or [""]]},
        fields=["cfm_case", "conversation"],
        order_by="creation asc",
    )
    return rows


def plain_code(case: str) -> str | None:
    """The code of a case without groups; None if there is none, or the site lost its key. Checks no permission."""
    stored = frappe.db.get_value(DOCTYPE, {"cfm_case": case}, "code_sealed")
    try:
        return decrypt(stored) if stored else None
    except frappe.ValidationError:
        # The site moved here without its key.
        frappe.clear_last_message()
        return None


def code_for_print(case: str) -> str:
    """The code of a case for a print format; empty for users who may not write the case."""
    return of_case(case) or ""


def of_case(case: str) -> str | None:
    """The code of a case, in groups, for users who may write it; a restricted case has none."""
    source = source_of(case)
    stored = source and frappe.db.get_value(DOCTYPE, {"cfm_case": source}, "code_sealed")
    return in_groups(decrypt(stored)) if stored else None


def source_of(case: str) -> str | None:
    """The case whose code the person of a case is told; None where there is none.

    For a repeated case of the same person, it is the code that they have already. Another person is not
    told it: it would let them ask about somebody else's case.
    """
    if not access.may_see_case(case) or not frappe.has_permission("Case", "write", doc=case):
        return None
    row = _facts(case)
    if clearance.is_restricted(row.sensitivity):
        return None
    person = row.community_member if row.duplicate_of else None
    if person and _facts(row.duplicate_of).community_member == person:
        return source_of(row.duplicate_of)
    return case if frappe.db.exists(DOCTYPE, {"cfm_case": case}) else None


def _facts(case: str) -> frappe._dict:
    fields = ["sensitivity", "duplicate_of", "community_member"]
    return frappe.db.get_value("Case", case, fields, as_dict=True)
