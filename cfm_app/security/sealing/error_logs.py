"""Keeps words out of error logs: no variables, and where an office seals reports, no messages.

A bench writes the variables of each frame into a traceback, with documents, names and phones. It does so
in Error Log (which waits in Redis first), Scheduled Job Log and prepared reports.
"""

import re
from typing import Any

from frappe.core.doctype.error_log.error_log import ErrorLog
from frappe.core.doctype.scheduled_job_log.scheduled_job_log import ScheduledJobLog

from cfm_app.security.sealing import circle

BEGINNING = re.compile(r"^Traceback(?: with variables)? \(most recent call last\):$")
# A step of a traceback and its line of code; a bench writes the variables of the step further in.
STEP = re.compile(r"^(?: {2}File .*| {4}\S.*)$")
VARIABLE = re.compile(r"^ {6}")
# How a variable is called that nobody but its owner may read.
PASSPHRASE = "passphrase"
# Where traces are stored.
TRACES = {"Error Log": "error", "Scheduled Job Log": "details", "Prepared Report": "error_message"}
# The kind of the error, without what it says: that may quote words.
KIND = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning))(?::|$)")


class WordlessErrorLog(ErrorLog):  # type: ignore[misc]
    """An Error Log that waits in Redis without words."""

    def deferred_insert(self) -> None:
        keep_words_out(self)
        super().deferred_insert()  # type: ignore[misc]


class WordlessJobLog(ScheduledJobLog):  # type: ignore[misc]
    """A Scheduled Job Log without words in its traceback."""

    def db_set(self, fieldname: Any, value: Any = None, *args: Any, **kwargs: Any) -> None:
        if fieldname == TRACES["Scheduled Job Log"]:
            value = without_words(str(value or ""))
        super().db_set(fieldname, value, *args, **kwargs)


def keep_words_out(log: Any, method: str | None = None) -> None:
    """Event of logs with a traceback; a title that repeats the message becomes the error's type."""
    field = TRACES[log.doctype]
    trace = str(log.get(field) or "")
    log.set(field, without_words(trace))
    title = str(log.get("method") or "")
    if log.doctype == "Error Log" and title in trace and title not in log.error:
        log.method = next(reversed(_kinds(trace)), "Error")


def without_words(trace: str) -> str:
    """A traceback without variables, and without messages where they may quote sealed words.

    Passphrases are typed before anything is sealed. Other text is returned unchanged.
    """
    if "Traceback" not in trace:
        return trace
    if PASSPHRASE in trace or _seals():
        return "\n".join(_steps_and_kinds(trace))
    return "\n".join(line for line in trace.splitlines() if not VARIABLE.match(line))


def _steps_and_kinds(trace: str) -> list[str]:
    """The lines of a traceback that quote nothing; of each message only the error's type."""
    kept, in_steps = [], False
    for line in trace.splitlines():
        if BEGINNING.match(line):
            in_steps = True
            kept.append(line)
        elif in_steps and STEP.match(line):
            kept.append(line)
        elif in_steps and (found := KIND.match(line)):
            in_steps = False
            kept.append(found.group(1))
    return kept


def _kinds(trace: str) -> list[str]:
    return [found.group(1) for line in trace.splitlines() if (found := KIND.match(line))]


def _seals() -> bool:
    """Whether the office seals reports; True if the database cannot say."""
    try:
        return bool(circle.sealed_classes())
    except Exception:
        return True
