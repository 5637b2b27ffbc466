"""Who sees the documents of each DocType, and what writes them: `doctype_access.csv`, one line a DocType.

`seen` names what opens a document beside the rights of roles:

- ``protected``: the access rule, asked for each document;
- ``row``: the documents that hold the row, of the DocTypes in `of`;
- ``carrier``: the document that it refers to, by the two fields in `of`: its DocType and its name;
- ``owned``: who brought it in, or recorded the case;
- ``office``: it is made of all cases of the office, and open to who sees all of them;
- ``internal``: nobody; only the app's own code reads it, whatever rights a manager gives;
- ``role``: nothing else, but no program that somebody writes into a record reads it. Some of these have a rule of
  their own, which `hooks.py` names: signatures, training records, agreements on exchange, saved filters;
- ``open``: nothing else, and such programs may read it: the office consists of these.

`by_acts` marks what only acts write: evidence of what was done, and where the office's messages and secrets
go. People change it by these acts, and no program in a record does.

Every DocType of the app has a line. Of the framework those have one that refer to others, or in which anything may
stand: settings with secrets, marks of log-ins, words of others.
"""

import csv
from pathlib import Path

FILE = Path(__file__).with_name("doctype_access.csv")

with FILE.open(encoding="utf-8", newline="") as _file:
    _LINES = tuple(csv.DictReader(_file))


def _seen(by: str) -> tuple[str, ...]:
    return tuple(line["doctype"] for line in _LINES if line["seen"] == by)


def _of(by: str) -> dict[str, tuple[str, ...]]:
    return {line["doctype"]: tuple(line["of"].split("|")) for line in _LINES if line["seen"] == by}


ALL = tuple(line["doctype"] for line in _LINES)
PROTECTED = _seen("protected")
# A bench lists the rows of a child table by naming any readable parent.
CHILDREN = _of("row")
CARRIERS = {carrier: (kind, name) for carrier, (kind, name) in _of("carrier").items()}
OWNED = _seen("owned")
OF_WHOLE_OFFICE = _seen("office")
INTERNAL = _seen("internal")
OPEN = frozenset(_seen("open"))
BY_ACTS = frozenset(line["doctype"] for line in _LINES if line["by_acts"])
# Of these some documents are closed to somebody who may read the DocType.
CLOSED = frozenset((*PROTECTED, *CARRIERS, *CHILDREN, *OWNED, *OF_WHOLE_OFFICE, *INTERNAL))
CLOSED_TO_PROGRAMS = frozenset(ALL) - OPEN

# Carriers that are themselves written about: a file of a message, the history of a task.
CARRIED = ("Comment", "ToDo", "Communication", "File", "Email Queue")
# Its lines on a whole list name no document and are open. Elsewhere such rows still tell: the
# framework writes the number of what was deleted into a comment, and filters into its Access Log.
LOG_OF_LISTS, LOG_OF_EXPORTS = "CFM Access Log", "Access Log"
