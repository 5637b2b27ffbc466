"""What a person agreed to, and the gate that every referral passes."""

from collections.abc import Callable
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement.handlers import notify
from cfm_app.security.lawful_basis import consent_givers, partners
from cfm_app.security.obligations import gate
from cfm_app.security.second_factor import step_up

# What is written into a referral that a decision of the person ends.
REVOKED_BECAUSE = ("The person refused it later.", "The consent was withdrawn.")


class Revocation(NamedTuple):
    """Why a referral ends: its reason, the line in its history, and the notice to its receiver by language."""

    reason: str
    trail: str
    told: Callable[[str | None], str]


def granting_consent(case: str, purpose: str, partner: str | None = None) -> str | None:
    """The decided consent that grants a purpose today, or None.

    The newest decision on a purpose counts: a later refusal or withdrawal revokes a grant, even one that
    was given in another consent. A person who refuses to be recorded grants nothing.
    """
    if refuses_record(case):
        return None
    for consent in _with_decisions(case):
        if row := _decision(consent.name, purpose, partner):
            return consent.name if _is_valid_grant(row) else None
    return None


def is_refused(case: str, purpose: str) -> bool:
    """Whether the newest decision on a purpose is a refusal or a withdrawal."""
    if refuses_record(case):
        return True
    for consent in _with_decisions(case):
        for row in _purpose_rows(consent.name, purpose):
            return row.decision in consts.REFUSALS
    return False


def refuses_record(case: str) -> bool:
    """Whether the newest decision says that the person does not want to be recorded.

    What rests on another legal basis than consent is not affected.
    """
    for consent in _with_decisions(case):
        if not consent_givers.is_asked(consent):
            return False
        if row := _decision(consent.name, consts.RECORD):
            return row.decision in consts.REFUSALS
    return False


def is_record_doubtful(case: str) -> bool:
    """Whether any consent of a case refuses the record; `refuses_record` says whether that still holds.

    The query is the same for every name, including names of no case, so its timing reveals nothing.
    """
    return newest_decisions([case], consts.RECORD).get(case) in consts.REFUSALS


def newest_decisions(cases: list[str], purpose: str) -> dict[str, str]:
    """The newest decision on a purpose by case; an expired grant reads "Expired".

    Cases without a decision are left out.
    """
    if not cases:
        return {}
    states = [consts.CONSENT_DECIDED, consts.CONSENT_WITHDRAWN]
    consents = frappe.get_all(
        "Consent",
        filters={"cfm_case": ["in", cases], "workflow_state": ["in", states]},
        fields=["name", "cfm_case"],
        order_by="decided_on asc, creation asc, name asc",
    )
    rows = frappe.get_all(
        "Consent Purpose",
        filters={
            "parent": ["in", [row.name for row in consents]],
            "parenttype": "Consent",
            "purpose": purpose,
        },
        fields=["parent", "decision", "expires_on"],
        parent_doctype="Consent",
        order_by="idx desc",
    )
    decided = {row.parent: row for row in rows}
    found = {}
    for consent in consents:
        if row := decided.get(consent.name):
            is_expired = row.decision == "Granted" and not _is_valid_grant(row)
            found[consent.cfm_case] = "Expired" if is_expired else row.decision
    return found


def refused_cases(cases: list[str], purpose: str) -> set[str]:
    """The given cases in which a purpose was refused or withdrawn, or its grant has expired.

    A person who refuses to be recorded refuses every purpose.
    """
    decisions = newest_decisions(cases, purpose)
    refused = {case for case, decision in decisions.items() if decision in consts.REFUSALS}
    recorded = newest_decisions(cases, consts.RECORD)
    doubtful = {case for case, decision in recorded.items() if decision in consts.REFUSALS}
    return refused | {case for case in doubtful if refuses_record(case)}


def check_referral(referral: Document) -> None:
    """Throw unless a referral has consent, or a reasoned override by an authorised role."""
    if referral.partner:
        partners.check_agreement(referral.partner)
    if referral.override_basis or referral.override_reason:
        _check_override(referral)
        return
    purpose = consts.SHARE_WITH_PARTNER if referral.partner else consts.SHARE_INSIDE
    consent = granting_consent(referral.cfm_case, purpose, referral.partner)
    if consent:
        referral.consent = consent
        return
    frappe.throw(_no_consent(referral), title=_("No consent"))


def _no_consent(referral: Document) -> str:
    """The refusal: nobody agreed, and what the user can do about it."""
    overrides = bool(set(overriding_roles(referral.cfm_case)) & set(frappe.get_roles()))
    if referral.partner and overrides:
        text = _(
            "The person has not agreed that this case is shared with {0}. Record a consent for"
            " this partner first, or choose a legal basis and give the reason."
        )
    elif referral.partner:
        text = _(
            "The person has not agreed that this case is shared with {0}. Record a consent for"
            " this partner first, or let a manager refer with a legal basis and a reason."
        )
    elif overrides:
        text = _(
            "The person has not agreed that this case is shared. Record and decide a consent for"
            " sharing first, or choose a legal basis and give the reason."
        )
    else:
        text = _(
            "The person has not agreed that this case is shared. Record and decide a consent for"
            " sharing first, or let a manager refer with a legal basis and a reason."
        )
    return str(text).format(referral.partner)


def _check_override(referral: Document) -> None:
    roles = overriding_roles(referral.cfm_case)
    if not set(roles) & set(frappe.get_roles()):
        frappe.throw(
            _("Only {0} may refer without the person's consent.").format(_(roles[0])),
            frappe.PermissionError,
        )
    if not (referral.override_basis and (referral.override_reason or "").strip()):
        frappe.throw(_("To refer without consent, give both the legal basis and the reason."))
    step_up.require(step_up.CONSENT)
    referral.override_by = frappe.session.user


