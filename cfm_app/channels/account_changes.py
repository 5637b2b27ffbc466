"""What a change of an account means: where messages and secrets go from now on, and who learns of it.

Whoever sets up accounts could send everything that the office writes to a server of their own. So each change
stands in the log, a new server is told to data protection, and it is handed no secret that was meant for
the one before. A server behind the office's own wall is entered by whoever runs the machine.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from cfm_app import consts, notices
from cfm_app.channels.adapters import destinations
from cfm_app.privacy import audit, delegation, handlers

# Where an account sends to, and the secrets that this server is handed.
SERVERS = {
    "out_url": ("api_secret",),
    "graph_url": ("api_secret",),
    "imap_host": ("imap_password",),
    "smtp_host": ("smtp_password",),
}
# Kept by the app, or told by the other side.
NOT_SET_UP = frozenset(
    "token previous_token previous_token_until last_error last_error_on last_refusal last_refusal_on".split()
)
ACTION = "Account"
LONGEST = 140


def look(account: Document) -> None:
    """Look at what a save changes, before it is stored; what it means is done and told."""
    before = account.get_doc_before_save()
    moved = list(_moved(account, before))
    for field, _old, new in moved:
        require_outside(account, field, new)
    if before is None:
        return
    if not delegation.runs_the_machine():
        for field, _old, _new in moved:
            _withhold_secrets(account, field)
    if changed := _changed(account):
        _log(account, ", ".join(changed))
    for field, old, new in moved:
        _tell(account, f"{_(account.meta.get_label(field))}: {old or '-'} → {new or '-'}")


def note_shown(account: Document) -> None:
    """Somebody was shown the addresses: whoever knows them writes in the name of the provider."""
    _log(account, _("Addresses for the provider"))


def _moved(account: Document, before: Document | None) -> Iterator[tuple[str, str, str]]:
    """The fields that name another server than before, with both."""
    for field in SERVERS:
        old, new = _server(before.get(field) if before else None), _server(account.get(field))
        if old != new:
            yield field, old, new


def _server(value: str | None) -> str:
    """Host and port of an address or of a bare host."""
    text = (value or "").strip()
    return (urlsplit(text).netloc if "//" in text else text).rpartition("@")[2].lower()


def require_outside(account: Document, field: str, server: str) -> None:
    """Refuse a server inside the office's own network, unless whoever runs the machine enters or allows it."""
    host = urlsplit(f"//{server}").hostname or ""
    allowed = frappe.conf.get("inner_servers") or []
    if not host or host in allowed or delegation.runs_the_machine():
        return
    if destinations.is_inside(host):
        label = _(account.meta.get_label(field))
        frappe.throw(
            _(
                "{0}: {1} lies inside the office's own network. Whoever runs the machine enters it, or"
                " allows it (inner_servers)."
            ).format(label, host)
        )


def _withhold_secrets(account: Document, field: str) -> None:
    """Empty the secrets of the former server, unless they were typed anew."""
    for secret in SERVERS[field]:
        if account.get(secret) and _is_masked(account.get(secret)):
            account.set(secret, "")
            label = _(account.meta.get_label(secret))
            frappe.msgprint(_("The server is another one. Enter this again: {0}").format(label))


def _changed(account: Document) -> list[str]:
    """What was changed, by its labels; the values may be secret."""
    return [
        _(field.label)
        for field in account.meta.fields
        if field.label
        and field.fieldname not in NOT_SET_UP
        and account.has_value_changed(field.fieldname)
        and not (field.fieldtype == "Password" and _is_same_secret(account, field.fieldname))
    ]


def _is_same_secret(account: Document, field: str) -> bool:
    value = account.get(field)
    return not value or _is_masked(value)


def _is_masked(value: str) -> bool:
    """Whether this stands for the secret that is stored, as forms show it."""
    return not value.strip("*")


def _log(account: Document, detail: str) -> None:
    audit.record(ACTION, account.doctype, account.name, detail=detail[:LONGEST])


def _tell(account: Document, what: str) -> None:
    people = handlers.holders(consts.DATA_PROTECTION)
    spoken = notices.languages(set(people))
    for user in people:
        text = _("{0} changed where the account {1} sends to. {2}", spoken.get(user))
        told = text.format(get_fullname(frappe.session.user), account.name, what)
        notices.tell(user, told)
