"""A command may change a site while another process serves it."""

from __future__ import annotations

import json
from pathlib import Path

from .. import commands
from ..live import Client, Server


def execute(site: Path, method: str, **arguments: object) -> None:
    commands.done("execute", method, "--site", site, "--kwargs", json.dumps(arguments))


def test_the_server_takes_notice_of_what_a_command_changed(tmp_path: Path) -> None:
    server = Server(tmp_path / "office", app=None, demo=False).start()
    try:
        client = Client(server.url, "Administrator", server.administrator_password())
        role = client.create("Role", role_name="Clerk")
        assert "custom_remark" not in role
        field = {"doctype": "Custom Field", "dt": "Role", "fieldtype": "Data", "label": "Remark"}
        execute(server.site, "frappe.client.insert", doc=field)
        changed = client.change("Role", "Clerk", custom_remark="Only in the morning")
        assert changed["custom_remark"] == "Only in the morning"
        assert client.get("Role", "Clerk")["custom_remark"] == "Only in the morning"
    finally:
        server.stop()
