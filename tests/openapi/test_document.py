"""The document of the API says what is true: for each role, of each DocType and each function."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.leaks.cast import Visitor
from tests.live import PASSWORD, Running, Server
from tests.story.doors import methods

from . import values

validators = pytest.importorskip(
    "openapi_spec_validator", reason="openapi-spec-validator is not installed"
)
jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

METHOD = "/api/method/cfm_app.api.openapi.document"
ROLES = "operator manager focal psea fraud protection aap gender analyst dataprotection".split()
PARTNER = "partner.api@example.org"
PARTNER_ROLE = "API Partner"
SHORT = {"login", "logout", "ping", "upload_file"}
# The files of a download are no JSON, and the providers of channels speak languages of their own.
# The embedded engine tells a little more of colleagues to who may choose one.
TOLD_BY_ENGINE = {"User": {"enabled", "full_name", "user_image", "user_type"}}
# The state for monitors answers 503 as long as something has failed, for instance jobs that nobody runs here.
NO_JSON = ("error_sheet", "receive", "health.state")


class Described:
    """A user with the document that they were given."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        answer = visitor.send("GET", METHOD)
        assert answer.status_code == 200, answer.text[:500]
        assert answer.headers["Content-Type"].startswith("application/json")
        self.document = answer.json()
        self.schemas = self.document["components"]["schemas"]
        self.paths = self.document["paths"]

    def operations(self, verb: str, *, of_one: bool) -> Iterator[tuple[str, dict[str, Any]]]:
        """DocTypes with the operation on one document, or on all of them."""
        for path, item in self.paths.items():
            parts = path.removeprefix("/api/resource/").split("/")
            if path.startswith("/api/resource/") and (len(parts) == 2) is of_one and verb in item:
                yield unquote(parts[0]), item[verb]

    def check(self, data: Any, schema: dict[str, Any]) -> None:
        """What was answered fits what the document says, and nothing comes that it does not tell of."""
        whole = {**schema, "components": self.document["components"]}
        error = jsonschema.exceptions.best_match(
            jsonschema.Draft202012Validator(whole).iter_errors(data)
        )
        assert error is None, f"{list(error.absolute_path)}: {error.message[:300]}"

    def untold(self, key: str, document: dict[str, Any]) -> set[str]:
        """Fields that say something, of a document and of its rows, and that the schema does not name.

        Those of levels above the user's come emptied.
        """
        told = self.schemas[key]["properties"]
        said = {name for name, value in document.items() if value and not name.startswith("_")}
        found = said - told.keys()
        for name, rows in document.items():
            for row in rows if isinstance(rows, list) and f"{key}.{name}" in self.schemas else []:
                found |= {f"{name}.{each}" for each in self.untold(f"{key}.{name}", row)}
        return found

    @cache  # noqa: B019
    def names(self, doctype: str) -> list[Any]:
        answer = self.visitor.send("GET", f"/api/resource/{quote(doctype)}?limit=3")
        return [each["name"] for each in answer.json()["data"]] if answer.ok else []


@pytest.fixture(scope="module", params=ROLES)
def described(request: pytest.FixtureRequest, office: Server | Running) -> Described:
    return Described(Visitor(office.url, f"{request.param}@demo.cfm", PASSWORD))


@pytest.fixture
def chance() -> random.Random:
    seed = os.environ.get("CFM_OPENAPI_SEED", "20")
    seed = str(random.randrange(10**6)) if seed == "any" else seed
    print(f"CFM_OPENAPI_SEED={seed}")
    return random.Random(seed)


def key_of(operation: dict[str, Any]) -> str:
    return str(operation["operationId"].partition(".")[2])


def answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = operation["responses"]["200"]["content"]
    schema: dict[str, Any] = answers["application/json"]["schema"]
    return schema


def test_it_is_valid(described: Described) -> None:
    """Methods are those of everybody: they are looked at with one document, which takes a while."""
    document = described.document
    if described.visitor.user != f"{ROLES[0]}@demo.cfm":
        paths = {path: each for path, each in described.paths.items() if "/api/method/" not in path}
        document = {**document, "paths": paths}
    faults = validators.OpenAPIV31SpecValidator(document).iter_errors()
    assert [str(each)[:300] for each in faults] == []


