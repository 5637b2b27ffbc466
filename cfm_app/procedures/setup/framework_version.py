"""Versions of Frappe that are safe for an office: no published hole that a user could use, and tried as a whole."""

import re

import frappe
from frappe import _

# By major version: the release that mended the last one of its published security advisories.
LEAST = {15: (15, 107, 0), 16: (16, 17, 0)}
# The newest major version on which the whole suite has passed; what guards lists is written for each.
TRIED = 15


def findings() -> list[tuple[str, str, str]]:
    """For the doctor of a bench: the version that runs, and what to do where an office should not run on it."""
    return [judged(frappe.__version__)]


def judged(version: str) -> tuple[str, str, str]:
    """What a version is worth: subject, what was found, what to do."""
    here = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    least = LEAST.get(here[0], max(LEAST.values()))
    if here < least:
        wanted = ".".join(str(part) for part in least)
        advice = _("Update to {0} or newer: holes of older versions are published.").format(wanted)
    elif here[0] > TRIED:
        advice = _(
            "Keep real cases on Frappe {0}: on newer ones it is not yet shown that everything closed stays closed."
        ).format(TRIED)
    else:
        advice = ""
    return ("Frappe", version, advice)
