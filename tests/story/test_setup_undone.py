"""Whatever a manager changes of the set-up in a form goes back by the history: every kind, field by field.

A form sends the whole record, its numbers as text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from cfm_app.web.pages.tools import CONFIGURATION
from frappe_embedded.services.customize.history import KINDS

from ..live import Client
from ..patterns import Patterns

MANAGER = "manager@demo.cfm"
NUMBERS = ("Int", "Float", "Percent", "Currency")
TEXTS = ("Data", "Small Text", "Text", "Long Text")
OF_THE_SAVE = ("modified", "modified_by", "creation", "owner", "idx", "name", "parent")
STAYS = ("account",)
"""A form that was open keeps the account through which people wrote to it."""
ON_A_PAGE = ("Custom DocPerm",)
"""Rights are changed on a page that knows whom somebody may give them back to."""
LEAST = 120
"""So many fields and tables, of all kinds, a manager may change; fewer would prove nothing."""


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Client]:
    server = patterns.office(tmp_path_factory.mktemp("undone") / "office").start()
    yield Client(server.url, MANAGER)
    server.stop()


def test_each_field_of_each_kind_goes_back(manager: Client) -> None:
    wrong, undone = [], []
    for doctype in sorted({*CONFIGURATION, *KINDS}.difference(ON_A_PAGE)):
        for name in first_record(manager, doctype):
            for field, changed in changes(manager, doctype, name):
                before = said(record(manager, doctype, name))
                if not is_stored(manager, doctype, name, changed):
                    continue
                undone.append(f"{doctype}.{field}")
                refusal = taken_back(manager, doctype, name)
                if refusal or said(record(manager, doctype, name)) != before:
                    wrong.append(f"{doctype} {name} {field}: {refusal or 'is not as it was'}")
                    manager.request("PUT", path(doctype, name), json=before)
    assert not wrong, "\n".join(wrong)
    assert len(undone) >= LEAST, undone


def test_a_kind_of_record_of_the_office_is_adapted_after_it_was_made(manager: Client) -> None:
    """As any form: a field more, another label, and back again."""
    asked = {"label": "Visite", "fields": [{"label": "Site", "kind": "text"}]}
    made = manager.call("cfm_app.api.record_types.create", values=asked)["name"]
    listed = manager.request("GET", f"/app/{made.lower()}", headers={"Accept": "text/html"}).text
    assert f'href="/app/customize-form/{made.lower()}"' in listed
    page = page_data(manager, f"/app/customize-form/{made.lower()}")
    rows = [{"fieldname": row["fieldname"], "label": "Lieu"} for row in page["rows"]]
    rows.append({"label": "Durée", "fieldtype": "Int"})
    manager.ok("POST", page["address"], json={"rows": rows, "version": page["version"]})
    visit = manager.create(made, site="Mao", custom_durée="2")
    assert visit["custom_durée"] == 2
    assert taken_back(manager, "Custom Field", f"{made}-custom_durée") == ""
    assert [df["label"] for df in fields(manager, made)] == ["Site"]


def test_a_channel_that_was_a_mistake_is_taken_out_of_use_or_goes_into_another(
    manager: Client,
) -> None:
    """It is not said whether cases name it: some may be closed to the manager."""
    manager.create("CFM Channel", channel_name="Méprise")
    (made,) = manager.list(
        "Configuration Change", filters='{"reference_name": "Méprise"}', fields='["batch"]'
    )
    said = manager.ok("POST", "/app/history/undo-plan", json=made)
    assert said["retire"] and "Méprise" in said["lost"][0]
    choices = {"retire": 1}
    manager.ok("POST", "/app/history/undo", json={**made, "choices": choices})
    assert manager.get("CFM Channel", "Méprise")["enabled"] == 0
    into = {"old_name": "Méprise", "new_name": "Appel sortant", "merge": 1}
    manager.call("frappe.client.rename_doc", doctype="CFM Channel", **into)
    assert manager.request("GET", path("CFM Channel", "Méprise")).status_code == 404


def page_data(manager: Client, path: str) -> dict[str, Any]:
    page = manager.request("GET", path, headers={"Accept": "text/html"}).text
    found = re.search(r'id="page-data">(.*?)</script>', page, re.S)
    assert found, page[:500]
    return dict(json.loads(html.unescape(found.group(1))))


def path(doctype: str, name: str) -> str:
    return f"/api/resource/{quote(doctype)}/{quote(name, safe='')}"


def first_record(manager: Client, doctype: str) -> list[str]:
    """A record that the manager finds; none where there is nothing to change."""
    answer = manager.request("GET", f"/api/resource/{quote(doctype)}", params={"limit": 1})
    if answer.status_code != 200:
        return []
    rows = [str(row["name"]) for row in answer.json()["data"]]
    return [name for name in rows if manager.request("GET", path(doctype, name)).ok]


def record(manager: Client, doctype: str, name: str) -> dict[str, Any]:
    return dict(manager.ok("GET", path(doctype, name)))


def said(values: dict[str, Any]) -> dict[str, Any]:
    """What a record says, whatever a save sets anew; what is empty is not said."""
    return {
        key: [said(row) for row in value] if isinstance(value, list) else value
        for key, value in values.items()
        if key not in (*OF_THE_SAVE, *STAYS) and value not in (None, "", 0, [])
    }


def changes(manager: Client, doctype: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The whole record, each time with another field or table changed as a form does it."""
    for df in fields(manager, doctype):
        stored = record(manager, doctype, name)
        fieldname, value = df["fieldname"], stored.get(df["fieldname"])
        if df.get("read_only") or df.get("set_only_once"):
            continue
        if (other := changed(df, value)) is not None:
            yield fieldname, {**stored, fieldname: other}
        if df["fieldtype"] == "Table" and value:
            yield f"{fieldname}, a row less", {**stored, fieldname: value[:-1]}
            for row_df in fields(manager, df["options"]):
                key = row_df["fieldname"]
                if (other := changed(row_df, value[0].get(key))) is not None:
                    rows = [{**value[0], key: other}, *value[1:]]
                    yield f"{fieldname}.{key}", {**stored, fieldname: rows}