def test_it_has_each_function_of_the_app_and_makes_none_up(described: Described) -> None:
    """Those that stand in the place of the framework's are told by its names."""
    told = {
        path.removeprefix("/api/method/")
        for path in described.paths
        if path.startswith("/api/method/")
    }
    declared = methods("cfm_app")
    replaced = {name for name in told if name.startswith("frappe.")} | SHORT
    own = {name for name in declared if name.startswith("cfm_app.api.")}
    assert told - replaced == own


def test_it_tells_of_what_can_be_read_and_of_nothing_else(
    described: Described, admin: Visitor
) -> None:
    listed = dict(described.operations("get", of_one=False))
    created = dict(described.operations("post", of_one=False))
    singles = {
        name: item for name, item in described.operations("get", of_one=True) if name not in listed
    }
    wrong = []
    for row in types(admin):
        doctype, path = row["name"], f"/api/resource/{quote(row['name'])}"
        if row["issingle"]:
            path += f"/{quote(doctype)}"
        status = described.visitor.send("GET", path).status_code
        is_told = doctype in listed or doctype in singles
        if (status == 200) is not is_told:
            wrong.append((doctype, status, is_told))
        if doctype not in created and not row["issingle"]:
            status = described.visitor.send("POST", path, json={}).status_code
            if status not in (403, 404):
                wrong.append((doctype, "POST", status))
    assert wrong == []


def types(admin: Visitor) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = admin.list(
        "DocType",
        fields='["name", "issingle"]',
        filters='{"istable": 0, "is_virtual": 0}',
        limit=0,
    )
    assert len(rows) > 50
    return rows


def test_what_is_listed_and_read_fits_it(described: Described, office: Server | Running) -> None:
    read = dict(described.operations("get", of_one=True))
    for doctype, operation in described.operations("get", of_one=False):
        path = f"/api/resource/{quote(doctype)}"
        answer = described.visitor.send("GET", f'{path}?fields=["*"]&limit=3')
        assert answer.status_code == 200, (doctype, answer.text[:300])
        described.check(answer.json(), answer_of(operation))
        # Frappe tells all of some types of its own to who may only choose a document.
        is_told = doctype in read or isinstance(office, Server)
        for row in answer.json()["data"] if is_told else []:
            untold = described.untold(key_of(operation), row)
            assert untold <= TOLD_BY_ENGINE.get(doctype, set()), doctype
        for row in answer.json()["data"] if doctype in read else []:
            one = described.visitor.send("GET", f"{path}/{quote(str(row['name']), safe='')}")
            if one.status_code in (403, 404):
                continue
            assert one.status_code == 200, (doctype, one.text[:300])
            described.check(one.json(), answer_of(read[doctype]))
            untold = described.untold(key_of(operation), one.json()["data"])
            assert untold == set(), doctype


def test_what_it_asks_for_is_taken_or_refused_with_a_reason(
    described: Described, chance: random.Random
) -> None:
    made = 0
    for doctype, operation in described.operations("post", of_one=False):
        schema = described.schemas[f"{key_of(operation)}.write"]
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        needed = body["allOf"][1]["required"] if "allOf" in body else []
        for _try in range(2):
            sent = values.document(schema, needed, described.names, chance)
            answer = described.visitor.send("POST", f"/api/resource/{quote(doctype)}", json=sent)
            told = operation["responses"]
            assert str(answer.status_code) in told, (doctype, sent, answer.text[:500])
            assert answer.status_code < 500, (doctype, sent, answer.text[:500])
            if answer.status_code == 200:
                made += 1
                described.check(answer.json(), answer_of(operation))
            else:
                described.check(answer.json(), {"$ref": "#/components/schemas/Error"})
                assert "exc_type" in answer.json()
    assert made or described.visitor.user != "manager@demo.cfm"


