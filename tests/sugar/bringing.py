"""Continues a migration in its own process: python -m tests.sugar.bringing SITE MIGRATION."""

from __future__ import annotations

import sys
from pathlib import Path

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.exchange.migration import migrations  # noqa: E402

from . import moving  # noqa: E402


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    frappe.init(site=folder.name, sites_path=str(folder.parent))
    frappe.connect()
    frappe.local.lang = "fr"
    frappe.set_user(moving.MANAGER)
    row = moving.do(name, migrations.BRING)
    assert row.status == "Finished", row.message


if __name__ == "__main__":
    main()
