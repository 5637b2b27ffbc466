"""Errors are logged without what was in memory, where an office seals reports."""

import re
from typing import Any

from cfm_app.sealing import circle

# A step of a traceback and its line of code; a bench writes the variables of the step further in.
STEP = re.compile(r"^(?:Traceback.*| {2}File .*| {4}\S.*)$")
# How a variable is called that nobody but its owner may read.
PASSPHRASE = "passphrase"
# The kind of the error, without what it says: that may quote words.
KIND = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning))(?::|$)")


def keep_words_out(log: Any, method: str | None = None) -> None:
    """Event of Error Log: keep the steps and the kind of the error, drop variables and what it quotes.

    A passphrase is typed before anything is sealed.
    """
    error = str(log.get("error"))
    if "Traceback" not in error or not (PASSPHRASE in error or circle.sealed_classes()):
        return
    log.error = "\n".join(filter(None, (_kept(line) for line in error.splitlines())))


def _kept(line: str) -> str:
    if STEP.match(line):
        return line
    found = KIND.match(line)
    return found.group(1) if found else ""