def overriding_roles(case: str) -> list[str]:
    """The roles that may refer without consent: those of the settings, and the handlers of a restricted class.

    The focal point for sexual abuse has to report it. Nobody else could do so without learning of the
    case.
    """
    configured = setting("consent_override_role")
    roles = [configured or consts.MANAGER]
    sensitivity = frappe.db.get_value("Case", case, "sensitivity")
    handler = clearance.handler_role(sensitivity) if clearance.is_restricted(sensitivity) else ""
    return [handler, *roles] if handler else roles


def derived_status(case: str) -> str:
    """The consent of a case as one word: None, Draft, Granted, Partial, Refused, Withdrawn."""
    standing = frappe.get_all(
        "Consent",
        filters={"cfm_case": case, "workflow_state": ["!=", consts.CONSENT_SUPERSEDED]},
        fields=["name", "workflow_state", "decided_on", "creation"],
        order_by="creation asc, name asc",
    )
    if not standing:
        return "None"
    newest = max(reversed(standing), key=lambda row: str(row.decided_on or row.creation))
    if newest.workflow_state != consts.CONSENT_DECIDED:
        withdrawn = newest.workflow_state == consts.CONSENT_WITHDRAWN
        return "Withdrawn" if withdrawn else "Draft"
    decisions = {row.decision for row in _purpose_rows(newest.name)}
    if decisions == {"Granted"}:
        return "Granted"
    if "Granted" in decisions:
        return "Partial"
    return "Withdrawn" if "Withdrawn" in decisions else "Refused"


def refresh_case(case: str) -> None:
    """Store the derived status in the case without changing its `modified`."""
    status = derived_status(case)
    if frappe.db.get_value("Case", case, "consent_status") != status:
        frappe.db.set_value("Case", case, "consent_status", status, update_modified=False)


def revoke_dependent_referrals(case: str) -> list[str]:
    """Revoke the open referrals of a case that its newest decisions no longer permit.

    Referrals on another legal basis than consent stay.
    """
    rows = frappe.get_all(
        "Referral",
        filters={"cfm_case": case, "workflow_state": ["in", list(consts.REFERRALS_PENDING)]},
        fields=["name", "partner", "consent", "override_basis"],
        order_by="creation asc",
    )
    revoked = []
    for row in rows:
        purpose = consts.SHARE_WITH_PARTNER if row.partner else consts.SHARE_INSIDE
        if row.override_basis or granting_consent(case, purpose, row.partner):
            continue
        if reason := _why_not(case, row, purpose):
            _revoke(row.name, reason)
            revoked.append(row.name)
    return revoked


def _why_not(case: str, referral: frappe._dict, purpose: str) -> Revocation | None:
    """Why a referral without a grant ends; None where nobody was ever asked."""
    asked = (consts.RECORD, None) if refuses_record(case) else (purpose, referral.partner)
    for consent in _with_decisions(case):
        if row := _decision(consent.name, *asked):
            return _refused() if row.decision == "Refused" else _withdrawn()
    return _withdrawn() if referral.consent else None


def _refused() -> Revocation:
    return Revocation(
        _("The person refused it later."),
        _("Revoked: the person refused it later."),
        lambda lang: _("Referral {0} is revoked: the person no longer agrees.", lang),
    )


def _withdrawn() -> Revocation:
    return Revocation(
        _("The consent was withdrawn."),
        _("Revoked: the consent was withdrawn."),
        lambda lang: _("Referral {0} is revoked: the person withdrew the consent.", lang),
    )


def _revoke(name: str, ended: Revocation) -> None:
    referral = frappe.get_doc("Referral", name)
    revoked = {
        "workflow_state": consts.REFERRAL_REVOKED,
        "responded_on": now_datetime(),
        "revocation_reason": ended.reason,
    }
    # The case that follows was not written by whoever takes a consent back.
    with gate.suspended():
        referral.db_set(revoked, notify=True)
    referral.add_comment("Workflow", ended.trail)
    if referral.focal_point:
        # The referral is not the receiver's to read any more.
        notify(referral.focal_point, lambda lang: ended.told(lang).format(name), None)


def _with_decisions(case: str) -> list[frappe._dict]:
    """The decided consents of a case, withdrawn ones included, newest decision first."""
    states = [consts.CONSENT_DECIDED, consts.CONSENT_WITHDRAWN]
    return frappe.get_all(
        "Consent",
        filters={"cfm_case": case, "workflow_state": ["in", states]},
        fields=["name", "legal_basis"],
        order_by="decided_on desc, creation desc, name desc",
    )


def _decision(consent: str, purpose: str, partner: str | None = None) -> frappe._dict | None:
    """What a consent says about a purpose, if anything. A refusal without a partner covers all partners."""
    rows = _purpose_rows(consent, purpose)
    if purpose != consts.SHARE_WITH_PARTNER:
        return rows[0] if rows else None
    of_all = [row for row in rows if not row.partner and row.decision in consts.REFUSALS]
    return next((row for row in rows if row.partner == partner), next(iter(of_all), None))


def _purpose_rows(consent: str, purpose: str | None = None) -> list[frappe._dict]:
    filters = {"parent": consent, "parenttype": "Consent"}
    if purpose:
        filters["purpose"] = purpose
    return frappe.get_all(
        "Consent Purpose",
        filters=filters,
        fields=["purpose", "decision", "partner", "expires_on"],
        parent_doctype="Consent",
        order_by="idx asc",
    )


def _is_valid_grant(row: frappe._dict) -> bool:
    if row.decision != "Granted":
        return False
    return not row.expires_on or getdate(row.expires_on) >= getdate(nowdate())
