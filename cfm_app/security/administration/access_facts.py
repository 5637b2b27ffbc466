"""Who can see restricted cases, as a set of facts that is compared before and after a change.

Roles, classes, deputies, user permissions and the second factor all come down to such facts. So a change
is judged by its effect, whatever record or field it was made through.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_fullname, nowdate

from cfm_app.base import consts, doctype_access
from cfm_app.base.counting import counted
from cfm_app.security.administration import class_words, role_holders
from cfm_app.security.entitlement import absences
from cfm_app.security.second_factor import configuring_roles

EVERYBODY = "*"
CLASS, ROLE, SETTING, FACTOR, NAME, DEVICE, CATEGORY, AGENCY, TRUST, WORDS = (
    "Case Sensitivity",
    "Role",
    "CFM Settings",
    "Second factor",
    "Name",
    "Device",
    "Case Category",
    consts.EXCHANGE_AGREEMENT,
    "Trusted device",
    "Words",
)
ALONE = "one_person_decides"
TRUSTED_DAYS = "trusted_handler_days"
APP = "OTP App"
# Everything else about who sees restricted cases follows from records of these DocTypes.
SOURCES = (
    "User",
    "Has Role",
    "Role",
    "Role Profile",
    "User Role Profile",
    "User Type",
    "User Permission",
    "Case Category",
    "Case Sensitivity",
    "CFM Focal Point",
    "CFM Settings",
    "System Settings",
    AGENCY,
)
_NO_END = "9999-12-31"
# In what is told of an agency: which way cases go, to which address, and sealed for which key.
BETWEEN = " · "


@dataclass(frozen=True, order=True)
class AccessFact:
    """One way to restricted cases: to whom it is open, and within which limits."""

    kind: str
    what: str
    """A class, a role with power over classes, a setting, whose device; of a new name, the old one."""
    user: str
    """Who gains; of a category, the class of its new cases, open to its handlers; of an agreement, the agency."""
    address: str = ""
    """Where links and codes of the user go: whoever owns it enters as the user; of an agency, where cases go."""
    absent: str = ""
    """The handler whose deputy the user is."""
    since: str = ""
    until: str = _NO_END
    """The last day; of trust in devices, for how many days, in as many digits."""
    limits: tuple[tuple[str, str], ...] = ()
    """User permissions: DocType and the name that the user is confined to; what an agreement is confined to."""

    def covers(self, other: "AccessFact") -> bool:
        """Whether the other fact opens nothing beyond this one."""
        if (self.kind, self.what) != (other.kind, other.what):
            return False
        if self.user == EVERYBODY:
            return True
        same = ("user", "address", "absent")
        if any(getattr(self, each) != getattr(other, each) for each in same):
            return False
        is_within = self.since <= other.since and other.until <= self.until
        return is_within and _are_narrower(other.limits, self.limits)

    def in_words(self, language: str | None = None) -> str:
        """The fact in words."""
        name, what = _person(self.user, self.address), _(self.what, language)
        if self.kind == ROLE:
            return _("{0} gets the role {1}", language).format(name, what)
        if self.kind == SETTING:
            return _("one person alone decides who sees restricted cases", language)
        if self.kind == FACTOR:
            return _("the role {0} logs in without a second factor", language).format(what)
        if self.kind == TRUST:
            text = _(
                "handlers log in without a second factor for {0} days on a device they trust",
                language,
            )
            return counted(text, int(self.until), language=language)
        if self.kind == DEVICE:
            return _("{0} sets up the second factor anew", language).format(_person(self.what))
        if self.kind == CATEGORY:
            open_to = _("the whole office", language)
            open_to = open_to if self.user == EVERYBODY else _(self.user, language)
            return _("new cases of the category {0} are for: {1}", language).format(what, open_to)
        if self.kind == WORDS:
            open_to = _("the whole office", language)
            open_to = open_to if self.user == EVERYBODY else _(self.user, language)
            return _("cases with the words “{0}” are for: {1}", language).format(self.what, open_to)
        if self.kind == AGENCY:
            direction, _sep, address = self.address.partition(BETWEEN)
            told = _("cases of the class {0} are referred to or from {1}: {2}, {3}", language)
            return told.format(what, self.user, _(direction, language), address or "–")
        if self.kind == NAME:
            return _("{0} becomes {1}", language).format(self.what, self.user)
        if self.user == EVERYBODY:
            return _("cases of the class {0} are open to the whole office", language).format(what)
        if self.absent:
            return _("{0} stands in for {1} in the class {2}", language).format(
                name, _person(self.absent), what
            )
        return _("{0} handles cases of the class {1}", language).format(name, what)


def _person(user: str, address: str = "") -> str:
    """Identifies a person by user and address: anybody may type any full name."""
    return f"{get_fullname(user)} ({address or user})"


def _are_narrower(limits: tuple[tuple[str, str], ...], of: tuple[tuple[str, str], ...]) -> bool:
    given = set(limits)
    confined_to = {doctype for doctype, _name in given}
    kept = {pair for pair in given if pair[0] in {doctype for doctype, _name in of}}
    return {doctype for doctype, _name in of} <= confined_to and kept <= set(of)


@dataclass(frozen=True)
class AccessSnapshot:
    """All facts at one moment, with the classes that were restricted and the roles that a second factor is asked of."""

    facts: frozenset[AccessFact]
    classes: frozenset[str]
    roles: frozenset[str]

    @property
    def categories(self) -> set[str]:
        return {fact.what for fact in self.facts if fact.kind == CATEGORY}


def snapshot() -> AccessSnapshot:
    """The facts as this transaction sees them now."""
    classes = _classes()
    roles = {row.name: row.handler_role or "" for row in classes if row.hidden}
    holders = role_holders.RoleHolders()
    found: set[AccessFact] = set()
    for name, role in roles.items():
        found |= {AccessFact(CLASS, name, *each) for each in holders.of(role)}
    found |= {AccessFact(CLASS, row.name, EVERYBODY) for row in classes if not row.hidden}
    for role in consts.POWER_ROLES:
        found |= {AccessFact(ROLE, role, *each) for each in holders.of(role)}
    found |= set(_deputies(found, roles))
    asked = frozenset({*roles.values(), consts.DATA_PROTECTION, *configuring_roles.found()} - {""})
    found |= {AccessFact(FACTOR, role, EVERYBODY) for role in _without_second_factor(asked)}
    if one_person_decides():
        found.add(AccessFact(SETTING, ALONE, EVERYBODY))
    if days := cint(_setting(TRUSTED_DAYS)):
        found.add(AccessFact(TRUST, TRUSTED_DAYS, consts.DATA_PROTECTION, until=f"{days:04}"))
    found |= set(_categories(roles))
    found |= {AccessFact(WORDS, *each) for each in class_words.meant(EVERYBODY)}
    limits = _limits(sorted({fact.user for fact in found}))
    confined = {replace(fact, limits=limits.get(fact.user, ())) for fact in found}
    confined |= set(_agencies())
    return AccessSnapshot(frozenset(confined), frozenset(roles), asked)


def newly_open(before: AccessSnapshot, after: AccessSnapshot, acting: str = "") -> set[AccessFact]:
    """The facts that hold after a change and did not before; the acting user's own new address does not count."""
    known = before.classes
    lost = {AccessFact(CLASS, name, EVERYBODY) for name in known - _names(after)}
    found = {
        fact
        for fact in (*after.facts, *lost, *_lost_words(before, after))
        if _was_there(fact, before)
        and not any(
            old.covers(fact)
            or (fact.user == acting and replace(old, address=fact.address).covers(fact))
            for old in before.facts
        )
    }
    # An opened class opens the new cases of its categories: that goes without saying.
    opened = any(fact.kind == CLASS and fact.user == EVERYBODY for fact in found)
    return {fact for fact in found if fact.kind != CATEGORY} if opened else found


