"""What a person agreed to, and the gate that nothing passes without it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate

from cfm_app import consts
from cfm_app.privacy import clearance, partners
from cfm_app.privacy.handlers import notify


def granting_consent(case: str, purpose: str, partner: str | None = None) -> str | None:
    """The decided consent of a case that grants a purpose today, or None.

    The newest decision on a purpose counts: a later refusal or withdrawal takes an earlier grant
    away, also when the grant was given in another consent.
    """
    for consent in _with_decisions(case):
        for row in _purpose_rows(consent, purpose):
            if purpose == consts.SHARE_WITH_PARTNER and row.partner != partner:
                continue
            return consent if _is_valid_grant(row) else None
    return None


def is_refused(case: str, purpose: str) -> bool:
    """Whether the newest decision on a purpose is a refusal or a withdrawal."""
    for consent in _with_decisions(case):
        for row in _purpose_rows(consent, purpose):
            return row.decision in consts.REFUSALS
    return False


def newest_decisions(cases: list[str], purpose: str) -> dict[str, str]:
    """The newest decision on a purpose in each of many cases; an expired grant reads "Expired".

    Cases that were never asked are left out.
    """
    if not cases:
        return {}
    states = [consts.CONSENT_DECIDED, consts.CONSENT_WITHDRAWN]
    consents = frappe.get_all(
        "Consent",
        filters={"cfm_case": ["in", cases], "workflow_state": ["in", states]},
        fields=["name", "cfm_case"],
        order_by="creation asc, name asc",
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


def refusing(cases: list[str], purpose: str) -> set[str]:
    """Those of many cases in which a purpose was refused or withdrawn, or its grant has expired."""
    decisions = newest_decisions(cases, purpose)
    return {case for case, decision in decisions.items() if decision in consts.REFUSALS}


def check_referral(referral: Document) -> None:
    """Let a referral pass only with consent, or with an authorised and reasoned override."""
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
    if referral.partner:
        message = _(
            "The person has not agreed that this case is shared with {0}. Record a consent for"
            " this partner first, or let a manager refer with a legal basis and a reason."
        ).format(referral.partner)
    else:
        message = _(
            "The person has not agreed that this case is shared. Record and decide a consent for"
            " sharing first, or let a manager refer with a legal basis and a reason."
        )
    frappe.throw(message, title=_("No consent"))


def _check_override(referral: Document) -> None:
    roles = overriding_roles(referral.cfm_case)
    if not set(roles) & set(frappe.get_roles()):
        frappe.throw(
            _("Only {0} may refer without the person's consent.").format(_(roles[0])),
            frappe.PermissionError,
        )
    if not (referral.override_basis and (referral.override_reason or "").strip()):
        frappe.throw(_("To refer without consent, give both the legal basis and the reason."))
    referral.override_by = frappe.session.user


def overriding_roles(case: str) -> list[str]:
    """Who may refer without consent: the role of the settings; those who handle a restricted class.

    A mandatory report of a sexual abuse is made by the focal point for it, whom nobody else
    could replace without learning of the case.
    """
    configured = frappe.db.get_single_value("CFM Settings", "consent_override_role")
    roles = [configured or consts.MANAGER]
    sensitivity = frappe.db.get_value("Case", case, "sensitivity")
    handler = clearance.handler_role(sensitivity) if clearance.is_restricted(sensitivity) else ""
    return [handler, *roles] if handler else roles


def derived_status(case: str) -> str:
    """The consent of a case in one word: None, Draft, Granted, Partial, Refused, Withdrawn."""
    newest = frappe.get_all(
        "Consent",
        filters={"cfm_case": case, "workflow_state": ["!=", consts.CONSENT_SUPERSEDED]},
        fields=["name", "workflow_state"],
        order_by="creation desc, name desc",
        limit_page_length=1,
    )
    if not newest:
        return "None"
    if newest[0].workflow_state != consts.CONSENT_DECIDED:
        withdrawn = newest[0].workflow_state == consts.CONSENT_WITHDRAWN
        return "Withdrawn" if withdrawn else "Draft"
    decisions = {row.decision for row in _purpose_rows(newest[0].name)}
    if decisions == {"Granted"}:
        return "Granted"
    if "Granted" in decisions:
        return "Partial"
    return "Withdrawn" if "Withdrawn" in decisions else "Refused"


def refresh_case(case: str) -> None:
    """Write the derived status to the case without touching its time of change."""
    status = derived_status(case)
    if frappe.db.get_value("Case", case, "consent_status") != status:
        frappe.db.set_value("Case", case, "consent_status", status, update_modified=False)


def revoke_dependent_referrals(consent: Document) -> list[str]:
    """Revoke the open referrals that rest on grants this consent no longer gives."""
    rows = frappe.get_all(
        "Referral",
        filters={
            "consent": consent.name,
            "workflow_state": ["in", list(consts.REFERRALS_PENDING)],
        },
        fields=["name", "partner"],
        order_by="creation asc",
    )
    revoked = []
    for row in rows:
        purpose = consts.SHARE_WITH_PARTNER if row.partner else consts.SHARE_INSIDE
        if granting_consent(consent.cfm_case, purpose, row.partner):
            continue
        _revoke(row.name)
        revoked.append(row.name)
    return revoked


def _revoke(name: str) -> None:
    referral = frappe.get_doc("Referral", name)
    revoked = {
        "workflow_state": consts.REFERRAL_REVOKED,
        "responded_on": now_datetime(),
        "revocation_reason": _("The consent was withdrawn."),
    }
    referral.db_set(revoked, notify=True)
    referral.add_comment("Workflow", _("Revoked: the consent was withdrawn."))
    if referral.focal_point:
        subject = _("Referral {0} is revoked: the person withdrew the consent.").format(name)
        notify(referral.focal_point, subject, referral)


def _with_decisions(case: str) -> list[str]:
    """The consents of a case that were decided, withdrawn ones included, the newest first."""
    states = [consts.CONSENT_DECIDED, consts.CONSENT_WITHDRAWN]
    return frappe.get_all(
        "Consent",
        filters={"cfm_case": case, "workflow_state": ["in", states]},
        pluck="name",
        order_by="creation desc, name desc",
    )


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
