"""Makes records old in the database of an office, and asks it: no door of the app does, only time.

On a bench by its own command: CFM_BENCH is how it is called (`bench` by default).
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import frappe

from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.kernel.query.opening import announce_changes

from .live import Running, Server

Statement = tuple[str, tuple[Any, ...]]


def write(office: Server | Running, *statements: Statement) -> None:
    """Run some statements and keep what they write."""
    if isinstance(office, Running):
        for query, values in statements:
            _execute(office, "frappe.db.sql", query=query, values=values)
        return
    _embedded(office, lambda: [frappe.db.sql(query, values) for query, values in statements])


def call(office: Server | Running, method: str) -> None:
    """Call a function of the app that takes nothing, as the system itself."""
    if isinstance(office, Running):
        _execute(office, method)
        return
    _embedded(office, lambda: frappe.get_attr(method)())


def change(office: Server | Running, doctype: str, name: str, **values: Any) -> None:
    """Change a document as whoever runs the machine."""
    given = {"doctype": doctype, "name": name, "fieldname": values}
    if isinstance(office, Running):
        _execute(office, "frappe.client.set_value", **given)
        return
    _embedded(office, lambda: frappe.get_attr("frappe.client.set_value")(**given))


def asked(office: Server | Running, query: str) -> list[list[Any]]:
    """The rows that a statement without values finds."""
    if isinstance(office, Running):
        return list(told(office, "frappe.db.sql", query=query) or [])
    return [list(row) for row in _embedded(office, lambda: frappe.db.sql(query))]


def _embedded(office: Server, act: Callable[[], Any]) -> Any:
    frappe.init(site=office.site.name, sites_path=str(office.site.parent))
    frappe.connect()
    try:
        found = act()
        frappe.db.commit()
        return found
    finally:
        frappe.destroy()
        announce_changes(get_site(office.site.name, office.site.parent))


def told(office: Running, method: str, **arguments: Any) -> Any:
    """What a function of a bench answers to whoever runs the machine."""
    lines = _execute(office, method, **arguments).splitlines()
    return json.loads(lines[-1]) if lines else None


def _execute(office: Running, method: str, **arguments: Any) -> str:
    bench = shlex.split(os.environ.get("CFM_BENCH", "bench"))
    site = str(urlsplit(office.url).hostname)
    command = [*bench, "--site", site, "execute", method, "--kwargs", repr(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # What went wrong stands above what the framework tried next.
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-8000:]
    return done.stdout


def announce_long_ago(office: Server | Running) -> None:
    """A night announces what retention takes, long ago."""
    call(office, "cfm_app.data_protection.personal_data.retention.run")
    aged = "update `tabCFM Retention Notice` set announced_on = %s, night = %s"
    write(office, (aged, ("2020-01-01", -9)))
