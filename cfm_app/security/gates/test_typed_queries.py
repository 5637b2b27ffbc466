"""Raw SQL in the place of conditions, fields and orders."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import frappe
from frappe.desk import reportview

from cfm_app.base import consts
from cfm_app.base.framework import aggregate
from cfm_app.security import sql_tokens
from cfm_app.security.gates import method_overrides, request_gate, typed_queries
from cfm_app.security.gates.api_request import ApiRequest
from cfm_app.testing import CFMTestCase, CommittedTestCase, request_of

WORD = "cfm_marker"
QUERY = f"select {WORD} from `tabSensitive Report`"
KIND, FIELD = "CFM Channel", "name"
CONDITIONS = (
    f"1=0 union {QUERY}",
    f"exists({QUERY})",
    "1=1",
    "name = 'x' or 1=1",
    "ifnull(name, '') = '' or 1=1",
    "ifnull((select 1), '') = ''",
    f"ifnull(name, '') = '' union {QUERY} where '' = ''",
)
COLUMNS = (
    f"name` is null union {QUERY} where `name",
    f"ifnull(name, ({QUERY}))",
    f"ifnull(name,'') union {QUERY} --",
    "name or name",
    "name -- ",
    "name#",
)
EXPRESSIONS = (
    f"(({QUERY})) as name",
    f"({QUERY})",
    f"max(({QUERY}))",
    f"name, ({QUERY})",
    f"name union {QUERY}",
    f"/*!50000 {QUERY} */",
    "name -- ",
    "name # x",
    "name; x",
    "@@version",
    "sleep(9)",
    "if(1,benchmark(9,name),1)",
    "load_file('/etc/passwd')",
    "name from `tabUser`",
    "name) from `tabUser` where (1",
    "(name",
    "'name",
    "'a\\'b",
    "`name",
    "\nname\n-- x",
    "n\u00e4me SELECT",
)
REFUSALS = (frappe.ValidationError, frappe.PermissionError, TypeError, ValueError)
GOOD_EXPRESSIONS = (
    "*",
    "name",
    "`tabCase`.`name` as `the select`",
    "count(distinct `tabCase`.name) as total",
    "category.sensitivity as s",
    "locate('select -- ''x', `tabCase`.`name`) as `_relevance`",
    "locate('it\\'s; #1', `tabCase`.`name`)",
    "ifnull(_relevance, -9999) desc, `tabCase`.`modified` desc",
    "extract(year from creation)",
    "if(a > 1, 'with', \"from\")",
    "selected, wither",
)


class TestTypedQueries(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        typed_queries.guard()

    def test_a_condition_is_field_operator_and_value(self) -> None:
        for text in CONDITIONS:
            with self.subTest(text), self.assertRaises(frappe.ValidationError):
                typed_queries.require_condition(text)
        for column in COLUMNS:
            for condition in ([column, "=", "x"], [KIND, column, "=", "x"], {column: "x"}):
                with self.subTest(condition), self.assertRaises(frappe.ValidationError):
                    typed_queries.require_condition(condition)

    def test_what_the_framework_itself_asks_stays(self) -> None:
        for condition in (
            ["name", "like", "%select%"],
            [KIND, "name", "in", ["a", "b"]],
            {"parent": "x"},
            ["ifnull(`parent_place`,'')", "=", ""],
            ["ifnull(received_on, '0001-01-01 00:00:00')", "<=", "2026-01-01"],
            "ifnull(`_user_tags`,'')!=''",
        ):
            with self.subTest(condition):
                typed_queries.require_condition(condition)

    def test_a_field_and_an_order_hold_no_query(self) -> None:
        for text in EXPRESSIONS:
            with self.subTest(text), self.assertRaises(frappe.ValidationError):
                typed_queries.require_expression(text)
        for text in GOOD_EXPRESSIONS:
            with self.subTest(text):
                typed_queries.require_expression(text)

    def test_lists_are_asked_for_by_typed_conditions_alone(self) -> None:
        """Also by code, such as that of a template."""
        refused = (
            *({"filters": [each]} for each in CONDITIONS),
            *({"or_filters": [each]} for each in CONDITIONS),
            *({"filters": [[each, "=", "x"]]} for each in COLUMNS if WORD in each),
            *({"filters": {each: "x"}} for each in COLUMNS if WORD in each),
            *({"fields": [each]} for each in EXPRESSIONS if WORD in each),
            *({"order_by": each} for each in EXPRESSIONS if WORD in each),
        )
        for asked in refused:
            for ask in (frappe.get_all, frappe.get_list):
                with self.subTest(asked), self.assertRaises(REFUSALS):
                    ask(KIND, **asked)
        with suppress(frappe.ValidationError):
            self.assertEqual(frappe.db.count(KIND, ["1=1"]), 0)

    def test_the_list_view_works_as_before(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case()
        counted = method_overrides.get_group_by_count("Case", "[]", "owner")
        self.assertIn(case.owner, [each.name for each in counted])
        found = frappe.get_list(
            "Case", {"name": case.name}, ["name", aggregate("count", "name", "n")]
        )
        self.assertEqual(found[0].n, 1)
        if hasattr(reportview, "get_stats"):
            reportview.get_stats('["_user_tags"]', "Case", "[]")

    def test_assignments_are_counted_in_documents_that_the_user_sees(self) -> None:
        case = self.case()
        todo = {"doctype": "ToDo", "description": "x", "reference_name": case.name}
        todo |= {"reference_type": "Case", "allocated_to": "Administrator", "status": "Open"}
        frappe.get_doc(todo).insert(ignore_permissions=True)
        asked = ("Case", json.dumps({"name": case.name}), "assigned_to")
        self.assertEqual(method_overrides.get_group_by_count(*asked)[0]["count"], 1)
        frappe.set_user(self.user(consts.ANALYST))
        with self.assertRaises(frappe.PermissionError):
            method_overrides.get_group_by_count(*asked)


class TestEveryMethod(CommittedTestCase):
    """All methods of framework and app with raw SQL in each argument, found by reflection."""

    def test_no_argument_becomes_part_of_a_statement(self) -> None:
        typed_queries.guard()
        user = self.user(consts.OPERATOR, consts.MANAGER)
        tried, found = 0, []
        for function in whitelisted():
            for given in attempts(function):
                tried += 1
                frappe.set_user(user)
                with self.as_served():
                    raw = statements_of(function, given)
                if raw:
                    found.append(f"{function.__module__}.{function.__name__} {given}: {raw[0]}")
                    break
        self.assertGreater(tried, 1000)
        self.assertEqual(found, [])


# They end the process, the session or the records of the test, and take no conditions.
ENDING = ("logout", "web_logout", "rollback", "savepoint", "set_user", "restore")
SHAPES: tuple[Any, ...] = (
    CONDITIONS[0],
    [CONDITIONS[0]],
    json.dumps([CONDITIONS[0]]),
    json.dumps([[COLUMNS[0], "=", "x"]]),
    json.dumps({COLUMNS[0]: "x"}),
    json.dumps([[COLUMNS[0], "name", "=", "x"]]),
    json.dumps([["name", f"= '' union {QUERY} where ''=", "x"]]),
    EXPRESSIONS[0],
    json.dumps([EXPRESSIONS[0]]),
    json.dumps(dict.fromkeys(("start", "end", "name", "field", "id", "title"), EXPRESSIONS[1])),
)


def whitelisted() -> list[Callable[..., Any]]:
    """What clients may call, with all modules of framework and app read."""
    for package in (frappe, importlib.import_module("cfm_app")):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part.startswith("test") for part in module.name.split(".")):
                with suppress(Exception):
                    importlib.import_module(module.name)
    found = {f"{each.__module__}.{each.__qualname__}": each for each in frappe.whitelisted}
    return [
        each
        for name, each in sorted(found.items())
        if inspect.isfunction(each) and not name.endswith(ENDING)
    ]


def attempts(function: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Raw SQL in the place of each argument, with plain values beside it."""
    parameters = {
        name: each
        for name, each in inspect.signature(function).parameters.items()
        if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL) and name != "self"
    }
    plain = {
        name: _plain(name)
        for name, each in parameters.items()
        if each.default is each.empty or _plain(name) != "1"
    }
    for name in parameters:
        for shape in SHAPES:
            yield {**plain, name: shape}


