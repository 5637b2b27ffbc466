"""Who sees the documents of each DocType, and what writes them: `doctype_access.csv`, one line a DocType.

`rule` says what decides, beside the rights of roles, which of its documents a user sees:

- ``protected``: the access rule, asked for each document;
- ``child``: the documents that hold the row, of the DocTypes in `of`;
- ``carrier``: the document that it refers to, by the two fields in `of`: its DocType and its name;
- ``owned``: they see what they brought in, or recorded;
- ``office``: whether they see all cases of the office, of which it is made;
- ``internal``: nobody sees any but the Administrator; only code reads it, whatever rights a manager gives;
- ``own``: a rule of its own, which `hooks.py` names;
- ``role``: nothing else; how the office and the machine work;
- ``noted``: nothing else, either; of the framework, where words of others may stand: logs, labels that anybody makes.

`by_acts` marks what only acts write: evidence of what was done, and where the office's messages and secrets
go. People change it by these acts, and no program that somebody writes into a record does. `programs` marks what
such programs may read: the office consists of these; all others are closed to them. `prefix` are the letters
before the random numbers of what is protected. `kept_by` marks a register about colleagues, as closed as a restricted
case, with the role that maintains it.

Every DocType of the app has a line. Of the framework those have one that refer to others, or in which anything may
stand: settings with secrets, marks of log-ins, words of others.
"""

import csv
from collections.abc import Iterator

from cfm_app.base import features

# Beside this module, and in the folder of a feature for its own.
FILE = "doctype_access.csv"


def _lines() -> Iterator[dict[str, str]]:
    for path in features.files(FILE):
        with path.open(encoding="utf-8", newline="") as opened:
            yield from csv.DictReader(opened)


_LINES = tuple(_lines())


def _ruled(by: str) -> tuple[str, ...]:
    return tuple(line["doctype"] for line in _LINES if line["rule"] == by)


def _of(by: str) -> dict[str, tuple[str, ...]]:
    return {line["doctype"]: tuple(line["of"].split("|")) for line in _LINES if line["rule"] == by}


def _marked(column: str) -> frozenset[str]:
    return frozenset(line["doctype"] for line in _LINES if line[column])


ALL = tuple(line["doctype"] for line in _LINES)
PROTECTED = _ruled("protected")
# A bench lists the rows of a child table by naming any readable parent.
CHILDREN = _of("child")
CARRIERS = {carrier: (kind, name) for carrier, (kind, name) in _of("carrier").items()}
OWNED = _ruled("owned")
OF_WHOLE_OFFICE = _ruled("office")
INTERNAL = _ruled("internal")
RULED_BY_ITSELF = _ruled("own")
OPEN = _marked("programs")
PREFIXES = {line["doctype"]: line["prefix"] for line in _LINES if line["prefix"]}
REGISTERS = {line["doctype"]: line["kept_by"] for line in _LINES if line["kept_by"]}
BY_ACTS = _marked("by_acts")
# No rule of cases closes these: each has one of its own.
RULED_APART = frozenset((*OWNED, *OF_WHOLE_OFFICE, *INTERNAL, *RULED_BY_ITSELF))
# How the office works, by what the app brings: texts and lists that are nobody's.
SET_UP = _ruled("role")
NOTED = _ruled("noted")
# Some of these documents are closed to somebody who may read the DocType.
CLOSED = frozenset(line["doctype"] for line in _LINES if line["rule"] not in ("role", "noted"))
CLOSED_TO_PROGRAMS = frozenset(ALL) - OPEN

# Carriers that are themselves written about: a file of a message, the history of a task.
CARRIED = ("Comment", "ToDo", "Communication", "File", "Email Queue")
# Its lines on a whole list name no document and are open. Elsewhere such rows still tell: the
# framework writes the number of what was deleted into a comment, and filters into its Access Log.
LOG_OF_LISTS, LOG_OF_EXPORTS = "CFM Access Log", "Access Log"
