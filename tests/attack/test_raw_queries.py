"""SQL where conditions, fields, orders and names of columns stand: it is refused, and no answer tells what it asks for.

Each function is found by reflection, and each of its arguments is tried. Those of a bench's framework are walked in the
process of the bench (`cfm_app/security/gates/test_typed_queries.py`); here are the doors through which it was entered.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.leaks.cast import Visitor
from tests.leaks.secret import Secret

from .amount import SHARE
from .requests import Request, of_function
from .surface import Surface
from .test_conditions import LEFT_OUT, NO_NAMES, USERS, missing, tells, who

KIND = "CFM Channel"
PAIRED = ("analyst@demo.cfm", *USERS)


def sought(report: str) -> str:
    return f"select description from `tabSensitive Report` where name = '{report}'"


def shapes(report: str) -> Iterator[Any]:
    """Ways to hand over SQL: as a condition, a column, a field, alone and packed."""
    query = sought(report)
    column = f"name` is null union {query.replace(chr(39), chr(34))} -- "
    yield from (f"1=0 union {query}", f"exists({query})", f"(({query})) as name")
    for found in (
        [f"1=0 union {query}"],
        [f"exists({query})"],
        [[column, "=", "x"]],
        {column: "x"},
        [f"(({query})) as name"],
    ):
        yield from (found, json.dumps(found))


def at_known_doors(shape: Any) -> Iterator[Request]:
    packed = shape if isinstance(shape, str) else json.dumps(shape)
    for function, given in (
        ("frappe.client.get_list", {"filters": shape}),
        ("frappe.client.get_list", {"or_filters": shape}),
        ("frappe.client.get_list", {"fields": shape}),
        ("frappe.client.get_list", {"order_by": packed}),
        ("frappe.client.get_list", {"group_by": packed}),
        ("frappe.client.get_count", {"filters": shape}),
        ("frappe.client.get_value", {"filters": shape, "fieldname": "name"}),
        ("frappe.client.get_value", {"filters": "[]", "fieldname": shape}),
        ("frappe.client.get", {"filters": shape}),
        ("frappe.desk.reportview.get", {"filters": packed, "fields": '["name"]'}),
        ("frappe.desk.reportview.get", {"filters": "[]", "fields": packed}),
        ("frappe.desk.reportview.get_count", {"filters": packed, "fields": "[]"}),
        ("frappe.desk.listview.get_group_by_count", {"current_filters": packed, "field": "name"}),
        ("frappe.desk.listview.get_group_by_count", {"current_filters": "[]", "field": packed}),
        ("frappe.desk.search.search_link", {"txt": "", "filters": packed}),
        ("frappe.desk.doctype.tag.tag.remove_tag", {"dt": packed, "dn": "x", "tag": "x"}),
    ):
        yield of_function(function, {"doctype": KIND, **given})
    step = {"name": "x", "field": packed, "value": "x"}
    yield of_function("frappe.desk.desktop.update_onboarding_step", step)
    card = {"document_type": KIND, "function": "Count", "parent_document_type": ""}
    result = "frappe.desk.doctype.number_card.number_card.get_result"
    yield of_function(result, {"doc": json.dumps(card), "filters": packed})
    yield Request("GET", f"/api/resource/{KIND}", (("filters", packed),))
    yield Request("GET", f"/api/resource/{KIND}", (("fields", packed),))
    yield Request("GET", f"/api/v2/document/{KIND}", (("filters", packed),))


@pytest.mark.parametrize("user", PAIRED)
def test_no_known_door_runs_sql(cast: dict[str, Visitor], planted: list[Secret], user: str) -> None:
    secret = next(each for each in planted if each.entitlement(user) == "")
    found = []
    for shape, other in zip(shapes(secret.report), shapes(missing(secret.report)), strict=True):
        pairs = zip(at_known_doors(shape), at_known_doors(other), strict=True)
        for asked, nothing in pairs:
            answer = asked.answer(cast[user])
            if secret.word in answer.text or tells(cast[user], asked, nothing, secret.report):
                found.append(str(asked))
    assert found == []


@pytest.mark.parametrize("user", USERS)
def test_no_function_runs_sql(
    cast: dict[str, Visitor],
    planted: list[Secret],
    surface: Surface,
    chance: random.Random,
    user: str,
) -> None:
    secret = next(each for each in planted if each.entitlement(user) == "")
    tried, found = 0, []
    functions = [each for each in surface.functions.items() if not each[0].endswith(LEFT_OUT)]
    subject = {"doctype": KIND, "fieldname": "name", "txt": "zq"}
    for (name, function), shape in itertools.product(functions, shapes(secret.report)):
        given = surface.arguments(function, subject)
        for key in given.keys() - NO_NAMES:
            if chance.random() > SHARE:
                continue
            tried += 1
            answer = of_function(name, {**given, key: shape}).answer(cast[user])
            if secret.word in answer.text:
                found.append(f"{name}({key}={shape!r})")
    print(f"{user}: {tried} requests")
    assert tried > 100
    assert found == []
    assert who(cast[user]) == user
