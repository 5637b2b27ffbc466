"""An office migrates out of SuiteCRM: by files, by dump, by its server.

``CFM_SUGAR_CASES=10000`` is a whole office; the ordinary run uses fewer cases.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import openpyxl
import pytest

from cfm_app.exchange.migration import (
    commands,
    jobs,
    migrations,
    opening,
    outcomes,
    rest_client,
)
from cfm_app.exchange.migration.containers import Folder
from cfm_app.exchange.migration.records import Source
from cfm_app.exchange.migration.rest_client import Login
from cfm_app.web.pages.case import timeline, view

from . import moving, office, server, writers
from .conftest import Sites
from .server import Faults

CASES = int(os.environ.get("CFM_SUGAR_CASES", "120"))
ACHTA = "achta@sugar.test"
LOGIN = Login(server.USER, server.PASSWORD, server.CLIENT, server.SECRET)


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[tuple[office.Office, Path]]:
    """An office and the folder with its CSV files."""
    made = office.make(CASES)
    folder = tmp_path / "csv"
    folder.mkdir()
    writers.write_csv(made, folder)
    yield made, folder


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of a client, which take no time here."""
    pauses: list[float] = []
    monkeypatch.setattr(rest_client.time, "sleep", pauses.append)
    monkeypatch.setattr(rest_client, "BETWEEN", 0.0)
    return pauses


