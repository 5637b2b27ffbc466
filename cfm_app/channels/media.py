"""Files that people sent: fetched later, checked, and stored privately with their message."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app.base import clock_jobs, consts, languages
from cfm_app.base.counting import counted
from cfm_app.channels import accounts, plain_text, statuses
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.adapters.base import Enclosure, Failed, Media, NotSent

WAITS, FETCHED, REFUSED = "Waiting", "Fetched", "Refused"
USUAL_MEGABYTES = 16
# Frappe's default.
USUAL_OF_SITE = 25
PAUSES = (1, 5, 15, 60, 240)
"""Minutes until a file is asked for again."""
MOST_TRIES = len(PAUSES) + 1
# A longer download was interrupted.
LONGEST_FETCH = timedelta(minutes=10)
AT_ONCE = 50
MOST_ENCLOSURES = 20
LONGEST_NAMES = 140
# How files begin, whatever they are called, and from which byte on.
KINDS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (8, b"WAVE", "wav"),
    (0, b"OggS", "ogg"),
    (0, b"#!AMR", "amr"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
    (4, b"ftyp3g", "3gp"),
    (4, b"ftypM4A", "m4a"),
    (4, b"ftypqt", "mov"),
    (4, b"ftyphei", "heic"),
    (4, b"ftyphev", "heic"),
    (4, b"ftypmif1", "heic"),
    (4, b"ftypavi", "avif"),
    (4, b"ftyp", "mp4"),
    (0, b"\x1aE\xdf\xa3", "webm"),
    (0, b"%PDF-", "pdf"),
)


def fetch(message: str) -> None:
    """Fetch the file of a message; only pictures, sound, film and PDF are stored."""
    languages.speak_of_site()
    doc = frappe.get_doc(consts.MESSAGE, message)
    if doc.media_state != WAITS or not _begin(doc):
        return
    account = frappe.get_cached_doc(accounts.DOCTYPE, doc.account)
    try:
        content = adapter_of(account).fetch(
            account, Media(doc.media_id, doc.media_name or ""), most_bytes(account)
        )
        ending = _ending(content)
    except Failed as trouble:
        _note(doc, REFUSED, str(trouble))
    except NotSent as trouble:
        _put_off(doc, str(trouble))
    else:
        _keep(doc, content, ending)


@clock_jobs.harmless
def fetch_waiting() -> None:
    """Fetch files whose first try failed, or that nobody has begun to fetch."""
    now = now_datetime()
    lost = [["next_attempt_on", "is", "not set"], ["creation", "<", now - LONGEST_FETCH]]
    due = [["next_attempt_on", "is", "set"], ["next_attempt_on", "<=", now]]
    for each in (due, lost):
        names = frappe.get_all(
            consts.MESSAGE,
            filters=[["media_state", "=", WAITS], *each],
            pluck="name",
            order_by="creation asc",
            limit_page_length=AT_ONCE,
        )
        for name in names:
            fetch(name)
            frappe.db.commit()


def _begin(message: Document) -> bool:
    """Count a try before it starts; a file without tries left is given up.

    A try that kills the process leaves no other trace, and would repeat forever.
    """
    if message.attempts >= MOST_TRIES:
        _note(message, REFUSED, _("The file was asked for again and again, and never came."))
        return False
    message.attempts += 1
    values = {"attempts": message.attempts, "next_attempt_on": now_datetime() + LONGEST_FETCH}
    frappe.db.set_value(consts.MESSAGE, message.name, values, update_modified=False)
    frappe.db.commit()
    return True


def most_bytes(account: Document) -> int:
    """The size limit for files of an account; never above the limit of the site."""
    of_account = (cint(account.media_megabytes) or USUAL_MEGABYTES) << 20
    megabytes = cint(frappe.db.get_single_value("System Settings", "max_file_size"))
    return min(of_account, cint(frappe.conf.max_file_size) or (megabytes or USUAL_OF_SITE) << 20)


def keep_enclosures(
    account: Document, message: Document, enclosures: tuple[Enclosure, ...]
) -> None:
    """Store the files inside a message, and note which are missing and why."""
    if not enclosures:
        return
    reasons: list[str] = []
    kept = 0
    for enclosure in enclosures[:MOST_ENCLOSURES]:
        try:
            _require_small(enclosure, most_bytes(account))
            ending = _ending(enclosure.content)
        except Failed as trouble:
            reasons.append(str(trouble))
        else:
            kept += 1
            attach(message.name, enclosure.content, ending, f"-{kept}")
    if len(enclosures) > MOST_ENCLOSURES:
        reasons.append(
            counted(_("More than {0} files came: the others were not kept."), MOST_ENCLOSURES)
        )
    names = ", ".join(plain_text.escaped(each.name) for each in enclosures if each.name)
    values = {
        "media_name": names[:LONGEST_NAMES],
        "media_state": REFUSED if reasons else FETCHED,
        "media_note": " ".join(dict.fromkeys(reasons)) or None,
    }
    frappe.db.set_value(consts.MESSAGE, message.name, values, update_modified=False)


def _require_small(enclosure: Enclosure, most: int) -> None:
    if len(enclosure.content) > most:
        raise Failed(_("The file is larger than {0} MB, so it was not kept.").format(most >> 20))


def _ending(content: bytes) -> str:
    ending = kind_of(content)
    if not ending:
        raise Failed(_("The file is no picture, sound, film or PDF, so it was not kept."))
    return ending


def kind_of(content: bytes) -> str | None:
    """The file extension by content; None for a type that is not accepted."""
    for start, sign, ending in KINDS:
        if content[start : start + len(sign)] == sign:
            return ending
    return None


def _keep(message: Document, content: bytes, ending: str) -> None:
    # Two jobs may have fetched it.
    state = frappe.db.get_value(consts.MESSAGE, message.name, "media_state", for_update=True)
    if state != WAITS:
        return
    attach(message.name, content, ending)
    _note(message, FETCHED, None)


def attach(message: str, content: bytes, ending: str, part: str = "") -> None:
    """Store a file of a message, private and under a name of our own."""
    frappe.get_doc(
        {
            "doctype": "File",
            "file_name": f"{message}{part}.{ending}",
            "is_private": 1,
            "content": content,
            "attached_to_doctype": consts.MESSAGE,
            "attached_to_name": message,
        }
    ).insert(ignore_permissions=True)


def _put_off(message: Document, reason: str) -> None:
    if message.attempts >= MOST_TRIES:
        _note(message, REFUSED, reason)
        return
    later = now_datetime() + timedelta(minutes=PAUSES[message.attempts - 1])
    values = {"next_attempt_on": later, "media_note": reason}
    frappe.db.set_value(consts.MESSAGE, message.name, values)


def _note(message: Document, state: str, reason: str | None) -> None:
    values = {"media_state": state, "media_note": reason, "next_attempt_on": None}
    frappe.db.set_value(consts.MESSAGE, message.name, values)
    statuses.touch(message.conversation)