def _plain(name: str) -> str:
    if "doctype" in name or name in ("dt", "document_type"):
        return KIND
    if "filters" in name:
        return "[]"
    return FIELD if "field" in name else "1"


def statements_of(function: Callable[..., Any], given: dict[str, Any]) -> list[str]:
    """The statements that hold the word outside of quotes while a function runs; nothing else is let out."""
    seen: list[str] = []
    asked = frappe.db.sql

    def listening(query: Any, *more: Any, **named: Any) -> Any:
        seen.append(str(query))
        return asked(query, *more, **named)

    nothing = dict.fromkeys(("commit", "rollback"), lambda *_given, **_named: None)
    name = f"{function.__module__}.{function.__name__}"
    frappe.local.form_dict = frappe._dict(given)
    frappe.local.request = request_of(f"/api/method/{name}", "POST")
    frappe.db.savepoint("before_attempt")
    with (
        patch.multiple(frappe.db, sql=listening, **nothing),
        patch.object(frappe, "enqueue", nothing["commit"]),
        patch.object(frappe, "sendmail", nothing["commit"]),
        patch("requests.Session.request", side_effect=OSError),
        suppress(BaseException),
    ):
        request_gate.check(ApiRequest.at_hand())
        frappe.call(function, **given)
    with suppress(Exception):
        frappe.db.rollback(save_point="before_attempt")
    return [each for each in seen if WORD in sql_tokens.TOKEN.sub(_word, each)]


def _word(token: Any) -> str:
    return "" if token["text"] or token["name"] else token[0]
