"""Partner organisations: whether an agreement is in force, and letters to them."""

from html import unescape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, format_datetime, formatdate, getdate, now_datetime, nowdate

from cfm_app.base import consts
from cfm_app.base.batch_cache import cached_in_batch
from cfm_app.security.entitlement import clearance


@cached_in_batch
def sides() -> dict[str, set[str]]:
    """For whom each focal point answers, by user: partners, and "" for the office itself."""
    rows = frappe.get_all(
        "CFM Focal Point",
        filters={"enabled": 1},
        fields=["user", "partner"],
        order_by="name asc",
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.user, set()).add(row.partner or "")
    return found


def may_stand_in(deputy: str, partner: str | None) -> bool:
    """Whether a deputy may receive a post's referrals: people of the office, or of the same partner.

    The consent to a referral names its partner, and no other.
    """
    held = sides().get(deputy)
    return not held or bool({"", partner or ""} & held)


def check_agreement(partner: str) -> None:
    """Throw for a partner that is disabled, or whose agreement on sharing data has ended."""
    row = frappe.db.get_value("CFM Partner", partner, ["enabled", "agreement_until"], as_dict=True)
    if row and not row.enabled:
        frappe.throw(
            _("{0} receives no referrals any more. Choose another partner.").format(partner)
        )
    if row and row.agreement_until and getdate(row.agreement_until) < getdate(nowdate()):
        frappe.throw(
            _("The agreement on sharing data with {0} ended on {1}.").format(
                partner, formatdate(row.agreement_until)
            )
        )


def send_letter(referral: Document) -> None:
    """Mail a referral to its partner: reason, shared summary and due time, nothing else.

    Restricted referrals go on paper, by hand: others may read a mailbox outside.
    """
    address = _address(referral)
    if clearance.is_restricted(frappe.db.get_value("Case", referral.cfm_case, "sensitivity")):
        frappe.throw(
            _("A restricted case is not sent by e-mail. Print the letter and hand it over.")
        )
    try:
        frappe.sendmail(
            recipients=[address],
            subject=_("Referral {0}").format(referral.name),
            message=_text(referral),
            reference_doctype="Referral",
            reference_name=referral.name,
        )
    except frappe.OutgoingEmailError:
        frappe.clear_messages()
        frappe.throw(_("No e-mail leaves this office yet. Print the letter and hand it over."))
    referral.db_set("sent_on", now_datetime())
    referral.add_comment("Info", _("Sent by e-mail to {0}.").format(referral.partner))


def _address(referral: Document) -> str:
    if not referral.partner:
        frappe.throw(_("This referral goes to nobody outside."))
    if referral.workflow_state not in consts.REFERRALS_PENDING:
        frappe.throw(_("This referral is no longer open."))
    check_agreement(referral.partner)
    address = frappe.db.get_value("CFM Partner", referral.partner, "contact_email")
    if not address:
        frappe.throw(
            _("{0} has no e-mail address. Print the letter and hand it over.").format(
                referral.partner
            )
        )
    return str(address)


def _text(referral: Document) -> str:
    """The text of the letter: only what the person agreed to share."""
    lines = [referral.reason, referral.shared_summary]
    if referral.due_on:
        lines.append(_("Please answer by {0}.").format(format_datetime(referral.due_on)))
    lines.append(_("Confidential. For the receiver only; keep no copy outside the system."))
    return "".join(f"<p>{_as_html(line)}</p>" for line in lines if line)


def _as_html(text: str) -> str:
    # Frappe stores characters that could be a tag as entities already.
    return escape_html(unescape(text)).replace("\n", "<br>")
