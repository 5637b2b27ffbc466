"""Agreements on exchange, one function an act: created, edited, agreed by a second person, ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, now_datetime, nowdate

from cfm_app.base import authors, notices
from cfm_app.base.arguments import as_day, required_text
from cfm_app.base.counting import counted
from cfm_app.base.fields import options_of
from cfm_app.channels import account_changes
from cfm_app.exchange.agencies import entry, facts, own_class, own_office, states
from cfm_app.security import audit
from cfm_app.security.entitlement import handlers

TABLES = {"category": ("categories", "Case Category"), "place": ("places", "CFM Location")}
FACT = "fact"
USUAL_FACTS = ("Main category", "Province", "Sex", "Age group", "Channel", "Phase", "In time")
SHORTEST_SECRET, LONGEST_CODE = 32, 40


def begin(values: dict[str, Any]) -> Document:
    """Create an agreement from its form, with the usual facts. Returns it."""
    entry.require_composer()
    agreement = frappe.new_doc(entry.DOCTYPE)
    agreement.update({"composed_by": frappe.session.user, "composed_on": now_datetime()})
    _take(agreement, values)
    agreement.code = _code(values.get("code"))
    agreement.facts = "\n".join(USUAL_FACTS)
    agreement.pseudonym_key = secrets.token_urlsafe(32)
    own_office.make_key(agreement)
    agreement.insert(ignore_permissions=True)
    return agreement


def change(name: str, values: dict[str, Any]) -> Document:
    """Change the values of the form."""
    agreement = entry.composed(name, *states.COMPOSING)
    _take(agreement, values)
    own_class.check_categories(agreement)
    return entry.save(agreement)


def add(name: str, kind: str, value: str) -> Document:
    """Cover another category or place, or share another fact."""
    agreement = entry.composed(name, *states.COMPOSING)
    if kind == FACT:
        known = _facts(agreement)
        if value not in facts.FACTS:
            frappe.throw(_("Choose what is told of a case."))
        agreement.facts = "\n".join(fact.name for fact in facts.chosen([*known, value]))
        return entry.save(agreement)
    table, doctype = _table(kind)
    if not value or not frappe.db.exists(doctype, value):
        frappe.throw(_("Choose one of the list."))
    if value not in [row.get(kind) for row in agreement.get(table)]:
        agreement.append(table, {kind: value})
    own_class.check_categories(agreement)
    return entry.save(agreement)


def remove(name: str, kind: str, value: str) -> Document:
    """Stop covering or sharing something; finer facts that need a removed one go with it."""
    agreement = entry.composed(name, *states.COMPOSING)
    if kind == FACT:
        left = [each for each in _facts(agreement) if each != value]
        whole = [each for each in left if value not in {one.name for one in facts.chosen([each])}]
        agreement.facts = "\n".join(whole)
        return entry.save(agreement)
    table, _doctype = _table(kind)
    rows = [row for row in agreement.get(table) if row.get(kind) != value]
    agreement.set(table, rows)
    return entry.save(agreement)


def submit(name: str) -> Document:
    """Ask data protection to agree."""
    agreement = entry.composed(name, *states.COMPOSING)
    own_class.check_categories(agreement)
    if not (agreement.shares_points or agreement.shares_referrals or agreement.shares_cases):
        frappe.throw(_("Tick what is exchanged."))
    own_office.check(agreement)
    if agreement.shares_points and agreement.direction in states.OUT and not _facts(agreement):
        frappe.throw(_("Choose what is told of a case."))
    agreement.update({"submitted_on": now_datetime(), "submitted_by": frappe.session.user})
    entry.save(agreement)
    _tell(agreement, _deciders(agreement), lambda lang: _("An agreement waits for you: {0}", lang))
    return agreement


def send_back(name: str, reason: str) -> Document:
    """Return it to be revised, with the reason."""
    agreement = entry.for_decision(name, states.WAITING)
    agreement.return_reason = required_text(reason, _("Write what has to be changed."))
    authors.add(agreement, agreement.submitted_by)
    agreement.update({"returned_on": now_datetime(), "returned_by": frappe.session.user})
    agreement.update({"submitted_on": None, "submitted_by": None})
    entry.save(agreement)
    notices.mark_done(entry.DOCTYPE, agreement.name)
    _tell(agreement, authors.people(agreement), lambda lang: _("Sent back: {0}", lang))
    return agreement


def agree(name: str) -> Document:
    """Agree to it. An agreement about a restricted class also waits for a handler."""
    agreement = entry.for_decision(name, states.WAITING)
    agreement.update({"agreed_on": now_datetime(), "agreed_by": frappe.session.user})
    return entry.save(agreement)


def announce(agreement: Document) -> None:
    """Announce that an agreement is in force, whoever agreed last."""
    notices.mark_done(entry.DOCTYPE, agreement.name)
    audit.record("Rights", entry.DOCTYPE, agreement.name, detail=agreement.partner)
    people = authors.people(agreement) | {agreement.agreed_by}
    _tell(agreement, people, lambda lang: _("Agreed: {0}", lang))


def end(name: str, reason: str) -> Document:
    """End it at once: nothing is exchanged any more."""
    agreement = entry.in_state(name, *states.COMPOSING, states.WAITING, states.AGREED)
    if not entry.may_end(agreement):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    agreement.end_reason = required_text(reason, _("Write why it ends."))
    agreement.update({"ended_on": now_datetime(), "ended_by": frappe.session.user})
    notices.mark_done(entry.DOCTYPE, agreement.name)
    audit.record("Rights", entry.DOCTYPE, agreement.name, detail=agreement.partner)
    return entry.save(agreement)


def make_secret(name: str) -> str:
    """Create the secret with which both sides sign. Returns it; nobody can read it later."""
    agreement = entry.composed(name, *states.COMPOSING, states.WAITING, states.AGREED)
    return _keep_secret(agreement, secrets.token_urlsafe(32))


def enter_secret(name: str, secret: str) -> None:
    """Store the secret that the partner created."""
    agreement = entry.composed(name, *states.COMPOSING, states.WAITING, states.AGREED)
    given = (secret or "").strip()
    if len(given) < SHORTEST_SECRET:
        frappe.throw(counted(_("A secret has {0} characters at least."), SHORTEST_SECRET))
    _keep_secret(agreement, given)


def _keep_secret(agreement: Document, secret: str) -> str:
    agreement.signing_secret = secret
    entry.save(agreement)
    audit.record("Account", entry.DOCTYPE, agreement.name, detail=_("Secret of signatures"))
    return secret


def _take(agreement: Document, values: dict[str, Any]) -> None:
    agreement.title = required_text(values.get("title"), _("Write the title."))[:140]
    agreement.purpose = required_text(values.get("purpose"), _("Write what it is for."))
    agreement.partner = required_text(values.get("partner"), _("Choose the partner agency."))
    if not frappe.db.exists("CFM Partner", agreement.partner):
        frappe.throw(_("Choose the partner agency."))
    agreement.direction = _option("direction", values.get("direction")) or states.WE_SEND
    agreement.consent_purpose = _option("consent_purpose", values.get("consent_purpose"))
    for tick in ("shares_points", "shares_referrals", "shares_cases"):
        agreement.set(tick, cint(values.get(tick)))
    given = values.get("restricted_class")
    agreement.restricted_class = own_class.chosen(given, agreement.shares_points)
    own_office.take(agreement, values.get("their_key"))
    agreement.valid_from = as_day(values.get("valid_from"), _("Choose the first day."))
    agreement.valid_until = as_day(values.get("valid_until"), _("Choose the last day."))
    if agreement.valid_until < agreement.valid_from:
        frappe.throw(_("The last day is before the first day."))
    if agreement.valid_until < getdate(nowdate()):
        frappe.throw(_("The last day is over already."))
    agreement.address = (values.get("address") or "").strip().rstrip("/")
    account_changes.require_outside(agreement, "address", agreement.address)
    own_class.check_address(agreement)


def _option(field: str, value: Any) -> str:
    given = str(value or "")
    if given and given not in options_of(entry.DOCTYPE, field):
        frappe.throw(_("Choose one of the list."))
    return given


def _code(given: Any) -> str:
    code = str(given or "").strip()
    if not code:
        return secrets.token_hex(8)
    if len(code) > LONGEST_CODE or not code.isascii() or not code.isalnum():
        frappe.throw(
            _("The code of an agreement has letters and digits, {0} at most.").format(LONGEST_CODE)
        )
    if frappe.db.exists(entry.DOCTYPE, {"code": code}):
        frappe.throw(_("There is an agreement with this code already."))
    return code


def _facts(agreement: Any) -> list[str]:
    return [each for each in (agreement.facts or "").split("\n") if each]


def _table(kind: str) -> tuple[str, str]:
    if kind not in TABLES:
        frappe.throw(_("Choose one of the list."))
    return TABLES[kind]


def _deciders(agreement: Any) -> list[str]:
    users = {user for role in entry.DECIDERS for user in handlers.holders(role)}
    return sorted(users - authors.people(agreement)) or ["Administrator"]


def _tell(agreement: Any, users: Iterable[str], say: Callable[[str | None], str]) -> None:
    others = set(users) - {frappe.session.user}
    notices.tell_each(
        others, lambda lang: say(lang).format(agreement.title), entry.DOCTYPE, agreement.name
    )
