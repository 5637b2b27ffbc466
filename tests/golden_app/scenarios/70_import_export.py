"""A feedback log becomes cases once, and lists go out as files, by the calls of the app's pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.golden_app.words import EVERYBODY, ORDINARY, RESTRICTED, a_case, listed
from tests.golden_http.harness import Step, call, get

TOPIC = "import of a feedback log, export of lists"
X = "cfm_app.api.exchange."
LOG = """Ref,Date received,Channel,Category,Place,Sex,What was said,Sensitive
GOLD-1,2020-06-01,Ligne verte,Quantité de la ration,Mamdi,F,La ration est incomplète,no
GOLD-2,02/06/2020,Hotline,Food quality,Mamdi,M,Le mil est avarié,no
GOLD-3,2020-06-03,SMS,Remerciement,Lac,F,Merci pour l'assistance,
GOLD-4,never,SMS,Remerciement,Lac,F,Merci,no
GOLD-5,2020-06-05,SMS,Nowhere,Nowhere,X,Une catégorie que personne ne connaît,no
GOLD-6,2020-06-06,Ligne verte,Exploitation ou abus sexuel,Mamdi,F,Un récit grave,yes
GOLD-1,2020-06-01,Ligne verte,Quantité de la ration,Mamdi,F,La même ligne encore,no
,2020-06-07,SMS,,,,,
"""
# No other case is told from here.
PLACE = "TD1501"
COLUMNS = {
    "source_id": "Ref",
    "received_on": "Date received",
    "channel": "Channel",
    "category": "Category",
    "location": "Place",
    "sex": "Sex",
    "description": "What was said",
}
COUNTS = [
    "status",
    "task",
    "rows_total",
    "rows_done",
    "created_count",
    "skipped_count",
    "failed_count",
    "noted_count",
    "message",
    "errors",
    "columns_map",
    "values_map",
]
STATE = {name: f"message.{name}" for name in COUNTS} | {"unknown": "message.unknown.*.values"}


def steps() -> Iterator[Step]:
    yield from _opened()
    yield from _imported()
    yield from _not_ones_own()
    yield from _exported()


def _open(key: str, user: str, name: str, content: str | bytes, **more: Any) -> Step:
    form = {"method": X + "open_log", "is_private": "1"}
    return Step(
        key,
        user,
        "POST",
        "/api/method/upload_file",
        form=form,
        files={"file": (name, "text/csv", content)},
        **more,
    )


def _opened() -> Iterator[Step]:
    for user in ("operator", "dataprotection", "analyst", "none", "guest"):
        yield _open(f"a log opened by {user}", user, "log.csv", LOG, keep="status")
    for name, content in (
        ("empty.csv", ""),
        ("picture.csv", b"\x89PNG\x00\x01"),
        ("log.pdf", LOG),
        ("log.xls", b"\xd0\xcf\x11\xe0old"),
        ("one line.csv", "Ref,Date\n"),
    ):
        yield _open(f"{name} opened", "manager", name, content)
    yield _open("the log opened", "manager", "log.csv", LOG, take={"log": "message.name"})
    yield _open(
        "the same with semicolons",
        "manager",
        "log 2.csv",
        LOG.replace(",", ";"),
        keep="pick",
        pick={"columns": "message.columns.*.header", "map": "message.columns_map"},
    )
    yield _open(
        "the same as Windows writes it",
        "manager",
        "log 3.csv",
        LOG.encode("cp1252"),
        keep="pick",
        pick={"columns": "message.columns", "map": "message.columns_map"},
    )


def _ended(answer: Any) -> bool:
    return ((answer.json() or {}).get("message") or {}).get("status") not in ("Waiting", "Running")


def _run(task: str, name: str, label: str = "") -> Iterator[Step]:
    key = f"{label or task}"
    yield call(
        f"{key}: started", "manager", X + "start", {"name": name, "task": task}, keep="status"
    )
    until: Callable[[Any], bool] = _ended
    yield call(
        f"{key}: what came of it",
        "manager",
        X + "state",
        {"name": name},
        keep="pick",
        pick=STATE,
        until=until,
    )


def _imported() -> Iterator[Step]:
    name = "{$log}"
    yield call(
        "imported without a map",
        "manager",
        X + "choose",
        {"name": name, "columns": {}},
        keep="status",
    )
    yield call(
        "there has to be something", "manager", X + "start", {"name": name, "task": "Import"}
    )
    yield call("an unknown task", "manager", X + "start", {"name": name, "task": "Explode"})
    yield call("columns are chosen", "manager", X + "choose", {"name": name, "columns": COLUMNS})
    yield from _run("Scan", name)
    yield from _run("Check", name)
    here = [["source_id", "like", "GOLD-%"]]
    fields = [
        "source_id",
        "received_on",
        "channel",
        "category",
        "location",
        "sex",
        "sensitivity",
        "workflow_state",
        "description",
    ]
    yield listed("a dry run stores nothing", "manager", "Case", here, fields)
    values = {
        "channel": {"Hotline": "Ligne verte"},
        "category": {"Food quality": "Qualité des vivres"},
    }
    yield call(
        "values are mapped",
        "manager",
        X + "choose",
        {"name": name, "columns": COLUMNS, "values": json.dumps(values)},
    )
    yield from _run("Check", name, "a second dry run")
    yield from _run("Import", name)
    for user in ("manager", "operator", "analyst", "psea"):
        yield listed(f"the cases as seen by {user}", user, "Case", here, fields)
    yield listed(
        "the report of the restricted one",
        "psea",
        "Sensitive Report",
        [["description", "like", "Un récit grave%"]],
        ["description", "category"],
    )
    yield from _run("Import", name, "the same import again")
    yield _open(
        "the same log again",
        "manager",
        "log 4.csv",
        LOG,
        take={"again": "message.name"},
        keep="pick",
        pick={"map": "message.columns_map", "values": "message.values_map"},
    )
    yield from _run("Import", "{$again}", "the same log once more")
    yield listed("no case twice", "manager", "Case", here, ["source_id"])
    yield call(
        "unknown values are refused now",
        "manager",
        X + "choose",
        {"name": "{$again}", "columns": COLUMNS, "strict": 1},
    )
    yield from _run("Check", "{$again}", "strict")
    yield get(
        "the sheet of wrong rows",
        "manager",
        "/api/method/" + X + "error_sheet",
        {"name": "{$again}"},
        keep="status",
        head=["Content-Disposition"],
    )


def _not_ones_own() -> Iterator[Step]:
    name = {"name": "{$log}"}
    for user in ("chief", "operator", "analyst", "none", "guest"):
        for method in ("layout", "state", "stop", "error_sheet", "remove"):
            yield call(f"{method} by {user}", user, X + method, name)
        pick = {
            "files": "message.*.file_name",
            "status": "message.*.status",
            "created": "message.*.created_count",
        }
        yield call(f"imports listed for {user}", user, X + "list_imports", keep="pick", pick=pick)
        yield listed(f"import records listed for {user}", user, "CFM Import", {}, ["file_name"])
    yield call(
        "stopped after the end",
        "manager",
        X + "stop",
        name,
        keep="pick",
        pick={"status": "message.status"},
    )
    yield call("removed", "manager", X + "remove", name)
    yield call("removed twice", "manager", X + "remove", name)
    yield call("its state", "manager", X + "state", name)


def _exported() -> Iterator[Step]:
    yield a_case(
        "open", category=ORDINARY, description="=1+1 zqexport", source_id="GOLDX-1", location=PLACE
    )
    yield a_case(
        "secret",
        "psea",
        category=RESTRICTED["psea"],
        description="zqexport",
        source_id="GOLDX-2",
        location=PLACE,
    )
    for user in EVERYBODY:
        yield call(
            f"columns for {user}",
            user,
            X + "export_columns",
            {"doctype": "Case"},
            keep="pick",
            pick={"columns": "message.*.value", "ticked": "message.*.checked"},
        )
        only = {"doctype": "Case", "filters": {"location": PLACE}}
        yield call(f"counted for {user}", user, X + "export_count", only)
        columns = ["name", "source_id", "category", "description"]
        yield call(
            f"exported by {user}",
            user,
            X + "export_list",
            {**only, "columns": columns, "format": "csv"},
            keep="lines",
        )
    for label, more in {
        "no column": {"columns": []},
        "an unknown column": {"columns": ["nofield", "name"]},
        "the person": {"columns": ["name", "community_member"]},
        "an unknown type": {"doctype": "Nowhere", "columns": ["name"]},
        "a type of the framework": {"doctype": "User", "columns": ["name"]},
        "people": {"doctype": "Community Member", "columns": ["full_name"]},
        "reports": {"doctype": "Sensitive Report", "columns": ["name", "description"]},
        "an unknown format": {"columns": ["name"], "format": "exe"},
        "a workbook": {"columns": ["name"], "format": "xlsx"},
    }.items():
        body = {"doctype": "Case", "format": "csv", "filters": {"location": PLACE}, **more}
        keep = "status" if label == "a workbook" else "lines"
        yield call(f"export of {label}", "manager", X + "export_list", body, keep=keep)
    for doctype in ("Referral", "Consent"):
        yield call(
            f"columns of {doctype}",
            "manager",
            X + "export_columns",
            {"doctype": doctype},
            keep="pick",
            pick={"columns": "message.*.value"},
        )
    log = {"action": "Export", "ref_doctype": "Case"}
    yield listed(
        "the access log of exports",
        "dataprotection",
        "CFM Access Log",
        log,
        ["user", "action", "detail"],
    )
