"""The least version of Frappe that has no published hole which a user of an office could use."""

import re

import frappe
from frappe import _

# By major version: the release that mended the last one of its published security advisories.
LEAST = {15: (15, 107, 0), 16: (16, 17, 0)}


def findings() -> list[tuple[str, str, str]]:
    """For the doctor of a bench: the version that runs, and the one to update to where it is too old."""
    return [judged(frappe.__version__)]


def judged(version: str) -> tuple[str, str, str]:
    """What a version is worth: subject, what was found, what to do."""
    here = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    least = LEAST.get(here[0], max(LEAST.values()))
    if here >= least:
        return ("Frappe", version, "")
    wanted = ".".join(str(part) for part in least)
    advice = _("Update to {0} or newer: holes of older versions are published.").format(wanted)
    return ("Frappe", version, advice)
