"""The same office by its dump, by its exported files, and by its server: no road loses what another brings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import frappe
import pytest

from cfm_app.base import consts
from cfm_app.cases import worklists
from cfm_app.exchange.migration import migrations, opening, outcomes
from cfm_app.exchange.migration.containers import Folder
from cfm_app.exchange.migration.records import Source

from . import moving, pack_writer, server, whole_office, writers
from .conftest import Sites
from .office import Office
from .server import Faults
from .test_moving import LOGIN

CASES = 60


@pytest.fixture
def made() -> Office:
    """An office with every relation."""
    return whole_office.make(CASES)


def test_three_roads_bring_the_same(
    tmp_path: Path, sites: Sites, made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump, files, beside = (tmp_path / name for name in ("dump", "files", "beside"))
    for folder in (dump, files, beside):
        folder.mkdir()
    writers.write_dump(made, dump / "sugar.sql.gz")
    pack_writer.write(made, files)
    pack_writer.write_tables(made, beside, ("cases_audit",))
    came = {name: _bring(sites, name, str(path)) for name, path in (("dump", dump), ("csv", files))}
    with server.serving(made, Faults(every=9, token_lasts=50)) as running:

        def opened(_place: opening.SourceLocation) -> Source:
            suite = opening.SuiteSource(
                running.address, LOGIN, lambda _pause: None, 0.0, is_near=True
            )
            return opening.with_files(suite, Folder(beside))

        monkeypatch.setattr(opening, "open_source", opened)
        came["server"] = _bring(sites, "server", str(beside))
    yardstick = came["dump"]
    _check_against_tables(yardstick, made)
    for road in ("csv", "server"):
        for one, other in zip(yardstick["cases"], came[road]["cases"], strict=True):
            assert one == other, road
        assert came[road]["counts"] == yardstick["counts"], road


def _bring(sites: Sites, name: str, path: str) -> dict[str, Any]:
    with sites(name):
        moving.make_users()
        migration = moving.migrated(path)
        counts = outcomes.counts(migration)
        brought = {
            module: counts.get(module, {}).get(outcomes.BROUGHT, 0)
            for module in ("Cases", "Contacts", "Updates", "Calls", "Tasks", "Notes")
        }
        return {"cases": moving.canonical(), "counts": brought}


def _check_against_tables(came: dict[str, Any], made: Office) -> None:
    """What the tables of the source say, module by module, relation by relation, file by file."""
    real = {row["id"]: row for row in made.rows("cases")[:CASES]}
    linked = {link["case_id"] for link in made.rows("contacts_cases")}
    linked |= {row["id"] for row in real.values() if row["contact_created_by_id"]}
    with_person = [each for each in came["cases"] if each.get("member")]
    assert len(with_person) == len(linked)
    files = [digest for each in came["cases"] for digest in each["files"]]
    assert sorted(files) == sorted(moving.digest(content) for content in made.files.values())
    assert came["counts"]["Tasks"] == len(made.rows("tasks"))
    assert came["counts"]["Updates"] == len(made.rows("aop_case_updates"))
    texts = [line[-1] for each in came["cases"] for line in each["history"]]
    told = "\n".join([*texts, *(each["description"] for each in came["cases"])])
    assert "<p>" not in told and "&lt;" not in told and "&amp;lt;" not in told
    assert "- riz\n- sel" in told and "la carte (https://cfm.test/a)" in told
    for user in made.rows("users"):
        assert user["id"] not in told
    names = sum(text.count(name) for text in texts for name in whole_office.ACCOUNTS[:2])
    assert names == sum(1 for row in real.values() if row["account_id"]) - sum(
        1 for row in real.values() if row["account_id"] == made.rows("accounts")[2]["id"]
    )
    further = sum("personnes" in text for text in texts)
    assert further == sum(1 for case in real if len(made.contacts_of_case(case)) > 1)


def test_an_archive_without_the_flag_of_its_names_is_the_same(
    tmp_path: Path, sites: Sites, made: Office
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    pack_writer.write(made, files)
    whole = Path(shutil.make_archive(str(tmp_path / "whole"), "zip", files))
    # As ditto and others write it: UTF-8, without the flag that says so.
    plain = tmp_path / "plain.zip"
    plain.write_bytes(_without_flags(whole.read_bytes()))
    assert (
        _bring(sites, "flag", str(plain))["counts"] == _bring(sites, "whole", str(whole))["counts"]
    )


def _without_flags(content: bytes) -> bytes:
    changed = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := content.find(sign, start + 1)) >= 0:
            changed[start + place + 1] &= ~0x08
    return bytes(changed)


def test_authors_without_a_list_of_users_have_the_names_beside_their_numbers(
    tmp_path: Path, sites: Sites, made: Office
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    pack_writer.write(made, files)
    (files / "Utilisateurs.csv").unlink()
    with sites("unnamed"):
        moving.make_users()
        moving.migrated(str(files))
        authors = set(frappe.get_all("Comment", {"comment_type": "Info"}, pluck="comment_by"))
        assert not authors & {row["id"] for row in made.rows("users")}


def test_what_was_open_is_work_here_and_makes_nobody_late(
    tmp_path: Path, sites: Sites, made: Office
) -> None:
    writers.write_dump(made, tmp_path / "sugar.sql")
    operator, focal = (
        ("achta@sugar.test", consts.OPERATOR),
        ("idriss@sugar.test", consts.FOCAL_POINT),
    )
    ids = {row["user_name"]: row["id"] for row in made.rows("users")}
    with sites("open"):
        for user, role in (operator, focal):
            moving.make_user(user, role)
        moving.make_users()
        migration = moving.migrated(str(tmp_path))
        frappe.set_user("Administrator")
        fields = ["name", "source_id", "phase", "sla_status", "is_restricted", "next_due_on"]
        here = {row.source_id: row for row in frappe.get_all("Case", fields=fields)}
        rows = [
            row
            for row in here.values()
            if row.phase in (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS)
        ]
        assert len(rows) > 5
        assert {row.sla_status for row in rows} <= {"On track", None}
        assert all(row.next_due_on > frappe.utils.now_datetime() for row in rows if row.next_due_on)
        frappe.set_user(moving.OPERATOR)
        assert worklists.work()["late"] == []
        frappe.set_user("Administrator")
        tasks = frappe.get_all("ToDo", ["allocated_to", "reference_name"])
        theirs = {
            row["case_number"]: row["assigned_user_id"]
            for row in made.rows("cases")[:CASES]
            if row["status"].startswith("Open")
        }
        expected = {
            here[number].name
            for number, user in theirs.items()
            if user == ids["achta"] and number in here and not here[number].is_restricted
        }
        assert {task.reference_name for task in tasks} == expected and expected
        assert {task.allocated_to for task in tasks} == {operator[0]}
        told = frappe.parse_json(frappe.db.get_value("CFM Migration", migration, "proof"))["waits"]
        waiting = sum(
            1
            for number, user in theirs.items()
            if user == ids["idriss"] and number in here and not here[number].is_restricted
        )
        assert waiting and str(waiting) in told[1]
        frappe.set_user(moving.MANAGER)
        assert moving.do(migration, migrations.UNDO).status == "Finished"
        frappe.set_user("Administrator")
        assert (frappe.db.count("Case"), frappe.db.count("ToDo")) == (0, 0)


def test_what_a_server_does_not_give_is_told_before_the_run(
    sites: Sites, made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.serving(made) as running, sites("closed"):
        running.closed |= {"Tasks", "Contacts"}
        running.hands_out_files = False
        monkeypatch.setattr(
            opening,
            "open_source",
            lambda _place: opening.SuiteSource(
                running.address, LOGIN, lambda _s: None, 0.0, is_near=True
            ),
        )
        moving.make_users()
        name = migrations.create_from_path("/nowhere")
        looked = moving.do(name, migrations.SCAN)
        warnings = "\n".join(frappe.parse_json(looked.found)["warnings"])
        for said in ("lire\xa0: Contacts", "lire\xa0: Tâches", "pièces jointes", "historique"):
            assert said in warnings
        assert moving.do(name, migrations.BRING).status == "Finished"
        proof = frappe.parse_json(migrations.own_row(name).proof)
        assert "\n".join(proof["lacks"]) == warnings


def test_files_that_an_export_lacks_are_counted_before_the_run(
    tmp_path: Path, sites: Sites, made: Office
) -> None:
    pack_writer.write(made, tmp_path)
    (tmp_path / "contacts_cases.csv").unlink()
    (tmp_path / "Utilisateurs.csv").unlink()
    gone = sorted(made.files)[:3]
    for number in gone:
        (tmp_path / "upload" / number).unlink()
    named = sum(1 for row in made.rows("notes") if row["filename"])
    with sites("lacking"):
        moving.make_users()
        name = migrations.create_from_path(str(tmp_path))
        looked = moving.do(name, migrations.SCAN)
        warnings = "\n".join(frappe.parse_json(looked.found)["warnings"])
        # One file was lost there already.
        assert f"4 des {named} fichiers" in warnings
        assert "cas ne nomment aucune personne" in warnings
        assert f"{len(made.rows('users'))} utilisateurs n'ont pas de nom" in warnings
