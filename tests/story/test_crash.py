"""The machine may die at any moment: what was confirmed is there afterwards."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import requests

from cfm_app.base import changed_records
from cfm_app.figures import sources
from cfm_app.figures.kept_facts import keeping
from cfm_app.figures.kept_facts.tables import TABLES
from cfm_app.figures.spans import Span
from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.backups.archive import backup
from frappe_embedded.site.restore import restore

from ..live import ROOT, Client, Server
from ..patterns import Patterns
from ..waiting import soon

CREATES = 1000
ENOUGH = 150
KILLS = 5
PASSING = ("tabSessions", "__job", "tabScheduled Job Log")


def create_until_killed(client: Client, confirmed: list[str], enough: threading.Event) -> None:
    for number in range(CREATES):
        try:
            answer = client.request(
                "POST",
                "/api/resource/Case",
                json={"description": f"Appel {number}", "source_id": f"K{number}"},
            )
        except requests.RequestException:
            return
        if answer.status_code == 200:
            confirmed.append(answer.json()["data"]["name"])
        if len(confirmed) >= ENOUGH:
            enough.set()


def test_kill_in_the_middle_of_creates_loses_nothing(tmp_path: Path, patterns: Patterns) -> None:
    server = patterns.office(tmp_path / "office").start()
    confirmed: list[str] = []
    enough = threading.Event()
    client = Client(server.url, "operator@demo.cfm")
    writer = threading.Thread(target=create_until_killed, args=(client, confirmed, enough))
    writer.start()
    assert enough.wait(timeout=60)
    server.kill()
    writer.join(timeout=30)

    again = Server(server.site, demo=False).start()
    try:
        seen = Client(again.url, "operator@demo.cfm").list(
            "Case", filters='[["source_id","like","K%"]]', fields='["name"]', limit=5000
        )
        assert set(confirmed) <= {row["name"] for row in seen}
        assert len(seen) <= len(confirmed) + 1
    finally:
        again.stop()
    with opened(Site(server.site.name, server.site.parent)) as context:
        assert context.db.sql("pragma integrity_check")[0][0] == "ok"
        assert [keeping.differing(table) for table in TABLES.values()] == [[], []]
        noted = {record for _row, record in changed_records.noted("Case")}
        assert {row["name"] for row in seen} <= noted, "what figures count anew"


def test_kill_while_months_are_kept_leaves_no_wrong_figure(
    tmp_path: Path, patterns: Patterns
) -> None:
    """Cases change while a process keeps months without a pause, and is killed again and again."""
    server = patterns.office(tmp_path / "office").start()
    client = Client(server.url, "operator@demo.cfm")
    chance = random.Random(7)
    try:
        for number in range(KILLS):
            command = [sys.executable, "-m", "tests.story.keeping", str(server.site)]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as keeper:
                assert keeper.stdout
                for each in range(chance.randint(1, 40)):
                    assert keeper.stdout.readline(), "it tells of each step"
                    if each % 5 == 0:
                        client.create("Case", description=f"Appel {number}-{each}", sex="Female")
                keeper.kill()
            with opened(Site(server.site.name, server.site.parent)):
                assert [keeping.differing(table) for table in TABLES.values()] == [[], []]
                assert received(sources.of_user()) == received(sources.Looked())
    finally:
        server.stop()
    with opened(Site(server.site.name, server.site.parent)):
        keeping.keep_all_changed()
        assert [changed_records.noted(table) for table in TABLES] == [[], []]
        assert [keeping.differing(table) for table in TABLES.values()] == [[], []]


def received(source: sources.Source) -> dict[str, int]:
    """The cases of all days by sex, as they are read there."""
    found = source.of_days(["sex"], "received_on", Span(date(2000, 1, 1), date(2099, 12, 31)))
    return found.coded("sex").numbers()


def rows_of(site: Site) -> dict[str, int]:
    """How many rows each table has, but for what passes by itself."""
    with opened(site) as context:
        tables = context.db.sql("select name from sqlite_master where type = 'table'", pluck=True)
        kept = [each for each in tables if each not in PASSING]
        return {table: context.db.sql(f"select count(*) from `{table}`")[0][0] for table in kept}


def test_backup_and_restore_give_the_same_site(office: Server, tmp_path: Path) -> None:
    site = Site(office.site.name, office.site.parent)

    def saved() -> tuple[Path, dict[str, int]] | None:
        """A backup beside which no job of the office wrote."""
        before = rows_of(site)
        archive = backup(site, tmp_path / f"{time.monotonic_ns()}.tar.gz")
        return (archive, before) if rows_of(site) == before else None

    archive, rows = soon(saved)
    restored = restore(archive, "again", tmp_path)
    assert rows_of(restored) == rows
    server = Server(restored.path, demo=False).start()
    try:
        client = Client(server.url, "operator@demo.cfm")
        assert client.list("Case", limit=1)
    finally:
        server.stop()
