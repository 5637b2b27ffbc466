"""A command may change a site while another process serves it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ..live import ROOT, Client, Server


def execute(site: Path, method: str, **arguments: object) -> None:
    command = [sys.executable, "-m", "frappe_embedded", "execute", method, "--site", str(site)]
    command += ["--kwargs", json.dumps(arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


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