def test_what_is_changed_by_it_is_taken_or_refused_with_a_reason(
    described: Described, chance: random.Random
) -> None:
    for doctype, operation in described.operations("put", of_one=True):
        if doctype in ("User", "System Settings"):
            continue
        schema = described.schemas[f"{key_of(operation)}.write"]
        is_single = f"/api/resource/{quote(doctype)}" not in described.paths
        for name in [doctype] if is_single else described.names(doctype)[:1]:
            sent = values.document(schema, [], described.names, chance)
            path = f"/api/resource/{quote(doctype)}/{quote(str(name), safe='')}"
            answer = described.visitor.send("PUT", path, json=sent)
            assert str(answer.status_code) in operation["responses"], (sent, answer.text[:500])
            assert answer.status_code < 500, (doctype, sent, answer.text[:500])


def test_functions_that_read_answer_as_it_says(described: Described, chance: random.Random) -> None:
    answered = 0
    for path, item in described.paths.items():
        if not path.startswith("/api/method/") or "get" not in item or path.endswith(NO_JSON):
            continue
        operation = item["get"]
        asked = {
            each["name"]: values.value(
                each.get("schema", {"type": "string"}), described.names, chance
            )
            for each in operation.get("parameters", [])
            if each["required"]
        }
        answer = described.visitor.send("GET", path, params=asked)
        assert answer.status_code < 500, (path, asked, answer.text[:500])
        assert str(answer.status_code) in operation["responses"], (path, answer.status_code)
        if answer.status_code == 200 and "json" in answer.headers["Content-Type"]:
            answered += 1
            described.check(answer.json(), answer_of(operation))
    assert answered > 5


def test_the_engine_serves_it_where_programs_look_for_it(office: Server | Running) -> None:
    if isinstance(office, Running):
        pytest.skip("A bench serves it as a method alone")
    visitor = Visitor(office.url, "operator@demo.cfm", PASSWORD)
    assert visitor.send("GET", "/api/openapi.json").json() == visitor.send("GET", METHOD).json()


def test_nobody_without_a_log_in_is_given_one(office: Server | Running) -> None:
    guest = Visitor(office.url)
    assert guest.send("GET", METHOD).status_code == 403
    assert guest.send("GET", "/api/openapi.json").status_code in (403, 404)


def test_a_partner_with_a_key_is_told_what_their_role_opens(
    office: Server | Running, admin: Visitor
) -> None:
    """What the page tells a manager to do: a role of its own, a right, a user, a key."""
    partner = with_key(office, admin)
    read = dict(partner.operations("get", of_one=False))
    assert "CFM Location" in read
    assert not {"Case", "Community Member", "Sensitive Report", "Referral"} & read.keys()
    assert "CFM Location" not in dict(partner.operations("post", of_one=False))
    assert partner.visitor.send("GET", "/api/resource/CFM Location").json()["data"]
    assert partner.visitor.send("GET", "/api/resource/Case").status_code == 403
    # A key needs no token of a page.
    assert partner.visitor.send("POST", "/api/resource/CFM Location", json={}).status_code == 403
    partner.visitor.http.headers["Authorization"] += "x"
    assert partner.visitor.send("GET", METHOD).status_code == 401


def with_key(office: Server | Running, admin: Visitor) -> Described:
    admin.create("Role", role_name=PARTNER_ROLE, desk_access=0)
    admin.call(
        "frappe.core.page.permission_manager.permission_manager.add",
        parent="CFM Location",
        role=PARTNER_ROLE,
        permlevel=0,
    )
    for right, held in (("read", 1), ("write", 0), ("create", 0), ("delete", 0)):
        admin.call(
            "frappe.core.page.permission_manager.permission_manager.update",
            doctype="CFM Location",
            role=PARTNER_ROLE,
            permlevel=0,
            ptype=right,
            value=held,
        )
    admin.create(
        "User",
        email=PARTNER,
        first_name="Partner",
        user_type="Website User",
        send_welcome_email=0,
        roles=[{"role": PARTNER_ROLE}],
    )
    made = admin.call("frappe.core.doctype.user.user.generate_keys", user=PARTNER)
    key = admin.get("User", PARTNER)["api_key"]
    visitor = Visitor(office.url)
    visitor.http.headers["Authorization"] = f"token {key}:{made['api_secret']}"
    return Described(visitor)
