"""A person's copy says nothing about others: staff by role, third persons not at all.

Staff names, record numbers, phones and addresses of others are found automatically. Other words about
third persons have to be found by whoever hands the copy over; they are blacked out everywhere.
"""

import re
from collections.abc import Iterable

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.base.doctype_access import PREFIXES
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.data_protection.personal_data.redaction_words import ADDRESS, BLACK, NUMBER, PHONE
from cfm_app.security.entitlement import clearance
from cfm_app.security.persons import identity
from cfm_app.security.sealing import reporters

MEMBER = "Community Member"
# Shorter names are part of other words.
SHORTEST = 4
DATE = re.compile(r"\d{4}-\d\d-\d\d")
ROLES_SHOWN = tuple(role for role in consts.ROLES if role != consts.CASEWORKER)


class Redaction:
    """The rules for one copy: what is the person's own, and what is blacked out."""

    def __init__(self, held: Iterable[Held], extra: str | None = None) -> None:
        rows = list(held)
        self.own_numbers = {row.name for row in rows}
        self.roles = _staff()
        persons = [row.name for row in rows if row.doctype == MEMBER]
        self.own_phones, own_words = _of_persons(persons)
        named = {name.casefold(): role for name, role in self.roles.items()}
        self.by_name = {name: role for name, role in named.items() if name not in own_words}
        words = sorted((w for w in map(re.escape, self.by_name) if len(w) >= SHORTEST), key=len)
        self.staff = re.compile("|".join(reversed(words)) or r"(?!)", re.IGNORECASE)
        told = [line.strip() for line in (extra or "").splitlines() if line.strip()]
        black = sorted(map(re.escape, told), key=len, reverse=True)
        self.black = re.compile("|".join(black) or r"(?!)", re.IGNORECASE)

    def text(self, words: str) -> str:
        """Words with everybody else taken out."""
        words = self.black.sub(BLACK, words)
        words = self.staff.sub(lambda found: f"[{self.by_name[found[0].casefold()]}]", words)
        words = ADDRESS.sub(self._address, words)
        words = NUMBER.sub(lambda found: self._number(found[0]), words)
        return PHONE.sub(lambda found: self._phone(found[0]), words)

    def link(self, doctype: str, name: str) -> str | None:
        """What a field says that refers to somebody; None where it refers to nobody."""
        if doctype == "User":
            return self.roles.get(name) or _("Office")
        if doctype in PREFIXES:
            return self._number(name)
        return None

    def _number(self, name: str) -> str:
        return name if name in self.own_numbers else BLACK

    def _phone(self, told: str) -> str:
        if DATE.match(told) or not identity.is_phone(told):
            return told
        return told if identity.phone_key(told) in self.own_phones else BLACK

    def _address(self, found: re.Match[str]) -> str:
        return found[0] if found[0].casefold() in self.own_phones else BLACK


def _staff() -> dict[str, str]:
    """Users by address and name, with the role shown instead.

    Handlers of restricted cases are shown as the office: their role would reveal the case.
    """
    handlers = set(clearance.restricted_classes().values())
    shown = [role for role in ROLES_SHOWN if role not in handlers]
    given = frappe.get_all(
        "Has Role",
        filters={"parenttype": "User", "role": ["in", shown]},
        fields=["parent", "role"],
        parent_doctype="User",
        order_by="parent asc",
    )
    roles: dict[str, str] = {}
    for row in sorted(given, key=lambda each: ROLES_SHOWN.index(each.role)):
        roles.setdefault(row.parent, _(row.role))
    found: dict[str, str] = {}
    for user in frappe.get_all("User", fields=["name", "full_name"], order_by="name asc"):
        role = roles.get(user.name) or _("Office")
        found[user.name] = role
        if user.full_name and " " in user.full_name:
            found[user.full_name] = role
    return found


def _of_persons(persons: list[str]) -> tuple[set[str], set[str]]:
    """The numbers and addresses of a person, and their names in small letters."""
    fields = ["name", "full_name", "other_names", "phone", "second_phone"]
    phones, words = set(), set()
    rows = frappe.get_all(MEMBER, {"name": ["in", persons or [""]]}, fields)
    reporters.fill(rows)
    for row in rows:
        phones |= {
            key for each in (row.phone, row.second_phone) if (key := identity.phone_key(each))
        }
        words |= {each.casefold() for each in (row.full_name, row.other_names) if each}
    if not persons:
        # Conversations of nobody known are those of others.
        return phones, words
    own = {"community_member": ["in", persons]}
    for row in frappe.get_all(consts.CONVERSATION, own, ["contact_address"]):
        told = row.contact_address or ""
        phones |= {told.casefold(), identity.phone_key(told) or ""} - {""}
    return phones, words