def _lost_words(before: AccessSnapshot, after: AccessSnapshot) -> set[AccessFact]:
    """Words that pointed to a restricted class and are gone: their cases are open."""
    gone = _words_of(before) - _words_of(after)
    return {AccessFact(WORDS, phrase, EVERYBODY) for phrase in gone}


def _words_of(state: AccessSnapshot) -> set[str]:
    return {fact.what for fact in state.facts if fact.kind == WORDS and fact.user != EVERYBODY}


def _was_there(fact: AccessFact, before: AccessSnapshot) -> bool:
    """Whether the class, role or category of a fact existed before; a new one has opened nothing yet."""
    there = {CLASS: before.classes, FACTOR: before.roles, CATEGORY: before.categories}
    if fact.kind == WORDS and fact.user != EVERYBODY:
        return fact.what in _words_of(before)
    return fact.kind not in there or fact.what in there[fact.kind]


def _names(state: AccessSnapshot) -> set[str]:
    opened = {fact.what for fact in state.facts if fact.kind == CLASS}
    return opened | state.classes


def decides_access(doctype: str, name: str) -> bool:
    """Whether access to restricted cases depends on the record of this name."""
    state = snapshot()
    if doctype == "User":
        about = {user for fact in state.facts for user in (fact.user, fact.absent)}
        return name in about or bool(frappe.db.exists("CFM Case Handler", {"user": name}))
    if doctype == "Case Sensitivity":
        return name in state.classes
    decisive = {row.handler_role for row in _classes() if row.hidden} | set(consts.POWER_ROLES)
    if doctype == "Role":
        return name in decisive
    filters = {"parent": name, "parenttype": doctype, "role": ["in", sorted(decisive - {None})]}
    return doctype == "Role Profile" and bool(frappe.db.exists("Has Role", filters))


def is_any_case_restricted() -> bool:
    """Whether the office holds a restricted case. Until then it is being set up."""
    return bool(frappe.db.exists("Sensitive Report", {"name": ["is", "set"]}))


