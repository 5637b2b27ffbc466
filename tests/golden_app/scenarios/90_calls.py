"""What clients and the desk ask: lists with filters, values, bulk changes, forms, search, the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.golden_app.words import ORDINARY, RESTRICTED, a_case, address, decisions, mail, read
from tests.golden_http.harness import Step, ask, call, delete, get, post, put
from tests.live import READ

TOPIC = "calls of clients, of the desk and of the console"
C = "frappe.client."
N = "cfm_app.api.console."


def steps() -> Iterator[Step]:
    yield from _lists()
    yield from _values()
    yield from _bulk()
    yield from _forms()
    yield from _views()
    yield from _console()


def _lists() -> Iterator[Step]:
    for number, (sex, age, priority, place) in enumerate(
        (
            ("Female", "18-59", "Haute", "TD0701"),
            ("Male", "60+", "Normale", "TD0701"),
            ("Female", "60+", "Basse", "TD0702"),
            ("", "18-59", "Normale", None),
            ("Male", "13-17", "Urgente", "TD0201"),
        ),
        1,
    ):
        yield a_case(
            f"n{number}",
            sex=sex,
            age_group=age,
            priority=priority,
            location=place,
            description=f"zqlist {number}",
            source_id=f"L-{number}",
            received_on=f"2020-05-0{number} 10:00:00",
        )
    base = {
        "doctype": "Case",
        "fields": ["source_id"],
        "order_by": "source_id asc",
        "limit_page_length": 20,
    }
    mine = ["description", "like", "zqlist%"]
    for label, filters in {
        "equal": [["sex", "=", "Female"]],
        "not equal": [["sex", "!=", "Female"]],
        "in": [["sex", "in", ["Female", ""]]],
        "in a text": [["priority", "in", "Haute,Basse"]],
        "not in": [["priority", "not in", ["Normale"]]],
        "like": [["source_id", "like", "%-3"]],
        "not like": [["source_id", "not like", "%-3"]],
        "set": [["location", "is", "set"]],
        "not set": [["location", "is", "not set"]],
        "greater": [["received_on", ">", "2020-05-03"]],
        "between": [["received_on", "between", ["2020-05-02", "2020-05-04"]]],
        "descendants": [["location", "descendants of", "TD07"]],
        "descendants inclusive": [["location", "descendants of (inclusive)", "TD0701"]],
        "a row of a table": [["Case SOP Step", "step_title", "like", "Vérifier%"]],
        "a date that is none": [["received_on", ">", "yesterday"]],
        "an unknown field": [["nofield", "=", 1]],
        "an unknown operator": [["sex", "~", "x"]],
        "a number": [["reopened_count", "=", 0]],
        "a number as text": [["reopened_count", "=", "0"]],
        "null": [["partner", "=", None]],
        "an empty text": [["partner", "=", ""]],
    }.items():
        yield call(
            f"filter: {label}", "operator", C + "get_list", {**base, "filters": [mine, *filters]}
        )
        yield call(
            f"count: {label}",
            "operator",
            C + "get_count",
            {"doctype": "Case", "filters": [mine, *filters]},
        )
    for label, more in {
        "a dict": {"filters": {"sex": "Female", "description": ["like", "zqlist%"]}},
        "alternatives": {"or_filters": [["sex", "=", "Male"], ["priority", "=", "Basse"]]},
        "a page": {"limit_start": 1, "limit_page_length": 2},
        "another order": {"order_by": "received_on desc"},
        "two orders": {"order_by": "sex asc, source_id desc"},
        "an order by nothing known": {"order_by": "nofield asc"},
        "no order": {"order_by": ""},
        "all fields": {"fields": ["*"], "limit_page_length": 1},
        "a field of a link": {"fields": ["source_id", "location.location_name as place"]},
        "rows": {
            "fields": ["source_id", "`tabCase SOP Step`.step_title as step"],
            "order_by": "source_id asc, `tabCase SOP Step`.idx asc",
            "limit_page_length": 4,
        },
        "a sum": {"fields": ["sex", "count(name) as n"], "group_by": "sex", "order_by": "sex asc"},
        "a function that is none": {"fields": ["sleep(1)"]},
        "a field that is none": {"fields": ["nofield"]},
        "pluck": {"pluck": "source_id"},
        "as a dict of lists": {"as_dict": 0},
    }.items():
        yield call(
            f"list: {label}", "operator", C + "get_list", {**base, "filters": [mine], **more}
        )
    yield get(
        "v2 list",
        "operator",
        "/api/v2/document/Case",
        {"filters": {"source_id": "L-1"}, "fields": ["source_id", "sex"]},
    )
    yield get("v2 document", "operator", "/api/v2/document/Case/{$n1}")
    yield get(
        "v2 count",
        "operator",
        "/api/v2/doctype/Case/count",
        {"filters": {"source_id": ["like", "L-%"]}},
    )
    yield get("v2 closed", "focal", "/api/v2/document/Case/{$n1}")


def _values() -> Iterator[Step]:
    named = {"doctype": "Case", "filters": "{$n1}"}
    for label, body in {
        "one": {**named, "fieldname": "sex"},
        "several": {**named, "fieldname": ["sex", "priority"]},
        "by a condition": {"doctype": "Case", "filters": {"source_id": "L-2"}, "fieldname": "sex"},
        "of nothing": {"doctype": "Case", "filters": {"source_id": "none"}, "fieldname": "sex"},
        "an unknown field": {**named, "fieldname": "nofield"},
        "of a link": {**named, "fieldname": "location.location_name"},
        "of the settings": {"doctype": "CFM Settings", "fieldname": "office_name"},
    }.items():
        yield call(f"value: {label}", "operator", C + "get_value", body)
    for user in ("operator", "analyst", "focal"):
        yield call(
            f"single value for {user}",
            user,
            C + "get_single_value",
            {"doctype": "CFM Settings", "field": "contact_attempts_required"},
        )
    for label, body in {
        "a value": {"fieldname": "sex", "value": "Male"},
        "several": {"fieldname": {"sex": "Female", "disability": "No"}},
        "an unknown option": {"fieldname": "sex", "value": "Nobody"},
        "a system field": {"fieldname": "phase", "value": "Closed"},
        "an unknown field": {"fieldname": "nofield", "value": 1},
        "the name": {"fieldname": "name", "value": "X"},
        "the owner": {"fieldname": "owner", "value": mail("manager")},
        "a table": {"fieldname": "follow_ups", "value": [{"action": "Appelé"}]},
    }.items():
        pick = {
            "sex": "message.sex",
            "phase": "message.phase",
            "owner": "message.owner",
            "name": "message.name",
            "rows": "message.follow_ups.*.action",
        }
        yield call(
            f"set_value: {label}",
            "operator",
            C + "set_value",
            {"doctype": "Case", "name": "{$n1}", **body},
            keep="pick",
            pick=pick,
        )
    for user in ("aap", "focal", "none"):
        yield call(
            f"set_value by {user}",
            user,
            C + "set_value",
            {"doctype": "Case", "name": "{$n1}", "fieldname": "sex", "value": "Male"},
        )
    doc = {"doctype": "Case", "description": "by insert", "category": ORDINARY}
    yield call(
        "insert",
        "operator",
        C + "insert",
        {"doc": doc},
        keep="pick",
        pick={"said": "message.description", "state": "message.workflow_state"},
    )
    yield call(
        "insert as text",
        "operator",
        C + "insert",
        {"doc": json.dumps(doc)},
        keep="pick",
        pick={"said": "message.description"},
    )
    yield call("insert of nothing", "operator", C + "insert", {"doc": {"doctype": "Case"}})
    yield call(
        "insert of an unknown type", "operator", C + "insert", {"doc": {"doctype": "Nowhere"}}
    )
    yield call(
        "insert of two, one wrong",
        "operator",
        C + "insert_many",
        {"docs": [doc, {"doctype": "Case"}]},
    )
    yield call(
        "nothing is left of it",
        "operator",
        C + "get_count",
        {"doctype": "Case", "filters": {"description": "by insert"}},
    )
    yield call(
        "save with an old version",
        "operator",
        C + "save",
        {
            "doc": {
                "doctype": "Case",
                "name": "{$n2}",
                "sex": "Male",
                "modified": "2020-01-01 00:00:00",
            }
        },
    )
    yield call(
        "rename",
        "operator",
        C + "rename_doc",
        {"doctype": "Case", "old_name": "{$n2}", "new_name": "CFM-X"},
    )
    yield call("delete", "operator", C + "delete", {"doctype": "Case", "name": "{$n2}"})
    yield call("submit", "operator", C + "submit", {"doc": {"doctype": "Case", "name": "{$n2}"}})
    yield call("get", "operator", C + "get", {"doctype": "Case", "name": "{$n5}"})
    yield call(
        "get by a condition",
        "operator",
        C + "get",
        {"doctype": "Case", "filters": {"source_id": "L-3"}},
        keep="pick",
        pick={"id": "message.source_id"},
    )
    yield call(
        "get of nothing",
        "operator",
        C + "get",
        {"doctype": "Case", "filters": {"source_id": "none"}},
    )


def _bulk() -> Iterator[Step]:
    docs = [{"doctype": "Case", "docname": f"{{$n{n}}}", "disability": "Yes"} for n in (1, 2)]
    for user in ("operator", "aap"):
        yield call(
            f"bulk update by {user}",
            user,
            C + "bulk_update",
            {"docs": json.dumps(docs)},
            keep="status",
        )
    yield read(
        "case 1 after the bulk",
        "operator",
        "Case",
        "n1",
        keep="pick",
        pick={"disability": "data.disability", "group": "data.population_group"},
    )


def _forms() -> Iterator[Step]:
    form = "frappe.desk.form."
    doc = {
        "name": "docs.0.name",
        "said": "docs.0.description",
        "state": "docs.0.workflow_state",
        "messages": "_server_messages",
    }
    new_doc = {
        "doctype": "Case",
        "name": "new-case-abc",
        "__islocal": 1,
        "__unsaved": 1,
        "description": "by the form",
        "category": ORDINARY,
    }
    yield call(
        "a form is saved",
        "operator",
        form + "save.savedocs",
        {"doc": json.dumps(new_doc), "action": "Save"},
        keep="pick",
        pick=doc,
        take={"form": "docs.0.name"},
    )
    yield call(
        "an empty form is saved",
        "operator",
        form + "save.savedocs",
        {"doc": json.dumps({**new_doc, "description": "", "category": ""}), "action": "Save"},
        keep="pick",
        pick=doc,
    )
    yield call(
        "a form is saved by one who may not",
        "aap",
        form + "save.savedocs",
        {"doc": json.dumps(new_doc), "action": "Save"},
        keep="pick",
        pick=doc,
    )
    yield call(
        "an old form is saved",
        "operator",
        form + "save.savedocs",
        {
            "doc": '{"doctype": "Case", "name": "{$form}", "description": "later", "modified": "2020-01-01 00:00:00"}',
            "action": "Save",
        },
        keep="pick",
        pick=doc,
    )
    for doctype in ("Case", "Referral", "Consent", "CFM SOP"):
        pick = {
            "types": "docs.*.name",
            "fields": "docs.0.fields.*.fieldname",
            "kinds": "docs.0.fields.*.fieldtype",
            "labels": "docs.0.fields.*.label",
            "asked": "docs.0.fields.*.reqd",
            "roles": "docs.0.permissions.*.role",
        }
        yield ask(
            f"the form of {doctype}",
            "operator",
            form + "load.getdoctype",
            {"doctype": doctype, "with_parent": 1},
            keep="pick",
            pick=pick,
        )
    info = {
        "rights": "docinfo.permissions",
        "comments": "docinfo.comments.*.content",
        "versions": "docinfo.versions.*.data",
        "shared": "docinfo.shared",
        "workflow": "docinfo.workflow_logs.*.content",
        "tasks": "docinfo.assignments.*.owner",
        "views": "docinfo.views",
    }
    yield ask(
        "what hangs on a case",
        "operator",
        form + "load.getdoc",
        {"doctype": "Case", "name": "{$n1}"},
        keep="pick",
        pick={"name": "docs.0.name", **info},
    )
    yield ask(
        "a form that is not there yet",
        "operator",
        form + "load.getdoc",
        {"doctype": "Case", "name": "new"},
    )
    yield ask(
        "a form of an unknown type",
        "operator",
        form + "load.getdoc",
        {"doctype": "Nowhere", "name": "x"},
    )
    for user in ("operator", "manager", "focal"):
        yield ask(
            f"a new document as {user}",
            user,
            "frappe.client.get_list",
            {"doctype": "DocType", "filters": '{"name": "Case"}'},
            keep="status",
        )
    for user, text in (
        ("operator", "L-1"),
        ("operator", "Quantit"),
        ("manager", "CFM-"),
        ("focal", "L-1"),
        ("analyst", "L-1"),
    ):
        yield call(
            f"'{text}' searched by {user}",
            user,
            "frappe.desk.search.search_link",
            {"doctype": "Case", "txt": text, "filters": {"description": ["like", "zqlist%"]}},
            sort="message",
        )
    for doctype, text in (
        ("CFM Channel", "sms"),
        ("Case Category", "ration"),
        ("CFM Location", "Lac"),
        ("User", "focal"),
        ("Role", "CFM"),
        ("CFM Partner", "uni"),
    ):
        yield call(
            f"'{text}' among {doctype}",
            "operator",
            "frappe.desk.search.search_link",
            {"doctype": doctype, "txt": text},
            sort="message",
        )


def _views() -> Iterator[Step]:
    view = "frappe.desk.reportview."
    base: dict[str, Any] = {
        "doctype": "Case",
        "fields": '["`tabCase`.`source_id`","`tabCase`.`sex`"]',
        "filters": '[["Case","description","like","zqlist%"]]',
        "order_by": "`tabCase`.`source_id` asc",
        "start": 0,
        "page_length": 20,
    }
    for label, more in {
        "as it is": {},
        "a page": {"start": 2, "page_length": 2},
        "two filters": {
            "filters": '[["Case","description","like","zqlist%"],["Case","sex","=","Female"]]'
        },
        "a filter on rows": {
            "filters": '[["Case","description","like","zqlist%"],["Case SOP Step","step_title","like","Vérifier%"]]'
        },
        "grouped": {
            "fields": '["`tabCase`.`sex`","count(`tabCase`.`name`) as _aggregate_column"]',
            "group_by": "`tabCase`.`sex`",
            "order_by": "`tabCase`.`sex` asc",
        },
        "an unknown field": {"fields": '["`tabCase`.`nofield`"]'},
        "a column of people": {
            "fields": '["`tabCase`.`source_id`","`tabCommunity Member`.`full_name`"]'
        },
        "as a report": {"view": "Report"},
    }.items():
        yield call(f"list view: {label}", "operator", view + "get", {**base, **more})
    for user in ("operator", "manager", "aap", "focal"):
        form = {
            **{key: base[key] for key in ("doctype", "fields", "filters", "order_by")},
            "file_format_type": "CSV",
            "title": "Case",
            "view": "Report",
        }
        yield Step(
            f"list exported by {user}",
            user,
            "POST",
            "/api/method/frappe.desk.reportview.export_query",
            form=form,
            keep="lines",
        )
    saved = {"description": "zqtodo", "allocated_to": mail("operator")}
    yield post(
        "a task of one's own",
        "operator",
        address("ToDo"),
        saved,
        keep="pick",
        pick={"status": "data.status"},
        take={"todo": "data.name"},
    )
    yield put(
        "is closed",
        "operator",
        address("ToDo", "{$todo}"),
        {"status": "Closed"},
        keep="pick",
        pick={"status": "data.status"},
    )
    yield delete("and deleted", "operator", address("ToDo", "{$todo}"))


def _console() -> Iterator[Step]:
    """One call for a new case, with its errors; all or nothing is stored."""
    case = {"category": ORDINARY, "channel": "Ligne verte", "description": "zqconsole"}
    person = {"full_name": "Hassan Console", "phone": "66 99 88 77"}
    granted = {
        "giver": "Self",
        "method": "Oral",
        "statement": READ,
        "purposes": decisions(record="Granted", share_inside="Granted", call_back="Granted"),
    }
    refer = {"shared_summary": "x", "functional_area": "Logistique"}
    answers = {
        "registered": {"case": case},
        "with a person": {"case": case, "person": person, "consent": granted},
        "answered": {"case": {**case, "information_given": "Oui."}, "outcome": "answer"},
        "answered without a word": {"case": case, "outcome": "answer"},
        "closed at once": {
            "case": {**case, "information_given": "Oui."},
            "consent": granted,
            "outcome": "close",
        },
        "referred": {"case": case, "consent": granted, "referral": refer, "outcome": "refer"},
        "referred without consent": {"case": case, "referral": refer, "outcome": "refer"},
        "an unknown outcome": {"case": case, "outcome": "explode"},
        "an unknown category": {"case": {"category": "Nowhere"}},
        "nothing": {"case": {}},
        "no case": {},
        "a text": {"case": "x"},
        "a list": {"case": "[1]"},
        "a state of its own": {"case": {**case, "workflow_state": "Closed", "name": "X"}},
        "restricted": {
            "case": {**case, "category": RESTRICTED["psea"]},
            "person": {"full_name": "Secrète", "phone": "66 99 88 70"},
            "consent": granted,
        },
    }
    for label, body in answers.items():
        yield call(f"new case: {label}", "operator", N + "new_case", body)
    for user in ("manager", "psea", "dataprotection", "aap", "focal", "analyst", "none", "guest"):
        yield call(
            f"new case by {user}",
            user,
            N + "new_case",
            {"case": case},
            keep="pick",
            pick={"state": "message.workflow_state", "label": "message.workflow_state_label"},
        )
    for turn in ("first", "second"):
        yield call(
            f"the {turn} time of one request",
            "operator",
            N + "new_case",
            {"case": case, "request_id": "gold-1"},
            keep="pick",
            pick={"case": "message.case"},
        )
    for phone in ("66998877", "+235 66 99 88 77", "0023566998877", "66998870", "12", ""):
        for user in ("operator", "psea", "focal"):
            yield call(
                f"'{phone}' looked up by {user}",
                user,
                N + "lookup_caller",
                {"phone": phone},
                keep="pick",
                pick={"name": "message.*.full_name", "cases": "message.*.cases.*.category_label"},
            )
    for user in ("operator", "manager", "aap", "psea", "focal", "none"):
        yield call(f"what is due for {user}", user, N + "due_list", {"limit": 1}, keep="status")
        yield call(f"stubs of {user}", user, N + "my_stubs", {"limit": 200}, keep="status")
        yield call(f"defaults for {user}", user, "cfm_app.api.defaults.overview", keep="status")
    for limit in (0, -1):
        yield call(
            f"no list is shorter than one row: stubs, {limit}",
            "operator",
            N + "my_stubs",
            {"limit": limit},
            keep="pick",
            pick={"name": "message.*.name"},
        )
        yield call(
            f"no list is shorter than one row: what is due, {limit}",
            "operator",
            N + "due_list",
            {"limit": limit},
            keep="status",
        )
    yield call(
        "an edited default",
        "manager",
        "cfm_app.api.defaults.compare",
        {"doctype": "Print Format", "name": "CFM Case Summary"},
        keep="status",
    )