def fields(manager: Client, doctype: str) -> list[dict[str, Any]]:
    answer = manager.request(
        "GET", "/api/method/frappe.desk.form.load.getdoctype", params={"doctype": doctype}
    )
    docs = answer.json().get("docs", []) if answer.ok else []
    return [dict(df) for df in docs[0]["fields"]] if docs else []


def changed(df: dict[str, Any], value: Any) -> Any:
    """Another value of a field as a form sends it; ``None`` where the test knows of none."""
    if df["fieldtype"] in NUMBERS:
        return str(int(value or 0) + 1)
    if df["fieldtype"] in TEXTS:
        return f"{value or ''} x".strip()
    return int(not value) if df["fieldtype"] == "Check" else None


def is_stored(manager: Client, doctype: str, name: str, values: dict[str, Any]) -> bool:
    return bool(manager.request("PUT", path(doctype, name), json=values).status_code == 200)


def taken_back(manager: Client, doctype: str, name: str) -> str:
    """Undo the newest change of a record; why not, if it was refused."""
    filters = json.dumps({"reference_doctype": doctype, "reference_name": name})
    newest = {"fields": '["batch","undone","undo_of"]', "order_by": "creation desc", "limit": 1}
    rows = manager.list("Configuration Change", filters=filters, **newest)
    if not rows or rows[0]["undone"] or rows[0]["undo_of"]:
        # The framework took the value for the same, or refused it silently.
        return ""
    answer = manager.request("POST", "/app/history/undo", json={"batch": rows[0]["batch"]})
    return "" if answer.ok else answer.text[:300]
