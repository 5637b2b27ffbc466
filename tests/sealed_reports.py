"""Waiting for the job that seals what is in plain."""

from __future__ import annotations

import json
import re
import time

from .live import Client
from .waiting import soon

SEALED = "-----BEGIN AGE ENCRYPTED FILE-----"
LONGEST = 60
OVERWRITTEN = re.compile(r'<time id="overwritten" datetime="([^"]+)">')


def seal_all(manager: Client, handler: Client, sensitivity: str) -> int:
    """Ask for it as the office does; how many reports of a class the handler finds sealed then, which are all.

    What they said before is overwritten on the disk by then, as the page says.
    """
    before = _overwritten(manager)
    assert manager.call("cfm_app.api.sealing.seal", sensitivity=sensitivity) is None
    count = until_sealed(handler, sensitivity)
    soon(lambda: _overwritten(manager) != before, LONGEST)
    return count


def _overwritten(manager: Client) -> str:
    """When what was in plain was last overwritten; empty before the first time."""
    found = OVERWRITTEN.search(manager.request("GET", "/cfm/sealing").text)
    return found[1] if found else ""


def until_sealed(handler: Client, sensitivity: str) -> int:
    """Wait until each report of a class is sealed, as a handler of it finds them; how many there are."""
    asked = {
        "fields": json.dumps(["description"]),
        "filters": json.dumps({"sensitivity": sensitivity, "description": ["is", "set"]}),
        "limit_page_length": "0",
    }
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        rows = handler.ok("GET", "/api/resource/Sensitive Report", params=asked)
        if all(row["description"].startswith(SEALED) for row in rows):
            return len(rows)
    raise AssertionError("not sealed")
