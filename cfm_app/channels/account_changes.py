"""What a change of an account means: where messages and secrets go now, and who learns of it.

Whoever sets up accounts could send everything that the office writes to a server of their own. So each
change is logged, data protection is told about a new server, and the new server gets no secret that was
meant for the old one. Only a System Manager may enter a server inside the office's network.
"""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from cfm_app.base import consts, notices
from cfm_app.channels.adapters import destinations
from cfm_app.channels.entries import lines
from cfm_app.security import audit
from cfm_app.security.administration import delegation
from cfm_app.security.entitlement import handlers

# Where an account sends to, and the secrets that this server is handed.
SERVERS = {
    "out_url": ("api_secret",),
    "graph_url": ("api_secret",),
    "imap_host": ("imap_password",),
    "smtp_host": ("smtp_password",),
}
BARE = ("imap_host", "smtp_host")
# The hosts inside that the system administrator entered.
INNER = "inner_hosts"
# The token of the address: whoever could set it could call as the provider unnoticed.
TOKENS = ("token", "previous_token", "previous_token_until")
# Kept by the app, or told by the other side.
TOLD = "last_error last_error_on last_refusal last_refusal_on last_ignored last_ignored_on".split()
NOT_SET_UP = frozenset((*TOKENS, *TOLD, INNER))
ACTION = "Account"
LONGEST = 140


def check_changes(account: Document) -> None:
    """Before a save: check what it changes, act on it, and tell who has to know."""
    before = account.get_doc_before_save()
    moved = list(_moved(account, before))
    for field, _old, _new in moved:
        require_outside(account, field, account.get(field), _inner_before(account))
    _mark_inner(account)
    if before is None:
        return
    if not delegation.is_system_manager():
        for field, _old, _new in moved:
            _withhold_secrets(account, field)
    if changed := _changed(account):
        _log(account, ", ".join(changed))
    for field, old, new in moved:
        change = f"{old or '-'} → {new or '-'}"
        _tell(account, _("{0}: {1}").format(_(account.meta.get_label(field)), change))


def keep_tokens(account: Document) -> None:
    """Restore the values that only the app writes, whatever a form or a program sends."""
    before = account.get_doc_before_save()
    for field in (*TOKENS, *TOLD):
        account.set(field, before.get(field) if before else None)


def note_shown(account: Document) -> None:
    """Log that somebody was shown the addresses: whoever knows them can write as the provider."""
    _log(account, _("Addresses for the provider"))


def _moved(account: Document, before: Document | None) -> Iterator[tuple[str, str, str]]:
    """The fields that name another server than before, each with both servers."""
    for field in SERVERS:
        old = _server(field, before.get(field) if before else None)
        new = _server(field, account.get(field))
        if old != new:
            yield field, old, new


def _server(field: str, value: str | None) -> str:
    """The server of an address or a bare host; an unreadable value as it is."""
    text = (value or "").strip()
    try:
        return text.lower() if field in BARE or not text else destinations.place_of(text)[1]
    except ValueError:
        return text


def host_of(record: Document, field: str, value: str | None) -> str:
    """The host of an address or a bare host; empty without one. Throws if it cannot be read."""
    found = _host(field, value)
    if found is None:
        label = _(record.meta.get_label(field))
        frappe.throw(_("{0}: write the whole address, such as https://…").format(label))
    return found or ""


def _host(field: str, value: str | None) -> str | None:
    """The same, but None if it cannot be read."""
    text = (value or "").strip()
    if not text or field in BARE:
        return text.lower()
    try:
        return destinations.place_of(text)[0]
    except ValueError:
        return None


def require_outside(
    record: Document, field: str, value: str | None, inner: frozenset[str] = frozenset()
) -> None:
    """Throw for a server inside the office's network, unless a System Manager enters or allows it."""
    host = host_of(record, field, value)
    allowed = (*inner, *(frappe.conf.get("inner_servers") or []))
    if not host or host in allowed or delegation.is_system_manager():
        return
    if destinations.is_inside(host):
        label = _(record.meta.get_label(field))
        frappe.throw(
            _(
                "{0}: {1} lies inside the office's own network. The system administrator enters it, or"
                " allows it (inner_servers)."
            ).format(label, host)
        )


def _inner_before(account: Document) -> frozenset[str]:
    """The inner hosts that a System Manager entered before, as stored: a form could send any."""
    before = account.get_doc_before_save()
    return frozenset(lines(before.get(INNER))) if before else frozenset()


def _mark_inner(account: Document) -> None:
    """Store which hosts may be inside: those that a System Manager enters, or entered."""
    kept = _hosts(account) & _inner_before(account)
    if delegation.is_system_manager():
        kept |= {host for host in _hosts(account) if destinations.is_inside(host)}
    account.set(INNER, "\n".join(sorted(kept)) or None)


def mark_stored(account: Document) -> None:
    """Allow the present servers of a stored account."""
    inside = {host for host in _hosts(account) if destinations.is_inside(host)}
    account.db_set(INNER, "\n".join(sorted(inside)) or None, update_modified=False)


def _hosts(account: Document) -> set[str]:
    return set(filter(None, (_host(field, account.get(field)) for field in SERVERS)))


def _withhold_secrets(account: Document, field: str) -> None:
    """Empty the secrets of the former server, unless they were entered again."""
    for secret in SERVERS[field]:
        if account.get(secret) and _is_masked(account.get(secret)):
            account.set(secret, "")
            label = _(account.meta.get_label(secret))
            frappe.msgprint(_("The server is another one. Enter this again: {0}").format(label))


def _changed(account: Document) -> list[str]:
    """The labels of what was changed; the values may be secret."""
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
    """Whether a value is the mask that forms show for a stored secret."""
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
