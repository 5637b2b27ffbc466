"""An office is uninstalled on a bench: nothing stays, whenever it was interrupted, and it can be installed again.

CFM_UNINSTALL_SITE names a site of the bench without the app, which is thrown away; CFM_SITES the folder of the
bench's sites; CFM_BENCH how the bench is called, where it is not ``bench``.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections import Counter
from pathlib import Path

import pytest

SITE = os.environ.get("CFM_UNINSTALL_SITE", "")
SITES = Path(os.environ.get("CFM_SITES", "sites"))
BENCH = shlex.split(os.environ.get("CFM_BENCH", "bench"))
pytestmark = pytest.mark.skipif(not SITE, reason="CFM_UNINSTALL_SITE names no site of a bench")

# The framework's own logs and its list of versions.
LOGS = {
    "tabAccess Log",
    "tabActivity Log",
    "tabDeleted Document",
    "tabError Log",
    "tabInstalled Application",
    "tabScheduled Job Log",
    "tabVersion",
}
# The marks that somebody has set the site up: its desk leads nobody to the wizard any more.
SET_UP = ("'setup_complete'", "'desktop:home_page'")
# Users stay: they are people. So do their contacts and settings.
USER = "@demo.cfm"
PEOPLE = {
    "__Auth",
    "__UserSettings",
    "tabBlock Module",
    "tabContact",
    "tabContact Email",
    "tabDefaultValue",
    "tabDocShare",
    "tabHas Role",
    "tabNotification Settings",
    "tabUser",
    "tabUser Social Login",
}
# What the framework says of a user, and that something was deleted, whatever it was.
SAID = re.compile(r"^INSERT INTO `tabComment` .*('User','[^']*@demo\.cfm'|,'Deleted',)")
STAMP = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?'")
# The framework deletes a default and makes it anew, under another number.
DEFAULT = re.compile(r"^(INSERT INTO `tabDefaultValue` VALUES )\('[^']*',")


def bench(*arguments: str) -> str:
    done = subprocess.run(
        [*BENCH, "--site", SITE, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def execute(method: str, **arguments: object) -> str:
    return bench("execute", method, "--kwargs", repr(arguments))


def dump() -> Counter[str]:
    """The tables and rows of the site, without stamps of time."""
    config = json.loads((SITES / SITE / "site_config.json").read_text(encoding="utf-8"))
    user = config.get("db_user") or config["db_name"]
    command = ["mysqldump", "-h", config.get("db_host", "127.0.0.1"), "-u", user]
    command += ["--skip-extended-insert", "--skip-comments", "--no-tablespaces", config["db_name"]]
    environment = {**os.environ, "MYSQL_PWD": config["db_password"]}
    text = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return Counter(line for row in text.stdout.splitlines() if (line := _comparable(row)))


def _comparable(row: str) -> str:
    if row.startswith("CREATE TABLE"):
        return row
    if not row.startswith("INSERT INTO") or row.split("`")[1] in LOGS:
        return ""
    if any(mark in row for mark in SET_UP) or SAID.match(row):
        return ""
    if USER in row and row.split("`")[1] in PEOPLE:
        return ""
    return DEFAULT.sub(r"\1(", STAMP.sub("'…'", row)).replace("''", "NULL")


def files() -> set[str]:
    return {
        str(path.relative_to(SITES / SITE))
        for folder in ("private/files", "public/files")
        for path in (SITES / SITE / folder).rglob("*")
    }


def use() -> None:
    """An office of some days: cases, and what people leave about them in the framework's tables."""
    bench("install-app", "cfm_app")
    execute("cfm_app.shipped.demo.office.create", password="demo")
    case = json.loads(execute("frappe.get_all", doctype="Case", pluck="name", limit=1))[0]
    of_case = {"reference_doctype": "Case", "reference_name": case}
    user = "operator@demo.cfm"
    for values in (
        {"doctype": "Comment", "comment_type": "Comment", "content": "Rappelé", **of_case},
        {
            "doctype": "File",
            "file_name": "note.txt",
            "content": "Une note",
            "is_private": 1,
            "attached_to_doctype": "Case",
            "attached_to_name": case,
        },
        {
            "doctype": "Property Setter",
            "doctype_or_field": "DocType",
            "doc_type": "Case",
            "property": "sort_order",
            "property_type": "Data",
            "value": "ASC",
        },
        {"doctype": "Kanban Board", "kanban_board_name": "Cas", "reference_doctype": "Case"}
        | {"field_name": "workflow_state", "columns": [{"column_name": "Registered"}]},
        {"doctype": "List Filter", "filter_name": "À moi", "reference_doctype": "Case"}
        | {"for_user": user, "filters": "[]"},
        {"doctype": "User Permission", "user": user, "allow": "CFM Programme"}
        | {"for_value": _first("CFM Programme")},
        {"doctype": "ToDo", "description": "Rappeler", "allocated_to": user}
        | {"reference_type": "Case", "reference_name": case},
    ):
        execute("frappe.client.insert", doc=values)
    task = {"doctype": "ToDo", "description": "Rappeler demain", "allocated_to": user}
    task |= {"reference_type": "Case", "reference_name": case}
    made = json.loads(execute("frappe.client.insert", doc=task))
    execute("frappe.client.delete", doctype="ToDo", name=made["name"])
    register = b"Date,Description\n2026-01-05,Deux sacs au lieu de trois\n"
    execute("cfm_app.exchange.import_records.create", content=register, file_name="registre.csv")
    execute("cfm_app.base.notices.tell", user=user, subject="Vous ne voyez plus les cas restreints")
    month = {"title": "Janvier", "first_day": "2026-01-01", "last_day": "2026-01-31"}
    execute("cfm_app.api.releases.begin", values=month)
    kind = {"kind": "Something else", "seen": "La liste est longue"}
    execute("cfm_app.api.improvements.propose", **kind)


def _first(doctype: str) -> str:
    return str(json.loads(execute("frappe.get_all", doctype=doctype, pluck="name", limit=1))[0])


def uninstall(until: str = "") -> str:
    """Uninstall, or kill it as soon as it prints this."""
    command = [*BENCH, "--site", SITE, "uninstall-app", "cfm_app", "--yes", "--no-backup"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        assert running.stdout
        told = []
        for line in running.stdout:
            told.append(line)
            if until and until in line:
                running.kill()
                break
    assert until or running.returncode == 0, "".join(told[-40:])
    return "".join(told)


def test_nothing_stays_and_it_can_be_installed_again() -> None:
    before, on_disk = dump(), files()
    use()
    used = dump()
    told = bench("uninstall-app", "cfm_app", "--dry-run")
    assert re.search(r"\b300\s+(Case|Cas)\b", told), told
    assert dump() == used
    uninstall(until="dropping Table for")
    uninstall(until="Deleting what CFM left")
    told = uninstall()
    assert "Uninstalled App" in told
    assert not (dump() - before), "\n".join(sorted(dump() - before)[:40])
    assert not (before - dump()), "\n".join(sorted(before - dump())[:40])
    assert files() == on_disk
    assert "not installed" in bench("uninstall-app", "cfm_app", "--yes", "--no-backup")
    bench("install-app", "cfm_app")
    execute("frappe.client.insert", doc={"doctype": "Case", "description": "De nouveau"})
    assert execute("frappe.db.count", dt="Case").strip() == "1"
    uninstall()
    assert dump() == before
