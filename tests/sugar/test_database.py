"""An office migrates from the database itself: read at one moment, never written, the same site as from a dump."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import frappe
import pytest

from cfm_app.channels.adapters import destinations
from cfm_app.exchange.migration import commands, database_source, migrations, opening, records
from cfm_app.exchange.migration.containers import Folder
from cfm_app.exchange.migration.database_source import DatabaseSource
from cfm_app.exchange.migration.records import SourceError
from cfm_app.exchange.migration.rest_client import Login

from . import mariadb, moving, office, writers
from .conftest import Sites
from .mariadb import Running

CASES = 30
LOGIN = Login(mariadb.READER, mariadb.PASSWORD)
ACHTA = "achta@sugar.test"
STATEMENT = re.compile(r"\b(\d+) (?:Query|Execute)\t(.*)")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[office.Office, Path]:
    """An office and the folder with its dump and its files."""
    folder = tmp_path_factory.mktemp("dump")
    found = office.make(CASES)
    writers.write_dump(found, folder / "sugar.sql")
    return found, folder


@pytest.fixture(scope="module")
def running(
    made: tuple[office.Office, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server with the tables of the dump."""
    pytest.importorskip("pymysql", reason="pymysql is not installed")
    if why := mariadb.missing():
        pytest.skip(why)
    with mariadb.serving(tmp_path_factory.mktemp("server") / "mariadb") as found:
        found.do(made[1] / "sugar.sql", goes_on=True)
        yield found


def source_of(running: Running, login: Login = LOGIN) -> DatabaseSource:
    return DatabaseSource(database_source.parse_address(running.address), login, is_near=True)


def test_the_same_site_comes_out_of_the_tables_and_of_their_dump(
    made: tuple[office.Office, Path], running: Running, sites: Sites
) -> None:
    _office, folder = made
    with sites("dump"):
        moving.make_user(ACHTA)
        moving.make_users()
        moving.migrated(str(folder))
        expected = moving.canonical(), moving.saved_filters()
    with sites("tables"):
        frappe.local.conf.inner_servers = ["127.0.0.1"]
        moving.make_user(ACHTA)
        moving.make_users()
        name = migrations.create_from_server(opening.DATABASE, running.address, LOGIN, str(folder))
        assert mariadb.PASSWORD not in frappe.as_json(
            frappe.db.sql("select * from `tabCFM Migration`", as_dict=True)
        )
        assert moving.do(name, migrations.SCAN).status == "Finished"
        plan = frappe.parse_json(migrations.own_row(name).plan)
        migrations.keep_plan(name, frappe.as_json({**plan, "time_zone": moving.ZONE}))
        done = moving.do(name, migrations.BRING)
        assert done.status == "Finished", done.message
        assert all(not row["without_line"] for row in frappe.parse_json(done.proof)["modules"])
        assert (moving.canonical(), moving.saved_filters()) == expected
        doc = frappe.get_doc("CFM Migration", name)
        assert not doc.get_password("login_password", raise_exception=False)
    asked = [
        found[2].lower()
        for line in running.told()
        if (found := STATEMENT.search(line)) and "information_schema" not in line
    ]
    mine = asked[asked.index("start transaction with consistent snapshot, read only") :]
    assert {each.split()[0] for each in mine} <= {"select", "set", "start", "commit"}


def test_everything_is_read_at_one_moment_and_nothing_can_be_written(running: Running) -> None:
    source = source_of(running)
    first = next(iter(source.records(records.CASES)))
    running.do("update contacts set last_name = 'Later'")
    names = {each.values["last_name"] for each in source.records(records.CONTACTS)}
    assert names <= set(office.LAST) and first.id
    with pytest.raises(SourceError):
        source._query("delete from contacts")
    source.close()
    assert int(running.do("select count(*) from contacts")) > 0
    assert "Later" in {
        each.values["last_name"] for each in source_of(running).records(records.CONTACTS)
    }


def test_errors_are_reported_without_secrets(running: Running) -> None:
    place = database_source.parse_address(running.address)
    wrong = (
        (place, Login(mariadb.READER, "wrong-secret"), "refuses this login"),
        (
            database_source.DatabaseAddress(place.host, place.port, "another"),
            LOGIN,
            "no database of this name",
        ),
        (
            database_source.DatabaseAddress(place.host, 1, place.database),
            LOGIN,
            "cannot be reached",
        ),
    )
    for there, login, told in wrong:
        with pytest.raises(SourceError, match=told):
            DatabaseSource(there, login, is_near=True)


def test_an_outside_database_is_read_only_encrypted(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = database_source.parse_address(running.address)
    with pytest.raises(SourceError):
        DatabaseSource(place, LOGIN, is_near=False)
    monkeypatch.setattr(destinations, "is_outside", lambda peer: True)
    before = len(running.told())
    with pytest.raises(SourceError):
        DatabaseSource(place, LOGIN, is_near=False)
    assert not [line for line in running.told()[before:] if "Query" in line]


def test_a_command_on_the_server_reads_it_too(
    made: tuple[office.Office, Path],
    running: Running,
    sites: Sites,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CFM_MIGRATION_PASSWORD", mariadb.PASSWORD)
    plan = tmp_path / "plan.json"
    with sites("command"):
        moving.make_users()
        given = {"username": mariadb.READER, "files": str(made[1])}
        name = commands.guess_plan(running.address, str(plan), **given)
        assert frappe.db.get_value("CFM Migration", name, "source_type") == opening.DATABASE
        assert "feedback_type_c" in plan.read_text()


def test_a_forbidden_address_is_refused(sites: Sites) -> None:
    with sites("refused"):
        moving.make_users()
        for address in (
            "mysql://127.0.0.1:3306/suitecrm",
            "mysql://user:word@crm.example.org/suitecrm",
            "mysql://crm.example.org/",
            "mysql://crm.example.org/one/two",
            "https://crm.example.org/suitecrm",
        ):
            with pytest.raises(frappe.ValidationError):
                migrations.create_from_server(opening.DATABASE, address, LOGIN)
        assert not frappe.db.count("CFM Migration")


def test_a_missing_library_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, database_source.LIBRARY, None)
    with pytest.raises(SourceError, match="pip install pymysql"):
        DatabaseSource(
            database_source.DatabaseAddress("127.0.0.1", 3306, "crm"), LOGIN, is_near=True
        )


def test_files_come_from_the_folder_beside_the_database(
    made: tuple[office.Office, Path], running: Running
) -> None:
    found, folder = made
    place = database_source.parse_address(running.address)
    source = DatabaseSource(place, LOGIN, is_near=True, uploads=Folder(folder))
    number, content = next(iter(found.files.items()))
    assert source.file(number) == content
    assert not source.missing()
    source.close()
