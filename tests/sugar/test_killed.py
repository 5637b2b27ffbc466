"""``kill -9`` during a migration out of SugarCRM: the next run brings each record once.

``CFM_KILLS=10 CFM_SUGAR_CASES=10000`` is the full test; the ordinary run kills less often, with fewer cases.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import frappe
import pytest

from cfm_app.exchange.migration import migrations

from ..live import ROOT
from . import moving, office, writers
from .conftest import Sites

pytestmark = pytest.mark.embedded("ends processes that work on a site of its own")

KILLS = int(os.environ.get("CFM_KILLS", "3"))
CASES = int(os.environ.get("CFM_SUGAR_CASES", "120"))


def test_a_killed_migration_brings_each_record_once(tmp_path: Path, sites: Sites) -> None:
    folder, site = tmp_path / "csv", tmp_path / "sites" / "killed"
    folder.mkdir()
    writers.write_csv(office.make(CASES), folder)
    with sites("whole"):
        moving.make_users()
        moving.migrated(str(folder))
        expected = moving.canonical()
    with sites("killed"):
        moving.make_users()
        name = migrations.create_from_path(str(folder))
        moving.do(name, migrations.SCAN)
        plan = frappe.parse_json(migrations.own_row(name).plan)
        migrations.keep_plan(name, json.dumps({**plan, "time_zone": moving.ZONE}))
    for kill in range(1, KILLS + 1):
        _killed(site, name, CASES * kill // (KILLS + 1))
    _bringing(site, name).wait()
    with sites("killed"):
        frappe.set_user(moving.MANAGER)
        done = migrations.own_row(name)
        assert done.status == "Finished", done.message
        found = moving.canonical()
    assert len(found) == CASES
    assert found == expected


def _bringing(site: Path, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sugar.bringing", str(site), name], cwd=ROOT
    )


def _killed(site: Path, name: str, cases: int) -> None:
    """Migrate until there are this many cases, and then end the process without a warning."""
    process = _bringing(site, name)
    with sqlite3.connect(f"file:{site / 'site.db'}?mode=ro", uri=True) as database:
        while database.execute("select count(*) from tabCase").fetchone()[0] < cases:
            assert process.poll() is None, "It ended before it was to be killed"
            time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
