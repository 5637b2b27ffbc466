"""Looking into mailboxes: each mail is kept before it is marked, and none is read twice or missed.

The number of the next mail in the mailbox is remembered with the life of the mailbox that gave it
(UIDNEXT and UIDVALIDITY). A mail counts as read when its envelope is committed; after a kill it is fetched
again, and its envelope is there already.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime
from imapclient import FLAGGED, SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from cfm_app.base import clock_jobs, languages
from cfm_app.channels import accounts, receiving
from cfm_app.channels.adapters.base import Envelope, NotSent, Retry
from cfm_app.channels.mail import connections, parsing, queueing, reading, settings

MOST_BYTES = 25 << 20
# The next run continues, so no job runs into its timeout.
LONGEST_RUN = timedelta(minutes=2)
WHOLE, HEAD, SIZE = b"BODY[]", b"BODY[HEADER]<0>", b"RFC822.SIZE"
ASKED_WHOLE, ASKED_HEAD = "BODY.PEEK[]", f"BODY.PEEK[HEADER]<0.{parsing.LONGEST_HEAD}>"
# The process may have ended for other reasons.
MOST_BEGUN = 3
# Clocks of servers differ.
OVERLAP = timedelta(days=1)


class Deadly(Exception):
    """A mail at which the process ended several times, as it does where memory runs out."""


@clock_jobs.harmless
def fetch_all() -> None:
    """Have a job look into each mailbox: one that is slow holds up none of the others."""
    given = {"adapter": settings.KIND, "enabled": 1}
    for name in frappe.get_all(
        settings.DOCTYPE, filters=given, pluck="name", order_by="creation asc"
    ):
        queueing.fetch_soon(name)


def fetch(account: str) -> None:
    """Take in what is new in a mailbox, and write down whether it could be looked into."""
    languages.speak_of_site()
    if not frappe.db.exists(settings.DOCTYPE, account):
        return
    doc = frappe.get_doc(settings.DOCTYPE, account)
    if not doc.enabled or doc.adapter != settings.KIND:
        return
    trouble: str | None = None
    try:
        with connections.mailbox(doc) as box:
            _take_new(doc, box)
    except NotSent as found:
        frappe.db.rollback()
        trouble = str(found)
    except Exception as error:
        _log(account, error)
        trouble = _("Something unforeseen went wrong while the mailbox was looked into.")
    values: dict[str, Any] = {"fetch_error": trouble}
    if not trouble:
        values["fetched_on"] = now_datetime()
    _note(account, values)
    frappe.db.commit()


def _take_new(account: Document, box: IMAPClient) -> None:
    status = connections.open_folder(account, box)
    life = str(status[b"UIDVALIDITY"])
    is_known = account.uid_validity == life
    following = max(cint(status.get(b"UIDNEXT")), cint(account.uid_next) if is_known else 1)
    ends = now_datetime() + LONGEST_RUN
    all_marked = True
    for uid in _new(account, box, is_known):
        if now_datetime() > ends:
            return
        all_marked = _take(account, box, life, uid) and all_marked
        following = max(following, uid + 1)
        if is_known:
            _note(account.name, {"uid_next": str(uid + 1)})
        frappe.db.commit()
    # In a new mailbox, the "seen" flag tells what was read until everything is.
    _note(account.name, {"uid_validity": life, "uid_next": str(following)})
    frappe.db.commit()
    if not all_marked:
        # People's mails are still fetched.
        raise Retry(
            _("Mails that were read cannot be moved to {0}: is there such a folder?").format(
                account.moved_to
            )
        )


def _new(account: Document, box: IMAPClient, is_known: bool) -> Iterator[int]:
    """The numbers of mails that were not read: those that came later, or those without the mark of read ones."""
    first = cint(account.uid_next) or 1
    if is_known:
        asked: list[Any] = ["UID", f"{first}:*"]
    elif account.uid_validity and account.fetched_on:
        # The server has renumbered its mails; somebody may have opened some by hand meanwhile.
        asked = ["OR", "UNSEEN", "SINCE", (get_datetime(account.fetched_on) - OVERLAP).date()]
    else:
        asked = ["UNSEEN"]
    # The range ends with the last mail, whatever its number is.
    yield from sorted(uid for uid in box.search(asked) if not is_known or uid >= first)


def _take(account: Document, box: IMAPClient, life: str, uid: int) -> bool:
    """Keep a mail, and only then mark it in the mailbox; whether that could be done.

    One that cannot be taken in is given up, whatever the reason: the next ones are behind it.
    """
    try:
        _begin(account.name, f"{life}:{uid}")
        if mail := _fetched(box, uid):
            _keep(account.name, *mail)
        else:
            return True
    except (NotSent, OSError, IMAPClientAbortError):
        # The connection failed, not the mail.
        _note(account.name, {"times_begun": 0})
        frappe.db.commit()
        raise
    except Exception as error:
        _give_up(account.name, box, uid, error)
        return True
    return _mark(account, box, uid)


def _begin(account: str, mail: str) -> None:
    """Write down that a mail is begun. Raises Deadly where the process ended at it too often."""
    fields = ["uid_begun", "times_begun"]
    before = frappe.db.get_value(settings.DOCTYPE, account, fields, as_dict=True)
    times = cint(before.times_begun) if before.uid_begun == mail else 0
    if times >= MOST_BEGUN:
        raise Deadly
    _note(account, {"uid_begun": mail, "times_begun": times + 1})
    frappe.db.commit()


def _fetched(box: IMAPClient, uid: int) -> tuple[dict[str, Any], bytes] | None:
    """What is kept of a mail beside its bytes, and these; of one that is too large the head alone."""
    found = box.fetch([uid], [SIZE]).get(uid)
    if not found:
        return None
    size = cint(found[SIZE])
    asked, key = (ASKED_HEAD, HEAD) if size > MOST_BYTES else (ASKED_WHOLE, WHOLE)
    raw = box.fetch([uid], [asked]).get(uid, {}).get(key)
    return ({reading.TOO_LARGE: size} if key == HEAD else {}, raw) if raw else None


def _keep(account: str, payload: dict[str, Any], raw: bytes) -> None:
    try:
        _store(account, reading.identity(raw), payload, raw)
    except Exception:
        frappe.db.rollback()
        # An unreadable mail is identified by all of its bytes.
        _store(account, hashlib.sha256(raw).hexdigest(), payload, raw)


def _store(account: str, known_by: str, payload: dict[str, Any], raw: bytes) -> None:
    if name := receiving.store(account, Envelope(f"mail:{known_by}", payload, raw)):
        frappe.enqueue(receiving.PROCESSING, queue="short", enqueue_after_commit=True, names=[name])
    frappe.db.commit()


def _give_up(account: str, box: IMAPClient, uid: int, error: Exception) -> None:
    """Leave a mail where it is, with a flag by which it is found, and say so on the account."""
    _log(account, error)
    accounts.note_ignored(
        account,
        _("A mail could not be taken in. It is in the mailbox with a flag: look at it there."),
    )
    frappe.db.commit()
    box.add_flags([uid], [SEEN, FLAGGED], silent=True)


def _log(account: str, error: Exception) -> None:
    frappe.db.rollback()
    # The error may quote the message.
    frappe.log_error(
        title=_("A mail could not be taken in"),
        message=type(error).__name__,
        reference_doctype=settings.DOCTYPE,
        reference_name=account,
    )


def _mark(account: Document, box: IMAPClient, uid: int) -> bool:
    """Mark a mail as read, and move it where the account says so; whether that could be done."""
    box.add_flags([uid], [SEEN], silent=True)
    if account.after_reading != settings.MOVE:
        return True
    try:
        if box.has_capability("MOVE"):
            box.move([uid], account.moved_to)
        else:
            box.copy([uid], account.moved_to)
            box.delete_messages([uid], silent=True)
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        return False
    return True


def _note(account: str, values: dict[str, Any]) -> None:
    frappe.db.set_value(settings.DOCTYPE, account, values, update_modified=False)