def test_the_same_site_comes_out_of_files_of_a_dump_and_of_a_server(
    tmp_path: Path,
    sites: Sites,
    exported: tuple[office.Office, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, folder = exported
    dump, beside = tmp_path / "dump", tmp_path / "beside"
    dump.mkdir()
    beside.mkdir()
    writers.write_dump(made, dump / "sugar.sql.gz")
    writers.write_csv(made, beside, ("cases_audit",))
    writers.write_names(folder)
    found: dict[str, list[dict[str, Any]]] = {}
    saved: dict[str, list[dict[str, Any]]] = {}
    for name, path in (("csv", folder), ("dump", dump)):
        with sites(name):
            moving.make_user(ACHTA)
            moving.make_users()
            migration = moving.migrated(str(path))
            _check_proof(migration)
            found[name], saved[name] = moving.canonical(), moving.saved_filters()
    pauses: list[float] = []
    with server.serving(made, Faults(every=4, token_lasts=7)) as running:

        def opened(place: opening.SourceLocation) -> Source:
            suite = opening.SuiteSource(running.address, LOGIN, pauses.append, 0.0, is_near=True)
            return opening.with_files(suite, Folder(beside))

        monkeypatch.setattr(opening, "open_source", opened)
        with sites("server"):
            moving.make_user(ACHTA)
            moving.make_users()
            _check_proof(moving.migrated(str(beside)))
            found["server"], saved["server"] = moving.canonical(), moving.saved_filters()
    assert running.logins > 1 and set(running.faults.told) == {429, 500, 503, -1}
    assert 3.0 in pauses
    assert len(found["csv"]) == CASES
    assert found["csv"] == found["dump"]
    for one, other in zip(found["csv"], found["server"], strict=True):
        assert one == other
    assert [each["filter_name"] for each in saved["csv"]] == ["Ouverts du Lac", "Retards de 2024"]
    assert saved["csv"] == saved["dump"] == saved["server"]


def test_history_keeps_its_authors(sites: Sites, exported: tuple[office.Office, Path]) -> None:
    _made, folder = exported
    with sites("story"):
        moving.make_users()
        moving.migrated(str(folder))
        frappe.set_user(moving.OPERATOR)
        [name] = frappe.get_list("Case", {"source_id": "7"}, pluck="name")
        told = timeline.entries(view.load(name))
        names = {f"{first} {last}" for first, last in zip(office.FIRST, office.LAST, strict=True)}
        notes = [each for each in told if each["kind"] == "memo"]
        assert notes and {each["who"] for each in notes} <= names
        assert any("De SugarCRM, numéro 7" in each["text"] for each in notes)
        assert any("Statut" in each["text"] and "Nouveau" in each["text"] for each in notes)


def test_commands_on_the_server_do_the_same(sites: Sites, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    writers.write_csv(office.make(12), small)
    plan, report = tmp_path / "plan.json", tmp_path / "report.xlsx"
    with sites("commands"):
        moving.make_users()
        commands.guess_plan(str(small), str(plan), user=moving.MANAGER)
        assert '"Closed_Closed": "Closed"' in plan.read_text(encoding="utf-8")
        commands.check(str(small), str(plan), str(report), moving.MANAGER)
        assert frappe.db.count("Case") == 0
        assert openpyxl.load_workbook(report).sheetnames[0] == "Sommes"
        name = commands.bring(str(small), str(plan), moving.MANAGER)
        assert frappe.db.count("Case") == 12
        commands.bring(str(small), str(plan), moving.MANAGER, migration=name)
        assert frappe.db.count("Case") == 12
        commands.take_back(name, moving.MANAGER)
        assert frappe.db.count("Case") == 0


def _check_proof(migration: str) -> None:
    proof = frappe.parse_json(frappe.db.get_value("CFM Migration", migration, "proof"))
    assert [row["without_line"] for row in proof["modules"]] == [0] * len(proof["modules"])
    for rows in proof["by"].values():
        assert all(row["there"] == row["here"] for row in rows), rows


def test_a_server_of_sugar_brings_history_and_files(sites: Sites, tmp_path: Path) -> None:
    made = office.make(30)
    office.as_sugar(made)
    dump = tmp_path / "dump"
    dump.mkdir()
    writers.write_dump(made, dump / "sugar.sql")
    with sites("dump"):
        moving.make_user(ACHTA)
        moving.make_users()
        moving.migrated(str(dump))
        expected, saved = moving.canonical(), moving.saved_filters()
    pauses: list[float] = []
    with server.serving(made, Faults(every=7, token_lasts=13)) as running, sites("sugar"):
        frappe.local.conf.inner_servers = ["127.0.0.1"]
        moving.make_user(ACHTA)
        moving.make_users()
        login = Login(server.USER, server.PASSWORD)
        name = migrations.create_from_server(opening.SUGAR, running.address, login)
        with pytest.MonkeyPatch.context() as patched:
            sugar = opening.SugarSource
            patched.setattr(
                opening,
                "SugarSource",
                lambda address, login, is_near: sugar(address, login, pauses.append, 0.0, is_near),
            )
            looked = moving.do(name, migrations.SCAN)
            assert looked.status == "Finished", looked.message
            brought = moving.do(name, migrations.BRING)
            assert brought.status == "Finished", brought.message
        # The password was deleted, and never shown.
        doc = frappe.get_doc("CFM Migration", name)
        assert not doc.get_password("login_password", raise_exception=False)
        assert server.PASSWORD not in frappe.as_json(
            frappe.get_all("CFM Migration", fields=["*"])
            + frappe.get_all("Error Log", fields=["*"])
        )
        assert moving.canonical() == expected
        assert moving.saved_filters() == saved
        assert [each["filter_name"] for each in saved] == ["Ouverts du Lac", "Retards de 2024"]
        assert running.logins > 1


class Killed(BaseException):
    """The machine is switched off."""


def test_a_killed_run_resumes_and_brings_everything_once(
    sites: Sites, exported: tuple[office.Office, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, folder = exported
    with sites("whole"):
        moving.make_users()
        moving.migrated(str(folder))
        expected = moving.canonical()
    beat, beats = jobs.Task.beat, []
    monkeypatch.setattr("cfm_app.exchange.migration.run.BATCH", 20)

    def killing(task: jobs.Task, module: str, done: int) -> None:
        beats.append((module, done))
        if len(beats) % 3 == 0:
            # Before the commit: the batch is lost.
            raise Killed
        beat(task, module, done)
        if len(beats) % 4 == 0:
            raise Killed

    with sites("killed"):
        moving.make_users()
        name = migrations.create_from_path(str(folder))
        moving.do(name, migrations.SCAN)
        plan = frappe.parse_json(migrations.own_row(name).plan)
        migrations.keep_plan(name, frappe.as_json({**plan, "time_zone": moving.ZONE}))
        kills = 0
        with monkeypatch.context() as patched:
            patched.setattr(jobs.Task, "beat", killing)
            while kills < 10:
                try:
                    moving.do(name, migrations.BRING)
                    break
                except Killed:
                    kills += 1
                    frappe.db.rollback()
        assert kills >= 3
        done = moving.do(name, migrations.BRING)
        assert done.status == "Finished", done.message
        _check_proof(name)
        assert moving.canonical() == expected


def test_a_later_run_brings_what_changed_and_leaves_what_was_changed_here(
    sites: Sites, exported: tuple[office.Office, Path]
) -> None:
    made, folder = exported
    with sites("delta"):
        moving.make_users()
        name = moving.migrated(str(folder))
        before = {each["source_id"]: each for each in moving.canonical()}
        changed = office.change(made, max(10, CASES // 20))
        ordinary = [each for each in changed if before[each]["is_restricted"] == ""]
        mine = frappe.get_doc("Case", {"source_id": ordinary[0]})
        mine.place_details = "Bol"
        mine.save()
        frappe.db.commit()
        frappe.set_user(moving.MANAGER)
        writers.write_csv(made, folder)
        assert moving.do(name, migrations.BRING).status == "Finished"
        after = {each["source_id"]: each for each in moving.canonical()}
        assert after.keys() == before.keys()
        for number in changed:
            is_mine = number == ordinary[0]
            assert after[number]["description"].endswith("Rappelée.") is not is_mine
            assert (after[number]["phase"] == "Closed") or is_mine
        untouched = set(before) - set(changed)
        assert all(before[each] == after[each] for each in untouched)
        told = outcomes.counts(name)["Cases"]
        assert told[outcomes.CONFLICT] == 1


def test_a_migration_is_undone_once(sites: Sites, exported: tuple[office.Office, Path]) -> None:
    _made, folder = exported
    with sites("undone"):
        moving.make_users()
        empty = _counted()
        name = moving.migrated(str(folder))
        frappe.set_user("Administrator")
        worked_on = frappe.get_doc("Case", {"source_id": "3"})
        worked_on.place_details = "Bol"
        worked_on.save()
        frappe.db.commit()
        frappe.set_user(moving.MANAGER)
        undone = moving.do(name, migrations.UNDO)
        assert undone.status == "Finished", undone.message
        assert [each["source_id"] for each in moving.canonical()] == ["3"]
        frappe.set_user(moving.MANAGER)
        assert outcomes.counts(name)["Cases"][outcomes.KEPT] == 1
        once = _counted()
        moving.do(name, migrations.UNDO)
        assert _counted() == once
        frappe.set_user("Administrator")
        frappe.delete_doc("Case", worked_on.name, force=True)
        assert {**once, "Case": 0, "Sensitive Report": 0} == {
            **empty,
            "Community Member": once["Community Member"],
            "File": once["File"],
            "Comment": once["Comment"],
        }


def _counted() -> dict[str, int]:
    kinds = ("Case", "Sensitive Report", "Community Member", "File", "Comment", "CFM Case Stub")
    return {kind: frappe.db.count(kind) for kind in kinds}


def test_only_handlers_see_restricted_cases_during_the_migration(
    sites: Sites, exported: tuple[office.Office, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, folder = exported
    leaks: list[bool] = []
    seen = ""
    beat = jobs.Task.beat
    monkeypatch.setattr("cfm_app.exchange.migration.run.BATCH", 20)

    def watched(task: jobs.Task, module: str, done: int) -> None:
        nonlocal seen
        beat(task, module, done)
        mover = frappe.session.user
        for watcher in (moving.OPERATOR, moving.MANAGER):
            frappe.set_user(watcher)
            seen = _seen()
            leaks.append(office.SECRET in seen)
        frappe.set_user(mover)

    monkeypatch.setattr(jobs.Task, "beat", watched)
    with sites("watched"):
        moving.make_users()
        name = moving.migrated(str(folder))
        assert len(leaks) > 10
        assert not any(leaks)
        # Cases that are not restricted are seen, so the test does look.
        assert "il manquait 2 kg" in seen
        frappe.set_user(moving.HANDLER)
        reports = frappe.get_list("Sensitive Report", fields=["description"], limit_page_length=0)
        of_category = [each for each in reports if office.SECRET in each.description]
        assert len(of_category) == CASES // 12
        of_class = [no for no in range(1, CASES + 1) if not no % 12 or not no % office.OF_PSEA_TEAM]
        assert len(reports) == len(of_class)
        with pytest.raises(frappe.PermissionError):
            frappe.get_list("CFM Migration")
        for user in (moving.OPERATOR, moving.HANDLER):
            frappe.set_user(user)
            with pytest.raises(frappe.PermissionError):
                migrations.own_row(name)


def _seen() -> str:
    """Everything that lists show to the user in the session."""
    told = []
    for kind in ("Case", "Sensitive Report", "Comment", "File", "Community Member", "Version"):
        try:
            told.append(frappe.get_list(kind, fields=["*"], limit_page_length=0))
        except frappe.PermissionError:
            continue
    return frappe.as_json(told)
