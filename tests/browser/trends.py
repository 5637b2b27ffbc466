"""A trend in the demo office, found as the night finds it."""

from __future__ import annotations

import json
import subprocess

from .. import passing_time
from ..live import ROOT, Client, Running, Server

MANAGER = "manager@demo.cfm"
CATEGORY = "Quantité de la ration"
PLANT = "cfm_app.shipped.demo.trend.plant"


def found_trend(office: Server | Running, manager: Client | None = None) -> str:
    """The number of the alert of the demo trend, which is planted at the first call."""
    client = manager or Client(office.url, MANAGER)
    if not (known := _alerts(client)):
        _plant(office)
        known = _alerts(client)
    return str(known[0]["name"])


def _plant(office: Server | Running) -> None:
    if isinstance(office, Running):
        passing_time.call(office, PLANT)
        return
    command = [*office.command(), "--app", "cfm_app", "execute", PLANT]
    subprocess.run([*command, "--site", str(office.site)], cwd=ROOT, check=True, timeout=300)


def counted_cases(client: Client, alert: str) -> int:
    """How many cases an alert speaks of, counted in the list: those planted, and what the office had there anyway."""
    told = client.get("CFM Trend Alert", alert)
    days = [f"{told['first_day']} 00:00:00", f"{told['last_day']} 23:59:59"]
    filters = [
        ["category", "=", told["category"]],
        ["location", "descendants of (inclusive)", told["location"]],
        ["received_on", "between", days],
    ]
    return len(client.list("Case", filters=json.dumps(filters), limit_page_length=0))


def _alerts(client: Client) -> list[dict[str, object]]:
    filters = f'[["category","=","{CATEGORY}"],["location","is","set"]]'
    return client.list("CFM Trend Alert", filters=filters)
