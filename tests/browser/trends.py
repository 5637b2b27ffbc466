"""A trend in the demo office, found as the night finds it."""

from __future__ import annotations

import subprocess

from ..live import ROOT, Client, Server

MANAGER = "manager@demo.cfm"
CATEGORY = "Quantité de la ration"
PLANT = "cfm_app.demo.trend.plant"


def found_trend(office: Server, manager: Client | None = None) -> str:
    """The number of the alert of the demo trend, which is planted at the first call."""
    client = manager or Client(office.url, MANAGER)
    if not (known := _alerts(client)):
        command = [*office.command(), "--app", "cfm_app", "execute", PLANT]
        subprocess.run([*command, "--site", str(office.site)], cwd=ROOT, check=True, timeout=300)
        known = _alerts(client)
    return str(known[0]["name"])


def _alerts(client: Client) -> list[dict[str, object]]:
    filters = f'[["category","=","{CATEGORY}"],["location","is","set"]]'
    return client.list("CFM Trend Alert", filters=filters)
