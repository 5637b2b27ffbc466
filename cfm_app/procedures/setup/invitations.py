"""Invites people: a user with one role, and a link to choose a password."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts
from cfm_app.base.settings import setting


def invite(values: dict[str, Any]) -> dict[str, Any]:
    """Create a user, or give one another role; a new one gets a link, by mail if possible.

    The link is only in the answer if no mail can be sent; then somebody hands it over.
    """
    email = str(values.get("email") or "").strip().lower()
    role = values.get("role")
    if role not in consts.ROLES:
        frappe.throw(_("Choose what the person does."))
    if not email:
        frappe.throw(_("Write the e-mail address of the person."))
    if frappe.db.exists("User", email):
        return _give_role(email, role)
    user = frappe.get_doc(
        {
            "doctype": "User",
            "email": email,
            "first_name": values.get("first_name"),
            "last_name": values.get("last_name"),
            "language": values.get("language"),
            "user_type": "System User",
            "send_welcome_email": 0,
            "roles": [{"role": role}],
        }
    )
    user.insert()
    link = link_for(user)
    is_mailed = _mail(user, link)
    return {"user": user.name, "mailed": is_mailed, "link": None if is_mailed else link}


def link_for(user: Any) -> str:
    """A link for choosing a password; the name of the method differs between versions of Frappe."""
    make = getattr(user, "_reset_password", None) or user.reset_password
    return str(make())


def _give_role(email: str, role: str) -> dict[str, Any]:
    user = frappe.get_doc("User", email)
    if not user.enabled:
        frappe.throw(_("{0} is disabled: enable the account first.").format(email))
    if role not in {row.role for row in user.roles}:
        user.append("roles", {"role": role})
        user.save()
    return {"user": email, "mailed": False, "link": None}


def can_be_sent() -> bool:
    """Whether mail leaves this site."""
    wanted = {"enable_outgoing": 1, "default_outgoing": 1}
    return bool(frappe.db.exists("Email Account", wanted))


def _mail(user: Any, link: str) -> bool:
    if not can_be_sent():
        return False
    office = setting("office_name") or _("Feedback mechanism")
    host = get_fullname(frappe.session.user)
    frappe.sendmail(
        recipients=[user.email],
        subject=_("Your access to the feedback mechanism of {0}", user.language).format(office),
        message=_("{0} invites you. Choose your password here: {1}", user.language).format(
            host, link
        ),
    )
    return True
