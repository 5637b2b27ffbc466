"""Sending reminders and escalations, each exactly once.

The name of a line in the ledger is made of case, rule, repetition and receiver. Whoever writes the
line sends the notice, in the same transaction: a job that runs twice, at the same time as another
one or after a crash finds the line there.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base.counting import counted

DOCTYPE = "CFM Notice"
ESCALATION, RESPONSE, NOT_TAKEN_UP = "Escalation", "First response", "Not taken up"
REFERRAL_DUE, REFERRAL_LATE = "Referral due", "Referral late"
CALL_BACK, STEP_LATE, RESOLUTIONS = "Call back", "Step late", "Resolutions"
NOT_REFERRED, MANY, STANDING_IN = "Not referred", "Many at once", "Standing in"
MISSED_CALL, IN_STATE = "Missed call", "In one state"
# Whoever would find more lines than this from one run finds one that says how many they are.
MOST_AT_ONCE = 20
# As many notices are written in one transaction: whoever else writes waits for less than half a second.
IN_ONE_GO = 200
COLUMNS = (
    "name creation modified modified_by owner docstatus idx"
    " sent_on kind receiver ref_doctype ref_name rule repeat_no run_id"
).split()


@dataclass(frozen=True)
class Notice:
    """What is to be told to whom, and by which rule.

    `rule` says of what time the notice speaks, so that the same rule speaks again once the limit
    has moved. `rank` orders the notices of one kind: the furthest one speaks for the others.
    """

    kind: str
    rule: str
    repeat: int
    receiver: str
    ref_doctype: str
    ref_name: str
    amount: float = 0.0
    """Percent of the limit, or the hours since it passed."""
    is_over: bool = False
    rank: float = 0.0
    also_by: str = ""
    """How it goes out beside the bell: by e-mail, by SMS, by both."""
    template: str = ""
    """The e-mail template whose words are sent, if not the usual ones."""

    @property
    def key(self) -> str:
        """The name of its line in the ledger."""
        parts = (self.kind, self.ref_name, self.rule, str(self.repeat), self.receiver)
        return sha256("\n".join(parts).encode()).hexdigest()[:32]


def send(notices: list[Notice]) -> int:
    """Send what was not sent yet, line by line. Returns how many notices that were."""
    return len(deliver(fresh(notices)))


def fresh(notices: list[Notice]) -> dict[str, Notice]:
    """What was not sent yet, by the names of the lines in the ledger."""
    chosen = _furthest(notices)
    known = set(_known(list(chosen)))
    return {key: notice for key, notice in chosen.items() if key not in known}


def parts(fresh: dict[str, Notice]) -> Iterator[dict[str, Notice]]:
    """What was not sent yet, in parts of which each is a transaction."""
    waiting = iter(fresh.items())
    while part := dict(islice(waiting, IN_ONE_GO)):
        yield part


def counts_over_limit(runs: list[dict[str, Notice]]) -> dict[str, int]:
    """Who would be told so much by one run that they could not read it, and how much that is.

    So it is when an office begins to be watched, after a backlog was taken over, after a long outage.
    """
    totals = Counter(notice.receiver for found in runs for notice in found.values())
    return {user: total for user, total in totals.items() if total > MOST_AT_ONCE}


def deliver(fresh: dict[str, Notice], silent: Container[str] = ()) -> list[Notice]:
    """Send notices, each if nobody has sent it meanwhile, and return those.

    Some receivers are only noted as told.
    """
    sent = _claim(fresh)
    told = [key for key in sent if fresh[key].receiver not in silent]
    spoken = languages({fresh[key].receiver for key in told})
    for key in told:
        notice = fresh[key]
        text = sentence(notice, spoken.get(notice.receiver))
        tell(notice.receiver, text, notice.ref_doctype, notice.ref_name)
    return [fresh[key] for key in sent]


def summarise(totals: dict[str, int], moment: datetime) -> None:
    """Tell those for whom much has become due at once how much it is, in one line each."""
    spoken = languages(set(totals))
    for user, total in sorted(totals.items()):
        if claim(MANY, f"{moment:%Y-%m-%d %H}", user):
            text = _(
                "{0} reminders have become due at once: look at what is late in your work",
                spoken.get(user),
            )
            tell(user, counted(text, total, language=spoken.get(user)))


def sentence(notice: Notice, language: str | None = None) -> str:
    """What the receiver reads: the number, never what the case is about."""
    amount = f"{notice.amount:g}"
    if notice.is_over:
        return _("Case {0} is {1} h over its time limit", language).format(notice.ref_name, amount)
    texts = {
        ESCALATION: _("Case {0}: {1}% of its time is used up", language),
        RESPONSE: _("Case {0} still waits for a first response", language),
        NOT_TAKEN_UP: _("A restricted case still waits for you to act: {0}", language),
        REFERRAL_DUE: _("Referral {0} is due soon", language),
        REFERRAL_LATE: _("Referral {0} is late: please answer", language),
        NOT_REFERRED: _("Case {0} has not been referred in time", language),
        CALL_BACK: _("Case {0}: the person waits for your call", language),
        MISSED_CALL: _("A missed call waits longer than it should: call back ({0})", language),
        IN_STATE: _("Case {0} has been in the same state for {1} h", language),
        STEP_LATE: _("Case {0}: a step of the procedure is late", language),
    }
    return texts[notice.kind].format(notice.ref_name, amount)


def _furthest(notices: list[Notice]) -> dict[str, Notice]:
    """One notice for each receiver, kind and document: after an outage nobody gets a burst."""
    best: dict[tuple[str, str, str], Notice] = {}
    for notice in notices:
        place = (notice.kind, notice.ref_name, notice.receiver)
        if place not in best or notice.rank > best[place].rank:
            best[place] = notice
    return {notice.key: notice for notice in best.values()}


def _known(keys: list[str]) -> list[str]:
    if not keys:
        return []
    return frappe.get_all(
        DOCTYPE, filters={"name": ["in", keys]}, pluck="name", order_by="name asc"
    )


def _claim(fresh: dict[str, Notice]) -> list[str]:
    """Write the lines that nobody else has written meanwhile; returns their names."""
    if not fresh:
        return []
    now, user, run_id = now_datetime(), frappe.session.user, frappe.generate_hash(length=20)
    rows = [(key, now, now, user, user, 0, 0, now, *_columns(fresh[key]), run_id) for key in fresh]
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows, ignore_duplicates=True)
    return frappe.get_all(DOCTYPE, filters={"run_id": run_id}, pluck="name", order_by="name asc")


def _columns(notice: Notice) -> tuple[Any, ...]:
    place = (notice.kind, notice.receiver, notice.ref_doctype, notice.ref_name)
    return (*place, notice.rule[:140], notice.repeat)


def claim(kind: str, rule: str, receiver: str, about: tuple[str, str] = ("", "")) -> bool:
    """Whether something was not told to somebody before; from now on it is.

    `about` is the DocType and name of the document that it is about: whoever may not see that does not
    see the line either. It may be about none.
    """
    notice = Notice(kind, rule, 0, receiver, *about)
    return bool(_claim({notice.key: notice}))


def languages(users: set[str]) -> dict[str, str]:
    """The language that each user reads, if they chose one."""
    rows = frappe.get_all(
        "User", filters={"name": ["in", sorted(users)]}, fields=["name", "language"]
    )
    return {row.name: row.language for row in rows if row.language}


def tell(user: str, subject: str, doctype: str | None = None, name: str | None = None) -> None:
    """Put one line into a user's notices."""
    frappe.get_doc(
        {
            "doctype": "Notification Log",
            "for_user": user,
            "from_user": frappe.session.user,
            "type": "Alert",
            "subject": subject,
            "document_type": doctype,
            "document_name": name,
        }
    ).insert(ignore_permissions=True)


def tell_each(
    users: Iterable[str],
    say: Callable[[str | None], str],
    doctype: str | None = None,
    name: str | None = None,
) -> None:
    """Put a line into the notices of several users; `say` gives it in a language, or in that of the site."""
    told = set(users)
    spoken = languages(told)
    for user in sorted(told):
        tell(user, say(spoken.get(user)), doctype, name)


def mail(address: str, subject: str, message: str) -> None:
    """Say it by e-mail as well; an office without e-mail has the notices."""
    try:
        frappe.sendmail(recipients=[address], subject=subject, message=message)
    except frappe.OutgoingEmailError:
        frappe.clear_messages()


def mark_done(doctype: str, name: str, **of: Any) -> None:
    """Take what was asked about a document off the list of those who were asked: it is done.

    `of` narrows whose notices these are.
    """
    unread = {"document_type": doctype, "document_name": name, "read": 0, **of}
    frappe.db.set_value("Notification Log", unread, "read", 1, update_modified=False)
