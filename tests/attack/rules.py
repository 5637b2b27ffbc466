"""Which changes in the database an attacker may have made, judged without asking the product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.leaks.secret import Secret

from .snapshot import Change, Rows

# Written for the user by what they may do, whatever their rights on the table are.
SIDE_EFFECTS = frozenset(
    {
        "Access Log": "exports and prints are logged",
        "Activity Log": "log-ins are logged",
        "CFM Access Log": "reading of identity is logged",
        "CFM Case Stub": "what the recorder keeps",
        "CFM Notice": "reminders",
        "CFM Facts Change": "that something changed is noted for the figures",
        "CFM Request Key": "requests with a key",
        "CFM Sealing Key": "handlers and keepers make a key of their own",
        "CFM Recovery Code": "whoever logs in with an app makes recovery codes of their own",
        "CFM Push Device": "people switch notices on, on devices of their own",
        "CFM Push Key": "the site makes the key by which push services know it",
        "CFM Act Link": "receivers of referrals get a link",
        "CFM Passkey": "whoever logs in with an app adds passkeys of their own",
        "CFM Trusted Device": "people have devices of their own trusted",
        "CFM Second Factor": "codes of the second factor are counted",
        "CFM Session": "log-ins note the kind of device",
        "CFM Search Entry": "what the search finds cases by",
        "CFM Status Code": "each case has a code",
        "Comment": "changes leave comments",
        "Configuration Change": "history of the set-up",
        "DefaultValue": "settings of a user",
        "Deleted Document": "deletions leave a copy",
        "Email Queue": "notices by mail",
        "Email Queue Recipient": "notices by mail",
        "Error Log": "failures are logged",
        "Notification Log": "notices",
        "Sensitive Report": "recording a restricted case makes one",
        "Version": "changes leave versions",
        "View Log": "what was looked at",
        "Workflow Action": "what waits for whom",
        "Workflow Action Permitted Role": "what waits for whom",
        "ToDo": "restricted cases are entrusted by tasks",
        "DocShare": "everybody may change their own profile",
        "Notification Settings": "a new user has them",
        "Tag": "tags are words that all may use",
        "Tag Link": "tags are words that all may use",
        "CFM Case Handler": "recording a restricted case entrusts it",
    }
)
WHEN = frozenset({"modified", "modified_by"})
# Kept by the framework as it acts for whoever saves or looks.
KEPT = {
    "Assignment Rule": {"last_user", *WHEN},
    # Why the door turned somebody away.
    "CFM Channel Account": {"last_refusal", "last_refusal_on"},
    # An alert counts its cases anew with each change of one.
    "CFM Trend Alert": {"observed"},
    # The framework keeps one of each user, and touches it when they save their profile.
    "Contact": set(WHEN),
    "Scheduled Job Type": {"last_execution"},
    "User": {"last_active"},
}
# Whoever works on a referral or a consent changes its case by that.
CASEWORK = ("Case", "Referral", "Consent", "Sensitive Report")
FOLLOWING = ("Case", "Case SOP Step", "Case Clock Stop", "Referral", "Consent", "Consent Purpose")
FIXED = ("owner", "creation")


@dataclass
class Attacker:
    """A user with their roles, and the permission rows that hold in the office."""

    user: str
    roles: set[str]
    rights: dict[str, list[dict[str, Any]]]
    levels: dict[str, dict[str, int]] = field(default_factory=dict)
    """The level of each field above 0, by DocType."""
    shared: frozenset[str] = frozenset()
    """DocTypes of the framework: what the installation made of them is everybody's."""

    @classmethod
    def of(cls, user: str, database: dict[str, Rows]) -> Attacker:
        held = {
            row["role"]
            for row in database["tabHas Role"].values()
            if row["parent"] == user and row["parenttype"] == "User"
        }
        custom = _by_parent(database["tabCustom DocPerm"].values())
        rights = {**_by_parent(database["tabDocPerm"].values()), **custom}
        levels: dict[str, dict[str, int]] = {}
        for row in database["tabDocField"].values():
            if int(row["permlevel"] or 0):
                levels.setdefault(row["parent"], {})[row["fieldname"]] = int(row["permlevel"])
        modules = {
            name for name, row in database["tabModule Def"].items() if row["app_name"] != "cfm_app"
        }
        shared = {name for name, row in database["tabDocType"].items() if row["module"] in modules}
        held |= {"All", "Guest", "Desk User"}
        return cls(user, held, rights, levels, frozenset(shared))

    def may(self, right: str, doctype: str, level: int = 0) -> bool:
        return any(
            row["role"] in self.roles and row[right] and int(row["permlevel"] or 0) == level
            for row in self.rights.get(doctype, [])
        )

    def may_not(
        self, change: Change, secrets: list[Secret], made: frozenset[tuple[str, str]] = frozenset()
    ) -> str:
        """Why a change must not be this user's work; empty if it may be.

        ``made`` are table and name of the documents that are new with it.
        """
        if reason := _touches_closed(change, self.user, secrets):
            return reason
        doctype = change.table.removeprefix("tab")
        columns = set(change.columns)
        if doctype in SIDE_EFFECTS or columns <= KEPT.get(doctype, set()):
            return ""
        parent = (change.row.get("parenttype") or "", change.row.get("parent") or "")
        if (f"tab{parent[0]}", parent[1]) in made or (parent[0] and columns <= WHEN):
            # A row is written with its document, which is judged by itself.
            return ""
        if reason := self._everybodys(change, doctype):
            return reason
        if moved := [column for column in change.columns if column in FIXED]:
            return f"{', '.join(moved)} of a stored document"
        if doctype == "User" and change.name == self.user:
            return self._above_level(change, "User")
        if parent == ("User", self.user):
            # Everybody may change their own profile, as far as the level of the table allows.
            return self._of_closed_level("User", change.row["parentfield"])
        target = parent[0] or doctype
        if doctype in FOLLOWING and any(self.may("write", each) for each in CASEWORK):
            return _evidence(change)
        act = "write" if change.before and change.after else "create" if change.after else "delete"
        wanted = ("write", "create") if change.row.get("parenttype") else (act,)
        if not any(self.may(each, target) for each in wanted):
            return f"no right to {act} {target}"
        return self._above_level(change, doctype)

    def _everybodys(self, change: Change, doctype: str) -> str:
        """What the installation made for all is no user's to change, whatever the framework allows."""
        before = change.before
        if before is None or doctype not in self.shared or before.get("owner") != "Administrator":
            return ""
        parent = before.get("parenttype"), before.get("parent")
        is_own = (doctype, change.name) == ("User", self.user) or parent == ("User", self.user)
        return "" if is_own else f"{doctype} of the installation"

    def _above_level(self, change: Change, doctype: str) -> str:
        if change.before is None or change.after is None:
            return ""
        reasons = (self._of_closed_level(doctype, column) for column in change.columns)
        return next(filter(None, reasons), "")

    def _of_closed_level(self, doctype: str, fieldname: str) -> str:
        level = self.levels.get(doctype, {}).get(fieldname, 0)
        is_closed = level and not self.may("write", doctype, level)
        return f"{fieldname} is of level {level}" if is_closed else ""


