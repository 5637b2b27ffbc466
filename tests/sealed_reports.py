"""Waiting for the job that seals what is in plain."""

from __future__ import annotations

import json
import time

from .live import Client

SEALED = "-----BEGIN AGE ENCRYPTED FILE-----"
LONGEST = 60


def seal_all(manager: Client, handler: Client, sensitivity: str) -> int:
    """Ask for it as the office does; how many reports of a class the handler finds sealed then, which are all."""
    assert manager.call("cfm_app.api.sealing.seal", sensitivity=sensitivity) is None
    return until_sealed(handler, sensitivity)


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