def one_person_decides() -> bool:
    """Whether the office has decided to do without a second person."""
    return bool(cint(_setting(ALONE)))


def to_rows(facts: Iterable[AccessFact]) -> list[dict[str, Any]]:
    """Facts in the form in which a request stores them."""
    return [asdict(fact) for fact in sorted(facts)]


def from_rows(rows: list[dict[str, Any]]) -> set[AccessFact]:
    """Facts of a stored request."""
    return {
        AccessFact(**{**row, "limits": tuple((pair[0], pair[1]) for pair in row["limits"])})
        for row in rows
    }


# --- reading ----------------------------------------------------------------------------------
def _setting(field: str) -> Any:
    """A setting as it is stored now: the cache would keep the value of a save that was rolled back."""
    return frappe.db.get_single_value("CFM Settings", field, cache=False)


def _classes() -> list[Any]:
    return frappe.get_all(
        "Case Sensitivity", fields=["name", "hidden", "handler_role"], order_by="name asc"
    )


def _categories(classes: dict[str, str]) -> Iterator[AccessFact]:
    """The class that new cases of each category get: its own, or that of the nearest ancestor."""
    fields = ["name", "sensitivity", "parent_case_category"]
    rows = {row.name: row for row in frappe.get_all("Case Category", fields=fields)}
    usual = _setting("default_sensitivity")
    for name in rows:
        above, seen, found = name, set[str](), None
        while above in rows and above not in seen and not found:
            seen.add(above)
            found, above = rows[above].sensitivity, rows[above].parent_case_category
        given = found or usual
        yield AccessFact(CATEGORY, name, given if given in classes else EVERYBODY)


def _deputies(handling: set[AccessFact], roles: dict[str, str]) -> Iterator[AccessFact]:
    """The deputies of handlers, for absences that have not ended."""
    own = {(fact.what, fact.user): fact for fact in handling if fact.kind == CLASS}
    wanted: dict[str, Any] = {
        "deputy": ["is", "set"],
        "sensitivity": ["in", sorted(roles) or [""]],
    }
    for absence in absences.unended(**wanted):
        deputy = own.get((absence.sensitivity, absence.deputy))
        if deputy and (absence.sensitivity, absence.user) in own:
            # A day that has passed opens nothing any more.
            since = max(str(absence.since), nowdate())
            until = str(absence.until or _NO_END)
            yield replace(deputy, absent=absence.user, since=since, until=until)


def _without_second_factor(roles: Iterable[str]) -> set[str]:
    """Those of some roles that require no authenticator app; a code by mail or message does not count."""
    setting = frappe.get_single("System Settings")
    asked = set(frappe.get_all("Role", filters={"two_factor_auth": 1}, pluck="name"))
    is_on = cint(setting.enable_two_factor_auth)
    if not is_on or cint(setting.get("bypass_2fa_for_retricted_ip_users")):
        asked = set()
    if (setting.get("two_factor_method") or APP) != APP:
        asked = set()
    return set(roles) - asked


def _agencies() -> Iterator[AccessFact]:
    """The agencies that exchange cases of a restricted class, by agreements that have not ended."""
    if frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch:
        # The column may not be there yet, and nobody's change is looked at.
        return
    rows = frappe.get_all(
        AGENCY,
        filters={
            "state": "Agreed",
            "restricted_class": ["is", "set"],
            "valid_until": [">=", nowdate()],
        },
        fields=[
            *("name", "restricted_class", "partner", "direction", "address"),
            *("their_key", "valid_from", "valid_until"),
        ],
    )
    for row in rows:
        yield AccessFact(
            AGENCY,
            row.restricted_class,
            row.partner,
            BETWEEN.join(filter(None, (row.direction, row.address, row.their_key))),
            since=max(str(row.valid_from), nowdate()),
            until=str(row.valid_until),
            limits=_covered(row.name),
        )


def _covered(agreement: str) -> tuple[tuple[str, str], ...]:
    """The categories and places that an agreement is limited to."""
    found: list[tuple[str, str]] = []
    for table, field, doctype in (
        ("CFM Exchange Category", "category", "Case Category"),
        ("CFM Exchange Place", "place", "CFM Location"),
    ):
        filters = {"parent": agreement, "parenttype": AGENCY}
        names = frappe.get_all(table, filters=filters, pluck=field, parent_doctype=AGENCY)
        found += [(doctype, name) for name in names]
    return tuple(sorted(found))


def _limits(users: list[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """User permissions that limit which cases a user sees, by user."""
    rows = frappe.get_all(
        "User Permission",
        filters={"user": ["in", users or [""]]},
        fields=["user", "allow", "for_value", "apply_to_all_doctypes", "applicable_for"],
        order_by="user asc, allow asc, for_value asc",
    )
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows:
        if row.apply_to_all_doctypes or row.applicable_for in (None, "", *doctype_access.PROTECTED):
            found[row.user] = (*found.get(row.user, ()), (row.allow, row.for_value))
    return found