def _by_parent(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["parent"], []).append(row)
    return found


def _touches_closed(change: Change, user: str, secrets: list[Secret]) -> str:
    """A row of a restricted case, or one that refers to it, changed by who is not entitled."""
    if change.table in ("tabCFM Access Log", "tabAccess Log", "tabError Log", "tabActivity Log"):
        return ""
    held = {str(value) for value in change.row.values() if isinstance(value, str)}
    for secret in secrets:
        named = {secret.case, secret.report, secret.consent, secret.referral}
        named = (named | {secret.conversation, secret.message, secret.own, secret.own_row}) - {""}
        if held & named and secret.entitlement(user) != "full":
            return f"the restricted case {secret.key}"
    return ""


def _evidence(change: Change) -> str:
    """A decided consent stays as it was decided; nobody decides on their own request."""
    before, after = change.before, change.after
    if change.table != "tabConsent Purpose" or not before or not before["decided_on"]:
        return ""
    granted = after and after["decision"] == "Granted" and before["decision"] != "Granted"
    return "a decided purpose" if after is None or granted else ""


def of_extension(change: Change) -> str:
    after = change.after
    if (
        change.table != "tabCFM Case Extension"
        or not after
        or after["decision"] in (None, "Pending")
    ):
        return ""
    return "approved by who asked" if after["requested_by"] == after["decided_by"] else ""
