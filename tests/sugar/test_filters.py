"""Filters that people saved in SuiteCRM become their own filters of the list of cases."""

from __future__ import annotations

import json
from pathlib import Path

import frappe

from cfm_app.exchange.migration import migrations, outcomes, records
from cfm_app.exchange.migration.rest_client import Login
from cfm_app.exchange.migration.rest_sugar import SugarSource
from cfm_app.exchange.migration.rest_suite import SuiteSource

from . import moving, office, server, writers
from .conftest import Sites

ACHTA = "achta@sugar.test"
LOGIN = Login(server.USER, server.PASSWORD)
WHY_NOT = {
    "Les rejetés": "plusieurs valeurs de là-bas",
    "À moi": "assigned user id n'est pas devenu",
    "Gardés à part": "restreint ici",
    "Personnes": "une autre liste",
    "Sans rien": "ne restreint rien",
    "Un objet": "ne peut pas être lu",
    office.OF_ANOTHER: "n'a pas d'utilisateur ici",
    office.BINNED: "corbeille",
}


def _exported(made: office.Office, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    writers.write_dump(made, folder / "sugar.sql")
    return folder


def test_equal_filters_come_and_others_say_why(sites: Sites, tmp_path: Path) -> None:
    made = office.make(40)
    names = {row["id"]: row["name"] for row in made.rows("saved_search")}
    with sites("filters"):
        moving.make_user(ACHTA)
        moving.make_users()
        name = moving.migrated(str(_exported(made, tmp_path / "dump")))
        told = {names[row.source_id]: row.reason for row in _rows(name, outcomes.LEFT_OUT)}
        assert told.keys() == WHY_NOT.keys(), told
        assert all(why in told[each] for each, why in WHY_NOT.items()), told
        first, second = (json.loads(each["filters"]) for each in moving.saved_filters())
        assert first == [
            ["Case", "workflow_state", "not in", ["Closed"]],
            ["Case", "location", "in", ["TD07"]],
        ]
        assert second[1:] == [
            ["Case", "received_on", ">=", "2024-01-01 00:00:00"],
            ["Case", "received_on", "<=", "2024-12-31 23:59:59"],
        ]
        own = {row["id_c"]: row for row in made.rows("cases_cstm")}
        wanted = {
            row["case_number"]
            for row in made.rows("cases")
            if row["deleted"] == "0"
            and not row["status"].startswith("Closed")
            and own[row["id"]]["province_c"] == "Lac"
            and not row["name"].startswith(office.SECRET)
        }
        frappe.set_user(ACHTA)
        assert len(frappe.get_list("List Filter")) == 2
        listed = frappe.get_list("Case", filters=first, pluck="source_id", limit_page_length=0)
        assert wanted and set(listed) == wanted
        frappe.set_user(moving.MANAGER)
        assert frappe.get_list("List Filter") == []


def test_a_server_without_filters_gives_the_rest() -> None:
    told = "does not hand out saved filters"
    suite = Login(server.USER, server.PASSWORD, server.CLIENT, server.SECRET)
    with server.serving(office.make(4)) as running:
        for is_closed in (False, True):
            running.closed = set(records.FILTERS) if is_closed else set()
            for kind, login in ((SuiteSource, suite), (SugarSource, LOGIN)):
                source = kind(running.address, login, between=0.0, is_near=True)
                assert bool(set(records.FILTERS) & set(source.modules())) is not is_closed
                assert any(told in each for each in source.missing()) is is_closed
                assert len(list(source.records(records.CASES))) == 5


def _rows(migration: str, outcome: str) -> list[frappe._dict]:
    where = {"migration": migration, "module": records.SEARCHES, "outcome": outcome, "is_dry": 0}
    fields = ["source_id", "reason"]
    return frappe.get_all(outcomes.DOCTYPE, filters=where, fields=fields, limit_page_length=0)


def test_a_later_run_updates_filters_and_an_undo_removes_the_rest(
    sites: Sites, tmp_path: Path
) -> None:
    made = office.make(12)
    searches = {row["name"]: row for row in made.rows("saved_search")}
    with sites("later"):
        moving.make_user(ACHTA)
        moving.make_users()
        name = moving.migrated(str(_exported(made, tmp_path / "dump")))
        before = moving.saved_filters()
        frappe.set_user(moving.MANAGER)
        assert moving.do(name, migrations.BRING).status == "Finished"
        assert moving.saved_filters() == before
        mine = frappe.get_doc("List Filter", {"filter_name": "Retards de 2024"})
        mine.filter_name = "Mes retards"
        mine.save(ignore_permissions=True)
        for row in (searches["Ouverts du Lac"], searches["Retards de 2024"]):
            row |= {"name": f"{row['name']} (2)", "date_modified": "2026-11-01 08:00:00"}
        _exported(made, tmp_path / "dump")
        done = moving.do(name, migrations.BRING)
        assert [each["filter_name"] for each in moving.saved_filters()] == [
            "Mes retards",
            "Ouverts du Lac (2)",
        ]
        assert len(_rows(name, outcomes.CONFLICT)) == 1
        counted = {row["module"]: row for row in frappe.parse_json(done.proof)["modules"]}
        assert counted[records.SEARCHES]["there"] == len(office.SEARCHES)
        assert counted[records.SEARCHES]["without_line"] == 0
        for _time in range(2):
            assert moving.do(name, migrations.UNDO).status == "Finished"
            assert [each["filter_name"] for each in moving.saved_filters()] == ["Mes retards"]
